import { expect, test } from "vitest";
import { compile } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { backtest } from "../runtime/modes/index.js";
import type { NodeStatistics } from "../runtime/index.js";
import { barsOf, feedOf } from "../runtime/testing/feed.js";
import { partCosts, showStatistics } from "./statistics.js";

const text = `sage 1

strategy stats {
  market {
    symbol: TEST
    timeframe: 1m
  }
  let quick = ema(close, 2 bars)
  let calm  = ema(close, 3 bars)
  enter long when quick crosses above calm
  exit long when quick crosses below calm
  size 50% of equity
  costs {
    fee: 0.1%
  }
}
`;
const { graph } = compile(createSource("stats.sage", text));

test("shares, nanoseconds a bar and bars a second of what a part cost", () => {
  if (graph === null) throw new Error("does not compile");
  const [first, second] = ["ema", "broker"].map((operation, k) => ({
    node: k === 0 ? graph.nodes.findIndex((node) => node.operation === operation) : null,
    operation,
    // 1 ms for 500,000 bars are 2 ns a bar, 500 million bars a second.
    milliseconds: k === 0 ? 1 : 3,
    bars: 500_000,
  }));
  if (first === undefined || second === undefined) throw new Error("no parts");
  const costs = partCosts(graph, [first, second]);
  expect(costs.map(({ operation, share }) => [operation, share])).toEqual([
    ["broker", 0.75],
    ["ema", 0.25],
  ]);
  expect(costs[1]).toMatchObject({ nanosecondsPerBar: 2, barsPerSecond: 500_000_000 });
  expect(costs[1]?.text).toMatch(/^ema\(close, [23] bars\)$/);
  expect(showStatistics(costs)).toContain("25.0 %     2.00     500.0  ema");
});

test("a run says what its nodes, its broker, its metrics and reading cost", () => {
  if (graph === null) throw new Error("does not compile");
  const closes = Array.from({ length: 60 }, (_, k) => 100 + 10 * Math.sin(k / 4));
  const bars = barsOf(closes.map((close) => [close, close + 1, close - 1, close, 1]));
  let told: readonly NodeStatistics[] = [];
  backtest(graph, feedOf(bars), { onStatistics: (nodes) => (told = nodes) });
  expect(told.map(({ operation, bars: count }) => [operation, count])).toEqual([
    ["ema + ema", 60],
    ["crosses_above + crosses_below", 60],
    ["broker", 60],
    ["reading", 60],
    ["metrics", 60],
  ]);
});
