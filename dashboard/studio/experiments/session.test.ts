import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Progress, SearchRequest } from "./protocol.js";
import { ExperimentSession } from "./session.js";
import { ResearchSession } from "../research/session.js";

const text = readFileSync(join(import.meta.dirname, "../../../strategies/ema_cross.sage"), "utf8");
const file = { path: "ema_cross.sage", text, others: {}, strategy: null };

const request: SearchRequest = {
  file,
  capital: 10_000,
  ranges: { fast: { low: 8, high: 16, step: 4 }, slow: { low: 40, high: 60, step: 10 } },
  values: {},
  sampler: "grid",
  trials: 200,
  optimise: "sharpe",
  constraint: "",
};

const control = (progress: (now: Progress) => void = () => undefined) => ({
  signal: new AbortController().signal,
  progress,
});

test("a set of a search has the figures of the run that the sliders give", async () => {
  const seen: Progress[] = [];
  const view = await new ExperimentSession().search(
    request,
    control((now) => void seen.push(now)),
  );
  expect(view.counts.trials).toBe(9);
  expect(view.deflation?.trials).toBe(9);
  expect(view.axes.map(({ name }) => name)).toEqual(["fast", "slow"]);
  expect([seen[0]?.done, seen.at(-1)?.done]).toEqual([0, 9]);
  const [heat] = view.heatMaps;
  expect(heat?.rows.flat().length).toBe(9);
  const research = new ResearchSession();
  research.compile(file);
  const order: number[] = [];
  for (const row of view.rows.slice(0, 3)) {
    const { signal } = new AbortController();
    const run = await research.run(
      { values: row.values, capital: 10_000, width: 100 },
      { signal, pause: () => undefined },
    );
    expect(row.sharpe).toBeCloseTo(run.metrics["sharpe"] ?? Number.NaN, 12);
    expect(row.totalReturn).toBeCloseTo(run.metrics["totalReturn"] ?? Number.NaN, 12);
    order.push(row.sharpe ?? Number.NaN);
    // Each cell of a grid of two parameters is one set.
    const x = heat?.across.bins.findIndex(({ from }) => from === row.values[heat.across.name]) ?? -1;
    const y = heat?.up.bins.findIndex(({ from }) => from === row.values[heat.up.name]) ?? -1;
    expect(heat?.rows[y]?.[x]).toBe(row.objective);
  }
  expect(order).toEqual(order.toSorted((a, b) => b - a));
});

test("a walk-forward tests without gaps and chains the tests into one account", async () => {
  const view = await new ExperimentSession().walk(
    { ...request, window: "rolling", trainDays: 365, testDays: 180 },
    control(),
  );
  // Three years of hours: after 365 days and what warms up, four tests of 180 days fit.
  expect(view.folds.length).toBe(4);
  const hour = 3_600_000;
  for (const [k, fold] of view.folds.entries()) {
    // The sample has gaps of some hours: windows are counted in bars.
    expect(fold.test.from).toBeGreaterThan(fold.train.to);
    expect(fold.test.to - fold.test.from).toBeGreaterThanOrEqual(180 * 24 * hour - hour);
    const next = view.folds[k + 1];
    if (next !== undefined) expect(next.test.from).toBeGreaterThan(fold.test.to);
    if (next !== undefined) expect(next.test.from - fold.test.to).toBeLessThan(7 * 24 * hour);
    expect(fold.tried).toBe(9);
  }
  const chained = view.folds.reduce(
    (product, { outOfSample }) => product * (1 + (outOfSample["totalReturn"] ?? 0)),
    1,
  );
  expect(view.metrics["totalReturn"]).toBeCloseTo(chained - 1, 9);
  expect(view.equity.value.at(-1)).toBeCloseTo(view.account.end, 6);
  expect(view.trials.count).toBe(36);
});

test("what cannot be read is told with what to write", async () => {
  const session = new ExperimentSession();
  await expect(session.search({ ...request, optimise: "sharp" }, control())).rejects.toMatchObject({
    code: "SAGE8621",
  });
  await expect(session.search({ ...request, constraint: "trades" }, control())).rejects.toMatchObject({
    code: "SAGE8621",
  });
});

test("a stopped search ends with the signal's reason", async () => {
  const abort = new AbortController();
  const wide = { fast: { low: 5, high: 40, step: 1 }, slow: { low: 41, high: 120, step: 1 } };
  const searching = new ExperimentSession().search(
    { ...request, ranges: wide },
    { signal: abort.signal, progress: ({ done }) => done > 0 && abort.abort(new Error("stopped")) },
  );
  await expect(searching).rejects.toThrow("stopped");
});
