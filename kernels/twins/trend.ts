import { sar } from "./parabolic.js";
import { exponentialTwin, valueAt, type Column, type Twin } from "./twin.js";

/** True ranges; the first bar has its own range, or none. */
export function trueRanges(bars: readonly Column[], skipFirst: boolean): Column {
  const [highs = [], lows = [], closes = []] = bars;
  return highs.map((high, bar) => {
    const low = valueAt(lows, bar);
    const before = valueAt(closes, bar - 1);
    if (bar === 0) return skipFirst ? NaN : high - low;
    return Math.max(high - low, Math.abs(high - before), Math.abs(low - before));
  });
}

/** An average of a column whose first value is missing. */
export function fromSecond(column: Column, average: (values: Column) => Column): Column {
  return [NaN, ...average(column.slice(1))];
}

/** An average over the values that are there, each at its own bar. */
export function wherePresent(column: Column, average: (values: Column) => Column): Column {
  const averages = [...average(column.filter((x) => !Number.isNaN(x)))];
  return column.map((x) => (Number.isNaN(x) ? NaN : (averages.shift() ?? NaN)));
}

/** The exponential average where a value is there, seeded with the mean of its first values. */
export function wilder(values: Column, length: number): Column {
  return exponentialTwin(values, length, 1 / length, false);
}

function averageRange([length = NaN, smoothing, first]: readonly number[], bars: readonly Column[]): Column {
  const share = smoothing === 1 ? 2 / (length + 1) : 1 / length;
  const average = (values: Column): Column => exponentialTwin(values, length, share, smoothing === 1);
  const ranges = trueRanges(bars, first === 1);
  return first === 1 ? fromSecond(ranges, average) : average(ranges);
}

/** Moves of one side where they are larger than those of the other. */
function ahead(some: Column, others: Column): Column {
  return some.map((x, bar) => (x > valueAt(others, bar) && x > 0 ? x : 0));
}

const dmi: Twin = ([length = NaN, indexLength = NaN], bars) => {
  const [highs = [], lows = []] = bars;
  const ups = highs.map((high, bar) => high - valueAt(highs, bar - 1));
  const downs = lows.map((low, bar) => valueAt(lows, bar - 1) - low);
  const smooth = (column: Column): Column => fromSecond(column, (values) => wilder(values, length));
  const range = smooth(trueRanges(bars, true));
  const upward = smooth(ahead(ups, downs));
  const downward = smooth(ahead(downs, ups));
  const share = (column: Column): Column =>
    column.map((x, bar) => (valueAt(range, bar) === 0 ? NaN : (100 * x) / valueAt(range, bar)));
  const plus = share(upward);
  const minus = share(downward);
  const index = plus.map((x, bar) => {
    const y = valueAt(minus, bar);
    return x + y === 0 ? 0 : (100 * Math.abs(x - y)) / (x + y);
  });
  return [plus, minus, wherePresent(index, (values) => wilder(values, indexLength))];
};

/** TradingView's published program, line by line. */
const supertrend: Twin = ([factor = NaN, length = NaN], bars) => {
  const [highs = [], lows = [], closes = []] = bars;
  const ranges = averageRange([length, 0, 0], bars);
  let upper = NaN;
  let lower = NaN;
  let direction = NaN;
  const rows = closes.map((close, bar) => {
    const range = valueAt(ranges, bar);
    if (Number.isNaN(range)) return [NaN, NaN, NaN];
    const before = valueAt(closes, bar - 1);
    const middle = (valueAt(highs, bar) + valueAt(lows, bar)) / 2;
    const newLower = middle - factor * range;
    const newUpper = middle + factor * range;
    const started = !Number.isNaN(direction);
    if (!started || newLower > lower || before < lower) lower = newLower;
    if (!started || newUpper < upper || before > upper) upper = newUpper;
    if (!started) direction = 1;
    else if (direction === 1) direction = close > upper ? -1 : 1;
    else direction = close < lower ? 1 : -1;
    return [direction === 1 ? upper : lower, direction, Number(direction === -1)];
  });
  return [0, 1, 2].map((output) => rows.map((row) => valueAt(row, output)));
};

export const trend: Readonly<Record<string, Twin>> = {
  typical_price: (_, [highs = [], lows = [], closes = []]) => [
    highs.map((high, bar) => (high + valueAt(lows, bar) + valueAt(closes, bar)) / 3),
  ],
  true_range: ([first], bars) => [trueRanges(bars, first === 1)],
  atr: (parameters, bars) => [averageRange(parameters, bars)],
  dmi,
  supertrend,
  sar,
};
