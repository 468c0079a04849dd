import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { computeMetrics } from "../metrics/index.js";
import { describeTrials, sharpeSampleOf } from "../metrics/trials.js";
import type { RunIdentity } from "../result.js";
import { probabilisticSharpe } from "../statistics/sharpe.js";
import { TrialSpread } from "../statistics/trials.js";
import { recordSearch, recordTrial, trialsOf } from "./trials.js";

const before = process.env["SAGE_HOME"];
let home = "";

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "sage-trials-"));
  process.env["SAGE_HOME"] = home;
});

afterEach(() => {
  rmSync(home, { recursive: true });
  if (before === undefined) delete process.env["SAGE_HOME"];
  else process.env["SAGE_HOME"] = before;
});

function variant(fast: number, changes: Partial<RunIdentity> = {}) {
  const run: RunIdentity = {
    id: "0",
    mode: "backtest",
    strategy: "cross",
    graphHash: "a".repeat(64),
    dataHash: "d".repeat(64),
    program: "nailsage 0",
    seed: 0,
    parameters: { fast, slow: 50 },
    ...changes,
  };
  const equity = Float64Array.from(
    { length: 300 },
    (_, i) => 1000 + fast * i + 20 * Math.sin(i * (fast + 1)),
  );
  const time = equity.map((_, i) => i * 86_400_000);
  const metrics = computeMetrics({ time, equity, close: equity, position: equity }, [], {
    interval: 86_400_000,
  });
  return { run, metrics };
}

test("every variant counts once, however often it is run, and this one before it is stored", () => {
  const runs = [1, 2, 3].map((fast) => variant(fast));
  expect(trialsOf(variant(1))).toEqual({ count: 1, variance: 0 });
  for (const run of [...runs, ...runs]) recordTrial(run);
  const ratios = runs.map(({ metrics }) => sharpeSampleOf(metrics)?.sharpe ?? 0);
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / 3;
  const variance = ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / 2;
  const known = trialsOf(variant(2));
  expect(known.count).toBe(3);
  expect(known.variance).toBeCloseTo(variance, 12);
  expect(trialsOf(variant(4)).count).toBe(4);
});

test("another graph is another variant; other data and other strategies are counted apart", () => {
  recordTrial(variant(1));
  recordTrial(variant(1, { graphHash: "b".repeat(64) }));
  recordTrial(variant(1, { dataHash: "e".repeat(64) }));
  recordTrial(variant(1, { strategy: "other" }));
  expect(trialsOf(variant(1)).count).toBe(2);
  expect(trialsOf(variant(1, { strategy: "other" })).count).toBe(1);
});

test("a search counts all of its trials, and once when it is made again", () => {
  const spread = new TrialSpread();
  for (const ratio of [0.1, 0.2, -0.1, 0.05]) spread.add(ratio);
  const { run } = variant(1);
  recordSearch(run, "s1", spread);
  recordSearch(run, "s1", spread);
  recordTrial(variant(1));
  expect(trialsOf(variant(1)).count).toBe(5);
});

test("a set of a search that is run as well, before it or after it, is one trial", () => {
  const spread = new TrialSpread();
  for (const ratio of [0.1, 0.2, -0.1, 0.05]) spread.add(ratio);
  const { run } = variant(1);
  recordTrial(variant(2));
  const graph = run.graphHash.slice(0, 16);
  recordSearch(run, "grid", spread, { graph, names: ["fast", "slow"], grid: [[1, 2, 3, 4], [50]] });
  expect(trialsOf(variant(1)).count).toBe(4);
  // Four of the search, and one that it did not have.
  expect(trialsOf(variant(5)).count).toBe(5);
  expect(trialsOf(variant(1, { graphHash: "b".repeat(64) })).count).toBe(5);
  recordSearch(run, "drawn", spread, {
    graph,
    names: ["fast", "slow"],
    sets: [
      [5, 50],
      [7, 50],
    ],
  });
  recordTrial(variant(5));
  recordTrial(variant(6));
  expect(trialsOf(variant(7)).count).toBe(9);
});

test("a line cut off by a crash hides only itself", () => {
  recordTrial(variant(1));
  const [name = ""] = readdirSync(join(home, "trials"));
  const path = join(home, "trials", name);
  appendFileSync(path, '{"key":"[\\"x');
  recordTrial(variant(2));
  expect(readFileSync(path, "utf8").trimEnd().split("\n")).toHaveLength(3);
  expect(trialsOf(variant(1)).count).toBe(2);
});

test("one trial deflates nothing, more of them more and more", () => {
  const { metrics } = variant(1);
  const sample = sharpeSampleOf(metrics);
  const plain = sample && probabilisticSharpe(sample);
  expect(describeTrials(metrics, { count: 1, variance: 0 }).deflatedSharpe).toBe(plain);
  const left = [2, 10, 1000].map(
    (count) => describeTrials(metrics, { count, variance: 0.01 }).deflatedSharpe ?? 1,
  );
  expect(left).toEqual(left.toSorted((a, b) => b - a));
  expect(left[0]).toBeLessThan(plain ?? 0);
});
