import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { ValidationPlan } from "../../compiler/graph/experiment.js";
import { compile } from "../../compiler/index.js";
import { createSource } from "../../lang/index.js";
import { synthesize } from "../data/index.js";
import { backtest } from "../modes/index.js";
import { combineRows } from "./combine.js";
import { rowNames } from "./run-sets.js";
import { search } from "./search.js";

const hour = 3_600_000;
const feed = synthesize({ bars: 4000, interval: hour, seed: 21 });
const start = feed.information.from;

const { graph: compiled } = compile(
  createSource(
    "searched.sage",
    `sage 1
strategy searched {
  market {
    symbol: SAMPLE
    timeframe: 1h
  }
  param fast = 6 bars in 4..16 step 4
  param slow = 40 bars in 20..80 step 20
  enter long when ema(close, fast) crosses above ema(close, slow)
  exit long when ema(close, fast) crosses below ema(close, slow)
  size 50% of equity
  costs {
    fee: 0.05%
  }
}`,
  ),
);
if (compiled === null) throw new Error("the strategy does not compile");
const graph = compiled;
/** First bar of a decision, from which on folds are cut: an average of 80 bars, and the bar before a crossing. */
const first = graph.warmup.first;

const folder = mkdtempSync(join(tmpdir(), "sage-validation-"));
afterAll(() => rmSync(folder, { recursive: true }));

const over = (validation: ValidationPlan, more = {}) =>
  search(graph, feed, { validation, workers: 0, tails: true, top: 16, ...more });

/** A backtest over bars [from, to). */
function over2(from: number, to: number, parameters: Readonly<Record<string, number>>) {
  return backtest(graph, feed, { from: start + from * hour, to: start + to * hour, parameters });
}

const walk: ValidationPlan = {
  method: "walk_forward",
  window: "rolling",
  train: 1000,
  test: 400,
  step: 400,
  folds: null,
  purge: 24,
  embargo: 0,
};

