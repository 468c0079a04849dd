import { expect, test } from "vitest";
import { compute } from "./testing/compute.js";
import {
  at,
  averageRange,
  close,
  correlation,
  differences,
  high,
  low,
  mean,
  stdev,
  sum,
  trueRange,
  walk,
  windowOf,
} from "./testing/walk.js";

const bars = walk.close.length;
const logReturn = (bar: number) => Math.log(close(bar) / close(bar - 1));
const change = (bar: number) => Math.abs(close(bar) - close(bar - 1));
const atr20 = averageRange(20);
const span = (column: (bar: number) => number, bar: number, length: number) => windowOf(column, bar, length);
const highest = (column: (bar: number) => number, bar: number, length: number) =>
  Math.max(...span(column, bar, length));
const lowest = (column: (bar: number) => number, bar: number, length: number) =>
  Math.min(...span(column, bar, length));
const average = (bar: number, length: number) => mean(span(close, bar, length));

/** Wilder's directional movement, straight from the book's rules. */
function directional(length: number) {
  const wilder = (value: (bar: number) => number, first: number) => {
    const column: number[] = [];
    for (let bar = 0; bar < bars; bar++) {
      const start = first + length - 1;
      if (bar < start) column.push(NaN);
      else if (bar === start) column.push(mean(windowOf(value, bar, length)));
      else column.push((at(column, bar - 1) * (length - 1) + value(bar)) / length);
    }
    return column;
  };
  const up = (bar: number) => high(bar) - high(bar - 1);
  const down = (bar: number) => low(bar - 1) - low(bar);
  const plusMove = wilder((bar) => (up(bar) > down(bar) && up(bar) > 0 ? up(bar) : 0), 1);
  const minusMove = wilder((bar) => (down(bar) > up(bar) && down(bar) > 0 ? down(bar) : 0), 1);
  const range = wilder(trueRange, 1);
  const plus = plusMove.map((value, bar) => (100 * value) / at(range, bar));
  const minus = minusMove.map((value, bar) => (100 * value) / at(range, bar));
  const index = (bar: number) =>
    (100 * Math.abs(at(plus, bar) - at(minus, bar))) / (at(plus, bar) + at(minus, bar));
  return { plus, minus, adx: wilder(index, length) };
}

const dmi14 = directional(14);
const rank = (bar: number) => {
  const here = stdev(span(logReturn, bar, 24));
  const before = Array.from({ length: 100 }, (_, k) => stdev(span(logReturn, bar - 1 - k, 24)));
  return before.filter((value) => value <= here).length;
};
const varianceRatio = (bar: number, q: number, length: number) => {
  const far = span((k) => Math.log(close(k) / close(k - q)), bar, length);
  return stdev(far) ** 2 / (q * stdev(span(logReturn, bar, length)) ** 2);
};
const fractal = (bar: number) => {
  const pace = (end: number, length: number) =>
    (highest(high, end, length) - lowest(low, end, length)) / length;
  return (Math.log(pace(bar, 16) + pace(bar - 16, 16)) - Math.log(pace(bar, 32))) / Math.log(2);
};
const choppiness = (bar: number) =>
  (100 * Math.log10(sum(span(trueRange, bar, 14)) / (highest(high, bar, 14) - lowest(low, bar, 14)))) /
  Math.log10(14);
const trendFit = (bar: number) => {
  const logs = span((k) => Math.log(close(k)), bar, 90);
  const fit = correlation(
    logs.map((_, k) => k),
    logs,
  );
  return Math.sign(fit) * fit * fit;
};

/** What holds slowly: above the upper bound from the first time on, until below the lower one. */
function held(value: (bar: number) => number, upper: number, lower: number): readonly number[] {
  let state = 0;
  return Array.from({ length: bars }, (_, bar) => {
    if (value(bar) > upper) state = 1;
    else if (value(bar) < lower) state = 0;
    return state;
  });
}

const thick = held((bar) => at(dmi14.adx, bar), 25, 20);

