import { fromSecond, trueRanges, wilder } from "./trend.js";
import {
  codeviation,
  eachWindow,
  exponentialTwin,
  firstOf,
  mean,
  valueAt,
  type Column,
  type Twin,
} from "./twin.js";

const finite = (x: number): number => (Number.isFinite(x) ? x : NaN);

const bollinger: Twin = eachWindow(
  firstOf,
  ([values = []], [length = NaN, multiplier = NaN, sample = NaN]) => {
    const middle = mean(values);
    const distance = multiplier * Math.sqrt(codeviation(values, values) / (length - sample));
    const [upper, lower] = [middle + distance, middle - distance];
    const position = (valueAt(values, values.length - 1) - lower) / (upper - lower);
    return [middle, upper, lower, finite((upper - lower) / middle), finite(position)];
  },
  5,
);

const keltner: Twin = ([length = NaN, multiplier = NaN, kind, rangeLength = NaN], columns) => {
  const [values = [], ...bars] = columns;
  const [highs = [], lows = []] = bars;
  const smooth = (column: Column): Column => exponentialTwin(column, length, 2 / (length + 1), false);
  const spread =
    kind === 0
      ? fromSecond(trueRanges(bars, true), smooth)
      : kind === 1
        ? smooth(highs.map((high, bar) => high - valueAt(lows, bar)))
        : wilder(trueRanges(bars, false), rangeLength);
  const middle = smooth(values);
  const upper = middle.map((x, bar) => x + multiplier * valueAt(spread, bar));
  const lower = middle.map((x, bar) => x - multiplier * valueAt(spread, bar));
  return [
    middle,
    upper,
    lower,
    middle.map((x, bar) => finite((valueAt(upper, bar) - valueAt(lower, bar)) / x)),
  ];
};

const donchian: Twin = eachWindow(
  firstOf,
  ([highs = [], lows = []]) => {
    const [upper, lower] = [Math.max(...highs), Math.min(...lows)];
    return [upper, lower, (upper + lower) / 2];
  },
  3,
);

export const band: Readonly<Record<string, Twin>> = { bollinger, keltner, donchian };