describe("a walk forward", () => {
  test("chooses on each window what its backtests say, and judges it on the next bars", async () => {
    const { validation, trials } = await over(walk);
    // (4000 − first − 1000 − 24) / 400 whole tests.
    const count = Math.floor((4000 - first - 1024) / 400);
    expect(validation?.folds).toHaveLength(count);
    for (const [k, fold] of (validation?.folds ?? []).entries()) {
      const test = first + 1024 + 400 * k;
      expect(fold.chosenOn).toEqual([
        { from: start + (test - 1024) * hour, to: start + (test - 25) * hour, bars: 1000 },
      ]);
      expect(fold.judgedOn).toEqual([
        { from: start + test * hour, to: start + (test + 399) * hour, bars: 400 },
      ]);
      const all = Array.from({ length: trials.count }, (_, place) => trials.parameters(place));
      const inside = all.map((set) => over2(test - 1024, test - 24, set).metrics.sharpe ?? -Infinity);
      const best = inside.indexOf(Math.max(...inside));
      expect(fold.trial).toBe(best);
      expect(fold.inSample).toBe(inside[best]);
      const outside = all.map((set) => over2(test, test + 400, set).metrics);
      expect(fold.outOfSample).toBe(outside[best]?.sharpe);
      expect(fold.returnOutOfSample).toBe(outside[best]?.totalReturn);
      const own = outside[best]?.sharpe ?? Number.NaN;
      const worse = outside.filter(({ sharpe }) => sharpe === null || sharpe < own).length;
      const equal = outside.filter(({ sharpe }) => sharpe === own).length - 1;
      expect(fold.rank).toBeCloseTo((worse + equal / 2) / 15, 12);
    }
  });

  test("ranks every set by its test windows together", async () => {
    const { validation, trials } = await over(walk);
    const tests = (validation?.folds ?? []).map(({ number }) => first + 1024 + 400 * (number - 1));
    for (const place of [0, 5, 15]) {
      const parts = tests.map((from) => over2(from, from + 400, trials.parameters(place)).metrics);
      const known = parts.flatMap(({ sharpe }) => sharpe ?? []);
      const { metrics } = trials.trial(place);
      // All windows are of one length, so that their bars weigh the same.
      expect(metrics.sharpe).toBeCloseTo(known.reduce((sum, sharpe) => sum + sharpe, 0) / known.length, 12);
      expect(metrics.tradeCount).toBe(parts.reduce((sum, { tradeCount }) => sum + (tradeCount ?? 0), 0));
      expect(metrics.maxDrawdown).toBe(
        parts.map(({ maxDrawdown }) => maxDrawdown ?? 0).toSorted((a, b) => Math.abs(b) - Math.abs(a))[0],
      );
      const growth = parts.reduce((product, { totalReturn }) => product * (1 + (totalReturn ?? 0)), 1);
      expect(metrics.totalReturn).toBeCloseTo(growth - 1, 12);
    }
  });

  test("chooses nothing where no set meets the constraints on a window", async () => {
    const { validation, counts } = await over(walk, {
      constraints: [
        {
          text: "trades >= 1000",
          span: { start: 0, end: 0 },
          comparison: ">=",
          left: { kind: "metric", metric: "tradeCount", sign: 1 },
          right: { kind: "number", value: 1000 },
        },
      ],
    });
    expect(counts.failing).toBe(16);
    expect(validation?.folds.every(({ trial }) => trial === null)).toBe(true);
    expect(validation?.paths).toEqual([{ objective: null, totalReturn: null }]);
  });

  test("goes on where it was stopped, and gives the same on any number of workers", async () => {
    const at = join(folder, "walk");
    const whole = await over(walk, { journal: { folder: at, resume: false } });
    const path = join(at, "search.journal");
    const lines = readFileSync(path, "utf8").split("\n");
    writeFileSync(path, lines.slice(0, 5).join("\n"));
    const resumed = await over(walk, { journal: { folder: at, resume: true } });
    expect(resumed.validation).toEqual(whole.validation);
    expect(resumed.best).toEqual(whole.best);
    expect(resumed.evaluations).toBeLessThan(whole.evaluations);
    const together = await over(walk, { workers: 2 });
    expect(together.validation).toEqual(whole.validation);
    expect(together.best).toEqual(whole.best);
  });
});

test("held out bars judge what was chosen on those before", async () => {
  const { validation, blockBars } = await over({ method: "holdout", test: 900, purge: 0 });
  const [fold] = validation?.folds ?? [];
  expect(validation?.folds).toHaveLength(1);
  expect(fold?.chosenOn.map(({ bars }) => bars)).toEqual([4000 - 900 - first]);
  expect(fold?.judgedOn).toEqual([{ from: start + 3100 * hour, to: start + 3999 * hour, bars: 900 }]);
  // What tells of overfitting has not seen them either.
  expect(blockBars).toBe(4000 - 900 - first);
});

