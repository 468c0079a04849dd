import { describe, expect, test } from "vitest";
import type { ValidationPlan } from "../../../compiler/graph/experiment.js";
import { compile } from "../../../compiler/index.js";
import type { Graph } from "../../../compiler/graph/index.js";
import { createSource } from "../../../lang/index.js";
import { synthesize } from "../../data/index.js";
import { MetricsAccumulator } from "../../metrics/index.js";
import { shareBars } from "../../parallel/shared-data.js";
import { search } from "../../search/index.js";
import { backtest } from "../backtest.js";
import { summarizeWalkForward } from "./summary.js";
import { walkForwardSummarySchema } from "./schema.js";
import { walkForward } from "./walk-forward.js";

const feed = synthesize({ bars: 6000, interval: 3_600_000, gaps: 2, seed: 11 });

function compiled(rules: string, size = "50% of equity"): Graph {
  const { graph, diagnostics } = compile(
    createSource(
      "walked.sage",
      `sage 1
strategy walked {
  market {
    symbol: SAMPLE
    timeframe: 1h
  }
  param fast = 6 bars in 4..16 step 4
  param slow = 24 bars in 20..56 step 18
  ${rules}
  size ${size}
  costs {
    fee: 0.05%
  }
}`,
    ),
  );
  if (graph === null) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return graph;
}

const crossing = compiled(`
  enter long when ema(close, fast) crosses above ema(close, slow)
  enter short when ema(close, fast) crosses below ema(close, slow)`);

const windows: ValidationPlan = {
  method: "walk_forward",
  window: "rolling",
  train: 1500,
  test: 700,
  step: 700,
  folds: null,
  purge: 0,
  embargo: 0,
};

const { time } = shareBars(crossing, feed);
const at = (bar: number): number => time[bar] ?? Number.NaN;

describe("a walk-forward of a rule", () => {
  test("is what searching each window and running the next by hand gives, to the last bit", async () => {
    const walk = await walkForward(crossing, feed, { validation: windows, workers: 0 });
    let money = 10_000;
    let from = crossing.warmup.first;
    for (const fold of walk.folds) {
      const end = from + 1500;
      const found = await search(crossing, feed, { from: at(from), to: at(end), workers: 0 });
      expect(fold.parameters).toEqual(found.best[0]?.parameters);
      expect(fold.objective).toBe(found.best[0]?.objective);
      const judged = backtest(crossing, feed, {
        from: at(end),
        to: at(end + 700),
        capital: money,
        parameters: found.best[0]?.parameters ?? {},
      });
      expect(fold.result.account.start).toBe(money);
      money = judged.account.end;
      expect(fold.result.account.end).toBe(money);
      expect(fold.result.metrics.sharpe).toBe(judged.metrics.sharpe);
      expect(fold.result.trades).toHaveLength(judged.trades.length);
      from += 700;
    }
    expect(walk.folds.length).toBe(Math.floor((time.length - crossing.warmup.first - 1500) / 700));
    expect(walk.result.account.end).toBe(money);
    expect(walk.leftOver).toBe(time.length - (from + 1500));
  });

  test("carries no position across a seam, and says which were closed there", async () => {
    const walk = await walkForward(crossing, feed, { validation: windows, workers: 0 });
    const seams = walk.folds.slice(1).map(({ test: [first] }) => first?.from ?? Number.NaN);
    const { trades, equity } = walk.result;
    for (const trade of trades)
      for (const seam of seams) expect(trade.entryTime < seam && trade.exitTime >= seam).toBe(false);
    for (const seam of seams) expect(equity?.position[equity.time.indexOf(seam) - 1]).toBe(0);
    // A strategy that is always in the market has a position to close at every seam.
    const said = walk.result.warnings.find(({ code }) => code === "SAGE8386");
    expect(said?.message).toContain(`${seams.length} positions`);
    const closed = trades.filter(({ exitReason }) => exitReason === "end_of_data");
    expect(closed).toHaveLength(walk.folds.length);
    expect(closed.every(({ fees }) => fees > 0)).toBe(true);
  });

  test("says counts of one fold as those of that fold, not of all", async () => {
    const hasty = compiled(`
      enter long when close > open
      enter short when close < open
      cooldown 3 bars`);
    const { result, folds } = await walkForward(hasty, feed, { validation: windows, workers: 0 });
    const [first, ...others] = folds.map((fold) => fold.result.counts.rejected);
    expect(others.some((count) => count !== first && count > 0)).toBe(true);
    const said = result.warnings.find(({ code }) => code === "SAGE8403")?.message.replaceAll(",", "") ?? "";
    expect(said).toMatch(new RegExp(`^Fold 1: ${first} orders were rejected: cooldown \\(${first}\\)\\.`));
    expect(said).toContain("in folds 2 3 ");
    expect(others.every((count) => count > 0)).toBe(true);
  });

  test("has the metrics of its chained curve, and profits that explain it", async () => {
    const { result } = await walkForward(crossing, feed, { validation: windows, workers: 0 });
    const { equity, trades, account, metrics } = result;
    if (equity === null) throw new Error("no equity");
    const alone = new MetricsAccumulator({ bars: equity.time.length, interval: 3_600_000 });
    alone.add(equity);
    expect(metrics.sharpe).toBe(alone.finish().sharpe);
    const profit = trades.reduce((sum, trade) => sum + trade.profit, 0);
    expect(profit).toBeCloseTo(account.end - account.start, 6);
    expect(trades.map(({ id }) => id)).toEqual(trades.map((_, k) => k + 1));
    expect(metrics.tradeCount).toBe(new Set(trades.map(({ position }) => position)).size);
  });

  test("counts every set tried in every fold", async () => {
    const walk = await walkForward(crossing, feed, { validation: windows, workers: 0 });
    // fast 4, 8, 12, 16; slow 20, 38, 56.
    expect(walk.trials.count).toBe(12 * walk.folds.length);
    expect(new Set(walk.searches.map(({ id }) => id)).size).toBe(walk.folds.length);
    const summary = summarizeWalkForward(walk);
    expect(summary.trialsOfFolds.count).toBe(walk.trials.count);
    expect(walkForwardSummarySchema.parse(JSON.parse(JSON.stringify(summary))).folds).toHaveLength(
      walk.folds.length,
    );
  });

  test("is the same on one thread and on two, and learns from all before with an expanding window", async () => {
    const validation = { ...windows, window: "expanding" } as const;
    const [one, two] = await Promise.all([
      walkForward(crossing, feed, { validation, workers: 0 }),
      walkForward(crossing, feed, { validation, workers: 2 }),
    ]);
    expect(two.run.id).toBe(one.run.id);
    expect(two.result.account.end).toBe(one.result.account.end);
    expect(one.folds.map(({ bars }) => bars.train)).toEqual(one.folds.map((_, k) => 1500 + 700 * k));
  });

  test("leaves the account alone where no set meets the constraints", async () => {
    const constraint = {
      text: "trades > 1000000",
      span: { start: 0, end: 0 },
      comparison: ">",
      left: { kind: "metric", metric: "tradeCount", sign: 1 },
      right: { kind: "number", value: 1e6 },
    } as const;
    const walk = await walkForward(crossing, feed, {
      validation: windows,
      constraints: [constraint],
      workers: 0,
    });
    expect(walk.result.account.end).toBe(10_000);
    expect(walk.folds.every(({ parameters }) => parameters === null)).toBe(true);
    expect(walk.result.warnings.some(({ code }) => code === "SAGE8385")).toBe(true);
  });

  test("ends where the account is used up, and says so", async () => {
    // Twenty times the account: gone when the price falls by a twentieth.
    const reckless = compiled(
      `enter long when fast < slow and close > 0
    exit long when close < 0
    fills {
      leverage: 20
    }`,
      "2000% of equity",
    );
    const walk = await walkForward(reckless, feed, {
      validation: windows,
      parameters: { fast: 4, slow: 20 },
      workers: 0,
    });
    expect(walk.result.account.end).toBeLessThan(1e-6);
    expect(walk.folds.length).toBeLessThan(6);
    expect(walk.result.warnings.some(({ code }) => code === "SAGE8387")).toBe(true);
    expect(walk.result.equity?.equity.every((value) => Number.isFinite(value))).toBe(true);
  });
});

