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

const finite = (x: number): number => (Number.isFinite(x) ? x : NaN);

function bell(values: Column, offset: number, sigma: number): number {
  const weights = values.map((_, k) =>
    Math.exp(-((k - offset * (values.length - 1)) ** 2) / (2 * (values.length / sigma) ** 2)),
  );
  return total(values.map((x, k) => x * valueAt(weights, k))) / total(weights);
}

/** The mean power of the distances from the mean, exactly zero for equal values. */
function moment(values: Column, power: number): number {
  const origin = valueAt(values, 0);
  const moved = values.map((x) => x - origin);
  const middle = total(moved) / moved.length;
  return total(moved.map((x) => (x - middle) ** power)) / moved.length;
}

function mostFrequent(values: Column): number {
  const times = (x: number): number => values.filter((y) => y === x).length;
  const most = Math.max(...values.map(times));
  return Math.min(...values.filter((x) => times(x) === most));
}

function since(values: Column, extreme: number, newest: boolean): number {
  return values.length - 1 - (newest ? values.lastIndexOf(extreme) : values.indexOf(extreme));
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
  bars_since_highest: oneWindow((values, [, newest]) => since(values, Math.max(...values), newest === 1)),
  bars_since_lowest: oneWindow((values, [, newest]) => since(values, Math.min(...values), newest === 1)),
  alma: eachWindow(firstOf, ([values = []], [, offset = NaN, sigma = NaN]) => bell(values, offset, sigma)),
  mean_deviation: oneWindow((values) => mean(values.map((x) => Math.abs(x - mean(values))))),
  median_deviation: oneWindow((values) => {
    const middle = quantile(values, 0.5, false);
    return quantile(
      values.map((x) => Math.abs(x - middle)),
      0.5,
      false,
    );
  }),
  skewness: oneWindow((values, parameters) => {
    const n = values.length;
    const skew = moment(values, 3) / moment(values, 2) ** 1.5;
    return finite(valueAt(parameters, 1) === 1 ? (skew * Math.sqrt(n * (n - 1))) / (n - 2) : skew);
  }),
  kurtosis: oneWindow((values, parameters) => {
    const n = values.length;
    const excess = moment(values, 4) / moment(values, 2) ** 2 - 3;
    const sample = ((n - 1) * ((n + 1) * excess + 6)) / ((n - 2) * (n - 3));
    return finite(valueAt(parameters, 1) === 1 ? sample : excess);
  }),
  mode: oneWindow(mostFrequent),
  rank_correlation: oneWindow((values) => {
    const n = values.length;
    const squares = values.map((x, k) => {
      const below = values.filter((y) => y < x).length;
      const equal = values.filter((y) => y === x).length;
      return (below + (equal + 1) / 2 - (k + 1)) ** 2;
    });
    return 1 - (6 * total(squares)) / (n * (n * n - 1));
  }),
  cumulative: (_, [values = []]) => [values.map((_, bar) => total(values.slice(0, bar + 1)))],
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
