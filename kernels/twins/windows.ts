import {
  codeviation,
  eachWindow,
  exponentialTwin,
  firstOf,
  mean,
  total,
  valueAt,
  type Column,
  type Twin,
} from "./twin.js";

function oneWindow(rule: (values: Column, parameters: readonly number[]) => number): Twin {
  return eachWindow(firstOf, ([values = []], parameters) => rule(values, parameters));
}

function exponential(shareOf: (length: number) => number): Twin {
  return (parameters, columns) =>
    columns.map((column) => {
      const length = firstOf(parameters);
      return exponentialTwin(column, length, shareOf(length), valueAt(parameters, 1) === 1);
    });
}

function weighted(values: Column): number {
  const length = values.length;
  return total(values.map((x, k) => (k + 1) * x)) / ((length * (length + 1)) / 2);
}

const weightedMean: Twin = oneWindow(weighted);

const hull: Twin = (parameters, columns) => {
  const length = firstOf(parameters);
  const [long = []] = weightedMean([length], columns);
  const [short = []] = weightedMean([Math.floor(length / 2)], columns);
  const raw = long.map((x, bar) => 2 * valueAt(short, bar) - x);
  const [smooth = []] = weightedMean([Math.floor(Math.sqrt(length))], [raw.slice(length - 1)]);
  return [[...raw.slice(0, length - 1).map(() => NaN), ...smooth]];
};

function variance(values: Column, parameters: readonly number[]): number {
  return codeviation(values, values) / (values.length - valueAt(parameters, 1));
}

function score(values: Column, parameters: readonly number[]): number {
  const deviation = Math.sqrt(variance(values, parameters));
  return deviation === 0 ? NaN : (valueAt(values, values.length - 1) - mean(values)) / deviation;
}

function quantile(values: Column, fraction: number, nearest: boolean): number {
  const ordered = values.toSorted((a, b) => a - b);
  if (nearest) return valueAt(ordered, Math.max(0, Math.ceil(fraction * ordered.length) - 1));
  const place = fraction * (ordered.length - 1);
  const low = valueAt(ordered, Math.floor(place));
  return low + (place - Math.floor(place)) * (valueAt(ordered, Math.ceil(place)) - low);
}

function correlation(xs: Column, ys: Column): number {
  const spreads = Math.sqrt(codeviation(xs, xs)) * Math.sqrt(codeviation(ys, ys));
  return spreads === 0 ? NaN : codeviation(xs, ys) / spreads;
}

function line(values: Column): readonly number[] {
  const places = values.map((_, k) => k);
  const slope = codeviation(places, values) / codeviation(places, places);
  const middle = mean(values);
  const half = (values.length - 1) / 2;
  const spread = codeviation(values, values);
  const explained = spread === 0 ? NaN : (slope * slope * codeviation(places, places)) / spread;
  return [middle + slope * half, slope, middle - slope * half, explained];
}

export const windows: Readonly<Record<string, Twin>> = {
  sum: oneWindow(total),
  sma: oneWindow(mean),
  ema: exponential((length) => 2 / (length + 1)),
  rma: exponential((length) => 1 / length),
  wma: weightedMean,
  hma: hull,
  vwma: eachWindow(firstOf, ([values = [], volumes = []]) => {
    const volume = total(volumes);
    return volume === 0 ? NaN : total(values.map((x, k) => x * valueAt(volumes, k))) / volume;
  }),
  variance: oneWindow(variance),
  stdev: oneWindow((values, parameters) => Math.sqrt(variance(values, parameters))),
  zscore: oneWindow(score),
  highest: oneWindow((values) => Math.max(...values)),
  lowest: oneWindow((values) => Math.min(...values)),
  bars_since_highest: oneWindow((values) => values.length - 1 - values.indexOf(Math.max(...values))),
  bars_since_lowest: oneWindow((values) => values.length - 1 - values.indexOf(Math.min(...values))),
  median: oneWindow((values) => quantile(values, 0.5, false)),
  quantile: oneWindow((values, parameters) =>
    quantile(values, valueAt(parameters, 1), valueAt(parameters, 2) === 1),
  ),
  percent_rank: eachWindow(
    (parameters) => firstOf(parameters) + 1,
    ([values = []]) => {
      const newest = valueAt(values, values.length - 1);
      return (100 * values.slice(0, -1).filter((x) => x <= newest).length) / (values.length - 1);
    },
  ),
  correlation: eachWindow(firstOf, ([xs = [], ys = []]) => correlation(xs, ys)),
  linreg: eachWindow(firstOf, ([values = []]) => line(values), 4),
};
