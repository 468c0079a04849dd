import { expect, test } from "vitest";
import type { Graph } from "../../compiler/graph/index.js";
import { memoryFeed } from "../data/index.js";
import { withTick } from "./tick.js";

function feedOf(prices: readonly number[]) {
  const column = Float64Array.from(prices);
  const time = column.map((_, bar) => 3_600_000 * bar);
  const bars = { time, open: column, high: column, low: column, close: column, volume: column };
  return memoryFeed(bars, {
    source: "test",
    symbol: null,
    exchange: null,
    marketType: null,
    interval: 3_600_000,
    bars: prices.length,
    from: 0,
    to: time.at(-1) ?? 0,
    gaps: 0,
    missingBars: 0,
    score: null,
  });
}

const graphWith = (tick: number | null, kind: "ticks" | "rate") =>
  ({ market: { tick }, scalars: [], orders: { costs: { slippage: { kind } } } }) as unknown as Graph;

const tickOf = (prices: readonly number[], tick: number | null = null, kind: "ticks" | "rate" = "ticks") =>
  withTick(graphWith(tick, kind), feedOf(prices)).market.tick;

test("the tick is the last decimal place that any price uses", () => {
  expect(tickOf([30000.5, 30001, 29999.25])).toBe(0.01);
  expect(tickOf([100, 101, 99])).toBe(1);
  expect(tickOf([1.09347, 1.1])).toBe(0.00001);
});

test("a tick that was written stays, and none is looked for where none is needed", () => {
  expect(tickOf([1.5], 0.1)).toBe(0.1);
  expect(tickOf([1.5], null, "rate")).toBeNull();
});

test("prices that are no round decimals have no tick", () => {
  expect(tickOf([Math.PI, 100 / 3])).toBeNull();
});