test.each<[expression: string, from: number, wanted: (bar: number) => number]>([
  ["regime.trending()", 60, (bar) => Number(at(dmi14.adx, bar) > 25)],
  ["regime.ranging()", 60, (bar) => Number(at(dmi14.adx, bar) < 20)],
  [
    "regime.direction(14 bars, 20)",
    60,
    (bar) => (at(dmi14.adx, bar) > 20 ? Math.sign(at(dmi14.plus, bar) - at(dmi14.minus, bar)) : 0),
  ],
  [
    "regime.efficiency(close, 10 bars)",
    10,
    (bar) => Math.abs(close(bar) - close(bar - 10)) / sum(span(change, bar, 10)),
  ],
  [
    "regime.vertical_horizontal(close, 28 bars)",
    28,
    (bar) => (highest(close, bar, 28) - lowest(close, bar, 28)) / sum(span(change, bar, 28)),
  ],
  ["regime.choppiness()", 14, choppiness],
  ["regime.choppy(14 bars, 50)", 14, (bar) => Number(choppiness(bar) > 50)],
  ["regime.directed(14 bars, 45)", 14, (bar) => Number(choppiness(bar) < 45)],
  ["regime.trend_fit(90 bars)", 89, trendFit],
  [
    "regime.average_slope(20 bars, 5 bars)",
    24,
    (bar) => (average(bar, 20) - average(bar - 5, 20)) / (5 * at(atr20, bar)),
  ],
  [
    "regime.bull(50 bars, 10 bars)",
    59,
    (bar) => Number(close(bar) > average(bar, 50) && average(bar, 50) > average(bar - 10, 50)),
  ],
  [
    "regime.bear(50 bars, 10 bars)",
    59,
    (bar) => Number(close(bar) < average(bar, 50) && average(bar, 50) < average(bar - 10, 50)),
  ],
  ["regime.variance_ratio(close, 8 bars, 100 bars)", 107, (bar) => varianceRatio(bar, 8, 100)],
  [
    "regime.variance_ratio_score(close, 8 bars, 100 bars)",
    107,
    (bar) => (varianceRatio(bar, 8, 100) - 1) / Math.sqrt((2 * 15 * 7) / (3 * 8 * 100)),
  ],
  [
    "regime.hurst(close, 16 bars, 100 bars)",
    115,
    (bar) => 0.5 + Math.log(varianceRatio(bar, 16, 100)) / (2 * Math.log(16)),
  ],
  [
    "regime.autocorrelation(close, 2 bars, 100 bars)",
    102,
    (bar) => correlation(span(logReturn, bar, 100), span(logReturn, bar - 2, 100)),
  ],
  ["regime.fractal_dimension(16 bars)", 31, fractal],
  ["regime.volatility_rank(24 bars, 100 bars)", 124, rank],
  ["regime.quiet(24 bars, 100 bars)", 124, (bar) => Number(rank(bar) < 25)],
  ["regime.stormy(24 bars, 100 bars)", 124, (bar) => Number(rank(bar) > 75)],
  [
    "regime.volatility_ratio(24 bars, 168 bars)",
    168,
    (bar) => stdev(span(logReturn, bar, 24)) / stdev(span(logReturn, bar, 168)),
  ],
  [
    "regime.squeezed(20 bars, 2, 2)",
    20,
    (bar) => Number(2 * stdev(span(close, bar, 20)) < 2 * at(atr20, bar)),
  ],
  ["regime.hysteresis(dmi(14 bars, 14 bars).adx, 25, 20)", 60, (bar) => at(thick, bar)],
  [
    "regime.mostly(close > open, 10 bars, 0.6)",
    9,
    (bar) =>
      Number(span((k) => Number(close(k) > (walk.open[k] ?? NaN)), bar, 10).filter(Boolean).length >= 6),
  ],
])("%s", (expression, from, wanted) => {
  const found = compute(["regime"], [expression], { bars: walk }).get(expression) ?? new Float64Array();
  expect(differences(found, from, wanted)).toEqual([]);
  expect(new Set(found.subarray(from)).size).toBeGreaterThan(1);
});