test("combinatorial folds choose on every choice of blocks, and give ways through all bars", async () => {
  const plan: ValidationPlan = {
    method: "combinatorial",
    groups: 5,
    test: 2,
    splits: 10,
    purge: 0,
    embargo: 0,
  };
  const { validation, trials } = await over(plan);
  // C(5, 2) folds, and each block is judged in C(4, 1) of them.
  expect(validation?.folds).toHaveLength(10);
  expect(validation?.paths).toHaveLength(4);
  expect(validation?.learnsFromLater).toBe(true);
  const edges = Array.from({ length: 6 }, (_, k) => first + Math.floor(((4000 - first) * k) / 5));
  const sharpe = Array.from({ length: trials.count }, (_, place) =>
    edges
      .slice(1)
      .map((to, k) => over2(edges[k] ?? 0, to, trials.parameters(place)).metrics.sharpe ?? Number.NaN),
  );
  const lengths = edges.slice(1).map((to, k) => to - (edges[k] ?? 0));
  const mean = (place: number, blocks: readonly number[]): number => {
    const known = blocks.filter((block) => !Number.isNaN(sharpe[place]?.[block] ?? Number.NaN));
    const bars = known.reduce((sum, block) => sum + (lengths[block] ?? 0), 0);
    return (
      known.reduce((sum, block) => sum + (sharpe[place]?.[block] ?? 0) * (lengths[block] ?? 0), 0) / bars
    );
  };
  const pairs = [0, 1, 2, 3, 4].flatMap((a) =>
    [0, 1, 2, 3, 4].filter((b) => b > a).map((b) => [a, b] as const),
  );
  for (const [k, tested] of pairs.entries()) {
    const others = [0, 1, 2, 3, 4].filter((block) => !tested.includes(block));
    const values = sharpe.map((_, place) => mean(place, others));
    const best = values.indexOf(Math.max(...values.filter((value) => !Number.isNaN(value))));
    const fold = validation?.folds[k];
    expect(fold?.trial).toBe(best);
    expect(fold?.inSample).toBeCloseTo(values[best] ?? Number.NaN, 12);
    expect(fold?.outOfSample).toBeCloseTo(mean(best, tested), 12);
  }
  // The first way takes each block from the first fold that judges it.
  const chosen = [0, 0, 1, 2, 3].map((fold) => validation?.folds[fold]?.trial ?? -1);
  const along = chosen.map((place, block) => sharpe[place]?.[block] ?? Number.NaN);
  const known = along.flatMap((value, block) =>
    Number.isNaN(value) ? [] : [{ value, bars: lengths[block] ?? 0 }],
  );
  const bars = known.reduce((sum, each) => sum + each.bars, 0);
  expect(validation?.paths[0]?.objective).toBeCloseTo(
    known.reduce((sum, each) => sum + each.value * each.bars, 0) / bars,
    12,
  );
});

test("purged folds leave out the bars that are asked for", async () => {
  const plan: ValidationPlan = { method: "purged", folds: 4, purge: 30, embargo: 50 };
  const { validation } = await over(plan);
  const edges = Array.from({ length: 5 }, (_, k) => first + Math.floor(((4000 - first) * k) / 4));
  const at = (k: number): number => edges[k] ?? 0;
  const bars = (validation?.folds[1]?.chosenOn ?? []).map(({ from, to }) => [from, to]);
  const between = (from: number, to: number) => [start + from * hour, start + (to - 1) * hour];
  expect(bars).toEqual([between(at(0), at(1) - 30), between(at(2) + 50, at(3)), between(at(3), at(4))]);
});

test("metrics of pieces: counts add up, returns compound, the worst fall stands, ratios are means by bars", () => {
  const row = (values: Readonly<Record<string, number>>) =>
    Float64Array.from(rowNames, (name) => values[name] ?? Number.NaN);
  const pieces = [
    { bars: 100, row: row({ tradeCount: 3, netProfit: 50, totalReturn: 0.1, maxDrawdown: -0.2, sharpe: 1 }) },
    {
      bars: 300,
      row: row({ tradeCount: 4, netProfit: -20, totalReturn: -0.5, maxDrawdown: -0.6, sharpe: 2 }),
    },
    { bars: 600, row: row({ tradeCount: 0, netProfit: 0, totalReturn: 0, maxDrawdown: 0 }) },
  ];
  const all = combineRows(pieces, 1000);
  const value = (name: string) => all[rowNames.indexOf(name)];
  expect(value("tradeCount")).toBe(7);
  expect(value("netProfit")).toBe(30);
  expect(value("endEquity")).toBe(1030);
  expect(value("totalReturn")).toBeCloseTo(1.1 * 0.5 - 1, 15);
  expect(value("maxDrawdown")).toBe(-0.6);
  // The piece without trades has no Sharpe ratio: (100 · 1 + 300 · 2) / 400.
  expect(value("sharpe")).toBe(1.75);
  expect(value("calmar")).toBeNaN();
});
