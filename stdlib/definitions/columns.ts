/*
 * Whole columns, computed slowly: each bar goes over its own past. NaN is missing; what is computed over windows or
 * from bar to bar leaves out the bars on which an input is missing, as the language does.
 */
export type Column = readonly number[];

/** The columns of a market. */
export interface Market {
  readonly time: Column;
  readonly open: Column;
  readonly high: Column;
  readonly low: Column;
  readonly close: Column;
  readonly volume: Column;
}

/** What an expression of the library must give, from the formula of its source. */
export type Definition = readonly [
  expression: string,
  column: (market: Market) => Column,
  /** A market in which rounding decides. */
  except?: string,
];

export function at(column: Column, bar: number): number {
  return column[bar] ?? NaN;
}

/** A rule of the bar's own values; missing where one of them is. */
export function each(rule: (...values: readonly number[]) => number, ...columns: readonly Column[]): Column {
  return (columns[0] ?? []).map((_, bar) => {
    const values = columns.map((column) => at(column, bar));
    return values.some(Number.isNaN) ? NaN : rule(...values);
  });
}

export function back(column: Column, bars = 1): Column {
  return column.map((_, bar) => at(column, bar - bars));
}

export function change(column: Column, bars = 1): Column {
  return each((now, before) => now - before, column, back(column, bars));
}

/** A rule of whole columns over the bars on which none of them is missing. */
function dense(rule: (...columns: readonly Column[]) => Column, ...columns: readonly Column[]): Column {
  const known = (columns[0] ?? []).flatMap((_, bar) =>
    columns.some((column) => Number.isNaN(at(column, bar))) ? [] : [bar],
  );
  const values = rule(...columns.map((column) => known.map((bar) => at(column, bar))));
  const result = (columns[0] ?? []).map(() => NaN);
  known.forEach((bar, k) => (result[bar] = at(values, k)));
  return result;
}

/** A rule of the last `length` values of each column, oldest first. */
export function over(
  length: number,
  rule: (...windows: readonly Column[]) => number,
  ...columns: readonly Column[]
): Column {
  return dense(
    (...known) =>
      (known[0] ?? []).map((_, bar) =>
        bar + 1 < length ? NaN : rule(...known.map((column) => column.slice(bar + 1 - length, bar + 1))),
      ),
    ...columns,
  );
}

/** From bar to bar: the first known value by `first`, the others by `next` from the one before. */
export function recur(
  column: Column,
  first: (value: number) => number,
  next: (before: number, value: number) => number,
): Column {
  return dense((values = []) => {
    const result: number[] = [];
    values.forEach((value, bar) => result.push(bar === 0 ? first(value) : next(at(result, bar - 1), value)));
    return result;
  }, column);
}

export function total(values: Column): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** From the first value, so that equal values have no other mean than themselves. */
export function mean(values: Column): number {
  const first = at(values, 0);
  return first + total(values.map((x) => x - first)) / values.length;
}

/** Standard deviation, of the population unless one degree of freedom is taken off. */
export function deviation(values: Column, less = 0): number {
  const middle = mean(values);
  return Math.sqrt(total(values.map((x) => (x - middle) ** 2)) / (values.length - less));
}

export function median(values: Column): number {
  return quantile(values, 0.5);
}

/** Between the two nearest ranks, linearly (type 7 of Hyndman and Fan). */
export function quantile(values: Column, share: number): number {
  const ordered = values.toSorted((a, b) => a - b);
  const place = share * (ordered.length - 1);
  const under = Math.floor(place);
  const lower = at(ordered, under);
  const upper = ordered[under + 1] ?? lower;
  return lower + (place - under) * (upper - lower);
}

/** Least squares over a window, bars counted from its oldest one: end of the line, slope, residuals. */
export function line(values: Column): { end: number; slope: number; residuals: Column } {
  const [middle, centre] = [mean(values), (values.length - 1) / 2];
  const spread = total(values.map((_, k) => (k - centre) ** 2));
  const slope = total(values.map((x, k) => (k - centre) * (x - middle))) / spread;
  const residuals = values.map((x, k) => x - middle - slope * (k - centre));
  return { end: middle + slope * centre, slope, residuals };
}

export const sma = (column: Column, length: number): Column => over(length, mean, column);
export const sum = (column: Column, length: number): Column => over(length, total, column);
export const stdev = (column: Column, length: number): Column =>
  over(length, (w = []) => deviation(w), column);
export const highest = (column: Column, length: number): Column =>
  over(length, (w = []) => Math.max(...w), column);
export const lowest = (column: Column, length: number): Column =>
  over(length, (w = []) => Math.min(...w), column);

/** An average in which the newest value has a fixed share, begun with the mean of the first values. */
function smoothed(column: Column, length: number, share: number): Column {
  return dense((values = []) => {
    const result: number[] = [];
    values.forEach((value, bar) => {
      if (bar + 1 < length) result.push(NaN);
      else if (bar + 1 === length) result.push(mean(values.slice(0, length)));
      else result.push(at(result, bar - 1) + share * (value - at(result, bar - 1)));
    });
    return result;
  }, column);
}

export const ema = (column: Column, length: number): Column => smoothed(column, length, 2 / (length + 1));
/** Wilder's average. */
export const rma = (column: Column, length: number): Column => smoothed(column, length, 1 / length);

/** The range with the gap to the close before; on the first bar high less low. */
export function trueRange({ high, low, close }: Market): Column {
  return high.map((top, bar) =>
    bar === 0
      ? top - at(low, 0)
      : Math.max(top, at(close, bar - 1)) - Math.min(at(low, bar), at(close, bar - 1)),
  );
}

export const atr = (market: Market, length: number): Column => rma(trueRange(market), length);
export const middleOf = ({ high, low }: Market): Column => each((h = NaN, l = NaN) => (h + l) / 2, high, low);
export const rangeOf = ({ high, low }: Market): Column => each((h = NaN, l = NaN) => h - l, high, low);
export const returns = (column: Column): Column =>
  each((now = NaN, before = NaN) => now / before - 1, column, back(column));
export const logReturns = (column: Column): Column =>
  each((now = NaN, before = NaN) => Math.log(now / before), column, back(column));
