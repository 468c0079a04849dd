import { describe, expect, test } from "vitest";
import { backtestOverfitting, overfittingOfBlocks } from "../statistics/overfitting.js";
import { resample, synthesize } from "../data/index.js";
import { bindFeeds, type Feeds } from "../feeds/bind.js";
import { finerBars } from "../feeds/finer.js";
import { metricDefinitions } from "../metrics/catalog.js";
import { backtest } from "../modes/index.js";
import { shareBars, shareRows, sourceOf } from "../parallel/shared-data.js";
import { compile } from "../../compiler/index.js";
import type { Graph } from "../../compiler/graph/index.js";
import { createSource } from "../../lang/index.js";
import { blockCounts, blockWidth } from "./blocks.js";
import { TileMemory } from "./memory.js";
import { rowNames, runSets } from "./run-sets.js";
import { search } from "./search.js";

const hour = 3_600_000;
const quarters = synthesize({ bars: 20_800, interval: hour / 4, seed: 7 });
const feed = resample(quarters, hour);

function compiled(body: string): Graph {
  const text = `sage 1
strategy searched {
  market {
    symbol: SAMPLE
    type: perpetual
    timeframe: 1h
  }
  ${body}
  costs {
    fee: 0.05%
    slippage: 0.02%
  }
}`;
  const { graph, diagnostics } = compile(createSource("searched.sage", text));
  if (graph === null) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return graph;
}

const pausing = compiled(`
  param length = 14 bars in 8..20 step 6
  param reach = 2 in 1..3 step 1
  let strength = rsi(close, length)
  enter long when strength crosses above 40 {
    stop entry - reach * atr(14 bars)
    take entry + 2 * atr(14 bars) for 50%
    trail 2 * atr(14 bars) after reach * atr(14 bars)
    expire 40 bars
  }
  enter short when strength crosses below 60 limit at close + atr(length) / 2 for 4 bars {
    stop entry + reach * atr(14 bars)
  }
  exit all when strength > 80
  size risk 1% of equity max 200% of equity
  cooldown 30 bars after loss
  halt when drawdown > 4% for 20d
  fills {
    pyramiding: 2
    leverage: 3
    magnify: 15m
  }`);

const turning = compiled(`
  param length = 10 bars in 6..14 step 4
  param share = 50% in 20%..80% step 30%
  frame h4 every 4h {
    let trend = ema(close, length)
    let rising = close > trend and trend > trend[2]
  }
  position if h4.rising then share else -share {
    rebalance: 10%
  }`);

const cases: readonly (readonly [string, Graph, Feeds])[] = [
  ["protections, pauses, halts, finer bars", pausing, { magnify: quarters }],
  ["a target position on a slower clock", turning, {}],
];

describe("ranges that a set is run over one after another", () => {
  test.each(cases)("%s: each is the backtest of its bars, to the last bit", (_, graph, feeds) => {
    const columns = shareBars(graph, feed);
    const finer = finerBars(graph, feed, feeds["magnify"]);
    const sources = {
      feeds: bindFeeds(graph, feed, feeds).map((each) => sourceOf(shareRows(each))),
      ...(finer !== null && { magnify: finer.input }),
    };
    // One of less than a block, two that touch, one after bars that nobody trades.
    const ranges = [
      { from: 300, to: 900 },
      { from: 900, to: 3100 },
      { from: 3300, to: 5200 },
    ];
    const sets = [
      [8, 1],
      [14, 2],
      [20, 3],
    ].map(([a = 0, b = 0]) => (graph === turning ? [6 + (a - 8) / 1.5, b * 0.25] : [a, b]));
    const settings = { capital: 1e4, closes: true, interval: hour, keepsTail: true };
    const job = {
      graph,
      bars: { columns, ranges, ...sources },
      settings,
      budget: Infinity,
      keepsBlocks: false,
    };
    const { rows, refused } = runSets(job, sets, new TileMemory());
    expect(refused).toEqual([]);
    let trades = 0;
    for (const [k, set] of sets.entries())
      for (const [r, { from, to }] of ranges.entries()) {
        const parameters = Object.fromEntries(graph.parameters.map(({ name }, p) => [name, set[p] ?? 0]));
        const window = { from: columns.time[from] ?? 0, to: columns.time[to] ?? null };
        const alone = backtest(graph, feed, { ...window, feeds, parameters });
        const at = (k * ranges.length + r) * rowNames.length;
        for (const [m, { name }] of metricDefinitions.entries())
          expect([name, rows[at + m]]).toEqual([name, alone.metrics[name] ?? Number.NaN]);
        expect(rows[at + metricDefinitions.length]).toBe(alone.account.end);
        trades += alone.counts.trades;
      }
    expect(trades).toBeGreaterThan(50);
  });
});

describe("returns block by block", () => {
  test.each([
    ["short", 5200],
    ["long", 40_000],
  ])("of a %s run are those of its equity", async (_, bars) => {
    const market = synthesize({ bars, interval: hour, seed: 3 });
    const { trials, blockBars } = await search(turning, market, {
      workers: 0,
      from: market.information.from + 100 * hour,
    });
    const counts = blockCounts(blockBars);
    expect(blockBars).toBe(bars - 100);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(blockBars - 1);
    // No block is much longer than another.
    expect(Math.max(...counts) / Math.min(...counts)).toBeLessThan(2);
    const returns = Array.from({ length: trials.count }, (_none, place) => {
      const run = backtest(turning, market, {
        from: market.information.from + 100 * hour,
        parameters: trials.parameters(place),
        keep: { equity: "full" },
      });
      const equity = run.equity?.equity ?? new Float64Array(0);
      return Float64Array.from(equity.subarray(1), (value, t) => value / (equity[t] ?? 1) - 1);
    });
    for (const [place, series] of returns.entries()) {
      const blocks = trials.blocks(place);
      expect(blocks).toHaveLength(blockWidth);
      let from = 0;
      for (const [b, count] of counts.entries()) {
        const part = series.subarray(from, from + count);
        const sum = part.reduce((total, value) => total + value, 0);
        const squares = part.reduce((total, value) => total + (value - sum / count) ** 2, 0);
        expect(blocks?.[2 * b]).toBeCloseTo(sum, 12);
        expect((blocks?.[2 * b + 1] ?? 0) / squares).toBeCloseTo(1, 8);
        from += count;
      }
    }
  });

  test("say of overfitting what the returns themselves say", () => {
    // Blocks of equal length, so that both cut the same way.
    const columns = Array.from({ length: 7 }, (_, n) =>
      Float64Array.from({ length: 16 * 25 }, (_none, t) => 0.001 * Math.sin(t * (n + 1.3) + n) + 0.0001 * n),
    );
    const moments = columns.map((column) => {
      const blocks = Array.from({ length: 16 }, (_, b) => column.subarray(25 * b, 25 * b + 25));
      const sums = blocks.map((block) => block.reduce((sum, value) => sum + value, 0));
      const squares = blocks.map((block, b) =>
        block.reduce((sum, value) => sum + (value - (sums[b] ?? 0) / 25) ** 2, 0),
      );
      return { sums, squares };
    });
    const whole = backtestOverfitting(columns, { blocks: 16 });
    const found = overfittingOfBlocks(
      moments,
      Array.from({ length: 16 }, () => 25),
    );
    expect(found.splits).toBe(12_870);
    expect(found.probability).toBe(whole.probability);
    expect(found.degradation?.slope).toBeCloseTo(whole.degradation?.slope ?? Number.NaN, 9);
    expect(found.lossProbability).toBe(whole.lossProbability);
  });
});