describe("folds around a test", () => {
  test("of a combinatorial validation give every path, each bar of each path traded once", async () => {
    const walk = await walkForward(crossing, feed, {
      validation: { method: "combinatorial", groups: 4, test: 2, splits: 6, purge: 0, embargo: 10 },
      workers: 0,
    });
    // C(4, 2) folds; C(3, 1) paths.
    expect(walk.folds).toHaveLength(6);
    expect(walk.paths).toHaveLength(3);
    for (const path of walk.paths)
      expect(Array.from(path.equity?.time ?? [])).toEqual(Array.from(time.subarray(crossing.warmup.first)));
    const ends = walk.paths.map(({ account }) => account.end).toSorted((a, b) => a - b);
    expect(walk.result.account.end).toBe(ends[1]);
  });

  test("choose by what the stretches say together", async () => {
    const walk = await walkForward(crossing, feed, {
      validation: { method: "purged", folds: 3, purge: 0, embargo: 0 },
      objective: {
        text: "net_profit",
        value: { kind: "metric", metric: "netProfit", sign: 1 },
        direction: "maximise",
      },
      workers: 0,
    });
    const middle = walk.folds[1];
    if (middle === undefined) throw new Error("no fold");
    const first = crossing.warmup.first;
    const edge = (k: number): number => first + Math.floor(((time.length - first) * k) / 3);
    let best = { profit: Number.NEGATIVE_INFINITY, fast: 0, slow: 0 };
    for (const fast of [4, 8, 12, 16])
      for (const slow of [20, 38, 56]) {
        const profit = [0, 2].reduce((sum, k) => {
          const limits = { from: at(edge(k)), ...(k === 0 && { to: at(edge(1)) }) };
          return (
            sum + (backtest(crossing, feed, { ...limits, parameters: { fast, slow } }).metrics.netProfit ?? 0)
          );
        }, 0);
        if (profit > best.profit) best = { profit, fast, slow };
      }
    expect(middle.parameters).toEqual({ fast: best.fast, slow: best.slow });
    expect(middle.objective).toBeCloseTo(best.profit, 6);
  });
});

test("a strategy without anything to choose is judged as it is", async () => {
  const walk = await walkForward(crossing, feed, {
    validation: windows,
    parameters: { fast: 8, slow: 38 },
    workers: 0,
  });
  expect(walk.searched).toEqual([]);
  expect(walk.trials.count).toBe(0);
  expect(walk.folds[0]?.inSample?.totalReturn).toBeTypeOf("number");
});

test("says what is wrong where the windows do not fit or are not said", async () => {
  await expect(
    walkForward(crossing, feed, { validation: { ...windows, train: 1e6 }, workers: 0 }),
  ).rejects.toMatchObject({ code: "SAGE8310" });
  await expect(
    walkForward(crossing, feed, { validation: { method: "none" }, workers: 0 }),
  ).rejects.toMatchObject({ code: "SAGE8381" });
  const purged = { method: "purged", folds: 3, purge: 0, embargo: 0 } as const;
  await expect(
    walkForward(crossing, feed, { validation: purged, sampler: "tpe", trials: 8, workers: 0 }),
  ).rejects.toMatchObject({ code: "SAGE8382" });
});
