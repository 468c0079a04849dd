import { expect, test } from "vitest";
import { coarseBars } from "./coarse-bars.js";
import type { Bars } from "./ledger.js";

const none = [null, null, null, null, null];
const bars: Bars = {
  number: [0, 1, 2, 3, 4],
  time: [0, 60, 120, 180, 240],
  open: [10, 11, 12, 11, 9],
  high: [11, 15, 12, 11, 10],
  low: [9, 10, 10, 7, 8],
  close: [11, 12, 11, 9, 10],
  volume: [1, 2, 3, 4, 5],
  equity: none,
  position: none,
  stop: [8, 8, 8, 8, 8],
  take: none,
  plots: [{ label: "p", values: [5, 90, -3, null, 6] }],
  fills: [],
  count: 5,
  tradedFrom: null,
};

test("two bars are one candle: first open, highest, lowest, last close, all volume", () => {
  const drawn = coarseBars(bars, { first: 0, end: 5, step: 2 });
  expect(drawn.time).toEqual([0, 120, 240]);
  expect(drawn.open).toEqual([10, 12, 9]);
  expect(drawn.high).toEqual([15, 12, 10]);
  expect(drawn.low).toEqual([9, 7, 8]);
  expect(drawn.close).toEqual([12, 9, 10]);
  expect(drawn.volume).toEqual([3, 7, 5]);
  expect(drawn.stop).toEqual([]);
});

test("a plot keeps its highest and its lowest value, in the order in which they came", () => {
  expect(coarseBars(bars, { first: 0, end: 5, step: 2 }).plots[0]?.values).toEqual([90, -3, 6]);
});

test("bars that are drawn one by one are what they are", () => {
  const drawn = coarseBars(bars, { first: 1, end: 3, step: 1 });
  expect(drawn.high).toEqual([15, 12]);
  expect(drawn.stop).toEqual([8, 8]);
  expect(drawn.plots[0]?.values).toEqual([90, -3]);
});

test("a gap of prices stays a gap", () => {
  const torn = { ...bars, open: none, high: none, low: none, close: none };
  const drawn = coarseBars(torn, { first: 0, end: 4, step: 4 });
  expect([drawn.open, drawn.high, drawn.low, drawn.close]).toEqual([[null], [null], [null], [null]]);
});
