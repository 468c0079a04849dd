import { absolutes, deviations, last, linear, power, weighted, type Row } from "./averages.js";
import {
  exact,
  isBelow,
  larger,
  magnitude,
  mean,
  minus,
  over,
  plus,
  root,
  smaller,
  times,
  toNumber,
  total,
  zero,
  type Exact,
} from "./number.js";
import { relative, sized, type Measured, type Rule } from "./rule.js";

const lengths = [2, 20, 233, 5000];
const short = [20, 233];

const one = exact(1);
const level = (values: Row): number => toNumber(mean(absolutes(values)));

/** A rule over the last `length` values of each column. */
function window(
  sets: readonly (readonly number[])[],
  value: (rows: readonly Row[], parameters: readonly number[]) => readonly Measured[],
  reach: (parameters: readonly number[]) => number = ([length = 1]) => length,
): Rule {
  return { sets, reach, value: (rows, parameters) => value(rows, parameters) };
}

const single = (
  sets: readonly number[],
  value: (values: Row) => Measured,
  reach?: (parameters: readonly number[]) => number,
): Rule =>
  window(
    sets.map((length) => [length]),
    ([values = []]) => [value(values)],
    reach,
  );

const squares = (values: Row): Exact => total(deviations(values).map((x) => times(x, x)));
const moment = (values: Row, exponent: number): Exact =>
  mean(deviations(values).map((x) => power(x, exponent)));

const isStill = (values: Row): boolean => values.every((x) => x.hi === values[0]?.hi);

function varianceOf(values: Row, sample: number): Exact {
  return over(squares(values), exact(values.length - sample));
}

const withKind = (sets: readonly number[]): readonly (readonly number[])[] =>
  sets.map((length, k) => [length, k % 2]);

/**
 * Relative to itself; beyond a thousand bars by so much more as the window is longer, because where one value lies a
 * million times as far away as all others, the squares are measured from it.
 */
const spreadOf = (value: Exact, length: number): Measured =>
  sized(value, toNumber(value) * Math.max(1, length / 1000));

function sortedRow(values: Row): Row {
  return values.toSorted((a, b) => (isBelow(a, b) ? -1 : isBelow(b, a) ? 1 : 0));
}

const middleOf = (ordered: Row): Exact => {
  const [low = zero, high = zero] = [ordered[(ordered.length - 1) >> 1], ordered[ordered.length >> 1]];
  return over(plus(low, high), exact(2));
};

/** Value, slope, intercept and share explained of the line of least squares. */
function line(values: Row): readonly Measured[] {
  const n = values.length;
  const places = values.map((_, k) => exact(k - (n - 1) / 2));
  const across = total(places.map((t) => times(t, t)));
  const slope = over(total(values.map((x, k) => times(x, places[k] ?? zero))), across);
  const centre = mean(values);
  const half = exact((n - 1) / 2);
  const spread = squares(values);
  const size = level(values);
  const steep = Math.sqrt(toNumber(spread) / toNumber(across));
  return [
    sized(plus(centre, times(slope, half)), size + steep * n),
    sized(slope, steep),
    sized(minus(centre, times(slope, half)), size + steep * n),
    isStill(values) ? null : sized(over(times(times(slope, slope), across), spread), 1),
  ];
}

function bollinger(values: Row, [, multiplier = 2, sample = 0]: readonly number[]): readonly Measured[] {
  const middle = mean(values);
  const distance = times(exact(multiplier), root(varianceOf(values, sample)));
  const size = level(values);
  const width = times(exact(2), distance);
  const apart = plus(minus(last(values), middle), distance);
  return [
    sized(middle, size),
    sized(plus(middle, distance), size + toNumber(distance)),
    sized(minus(middle, distance), size + toNumber(distance)),
    relative(over(width, middle)),
    isStill(values) ? null : sized(over(apart, width), 1),
  ];
}

function correlation([a = [], b = []]: readonly Row[]): readonly Measured[] {
  if (isStill(a) || isStill(b)) return [null];
  const [x, y] = [deviations(a), deviations(b)];
  const together = total(x.map((each, k) => times(each, y[k] ?? zero)));
  return [sized(over(together, root(times(squares(a), squares(b)))), 1)];
}

const bell = (length: number, offset: number, sigma: number): Row =>
  Array.from({ length }, (_, k) => {
    const apart = k - offset * (length - 1);
    const wide = length / sigma;
    return exact(Math.exp(-(apart * apart) / (2 * wide * wide)));
  });

export const windowRules: Readonly<Record<string, Rule>> = {
  sum: single(lengths, (values) => sized(total(values), level(values) * values.length)),
  sma: single(lengths, (values) => sized(mean(values), level(values))),
  wma: single(lengths, (values) => sized(linear(values), toNumber(linear(absolutes(values))))),
  hma: single(
    [20, 233, 2000],
    (values) => {
      // All but the last √n bars are only there for the averages of the averages.
      const smooth = [20, 233, 2000].find((n) => n + Math.floor(Math.sqrt(n)) - 1 === values.length) ?? 0;
      const bars = Math.floor(Math.sqrt(smooth));
      const raw = Array.from({ length: bars }, (_, k) => {
        const end = values.length - bars + 1 + k;
        const half = linear(values.slice(end - (smooth >> 1), end));
        return minus(times(exact(2), half), linear(values.slice(end - smooth, end)));
      });
      return sized(linear(raw), 3 * level(values));
    },
    ([length = 1]) => length + Math.floor(Math.sqrt(length)) - 1,
  ),
  alma: window(
    [20, 233].map((length) => [length, 0.85, 6]),
    ([values = []], [length = 1, offset = 0, sigma = 1]) => {
      const weights = bell(length, offset, sigma);
      return [sized(weighted(values, weights), toNumber(weighted(absolutes(values), weights)))];
    },
  ),
  vwma: window(
    lengths.map((length) => [length]),
    ([values = [], volumes = []]) => [
      toNumber(total(volumes)) === 0
        ? null
        : // A price that nothing was traded at has been added with no weight.
          sized(
            weighted(values, volumes),
            Math.max(level(values), toNumber(weighted(absolutes(values), volumes))),
          ),
    ],
  ),
  variance: window(withKind(lengths), ([values = []], [length = 1, sample = 0]) => [
    spreadOf(varianceOf(values, sample), length),
  ]),
  stdev: window(withKind(lengths), ([values = []], [length = 1, sample = 0]) => [
    spreadOf(root(varianceOf(values, sample)), length),
  ]),
  zscore: window(withKind(lengths), ([values = []], [, sample = 0]) => {
    if (isStill(values)) return [null];
    const score = over(minus(last(values), mean(values)), root(varianceOf(values, sample)));
    return [sized(score, 1)];
  }),
  bollinger: window(
    lengths.map((length, k) => [length, 2, k % 2]),
    ([values = []], parameters) => bollinger(values, parameters),
  ),
  highest: single(lengths, (values) => sized(values.reduce(larger), 0)),
  lowest: single(lengths, (values) => sized(values.reduce(smaller), 0)),
  median: single(lengths, (values) => relative(middleOf(sortedRow(values)))),
  quantile: window(
    lengths.map((length) => [length, 0.3, 0]),
    ([values = []], [length = 1, fraction = 0]) => {
      const ordered = sortedRow(values);
      const place = fraction * (length - 1);
      const [low = zero, high = zero] = [ordered[Math.floor(place)], ordered[Math.ceil(place)]];
      return [relative(plus(low, times(minus(exact(place), exact(Math.floor(place))), minus(high, low))))];
    },
  ),
  percent_rank: single(
    [20, 233, 5000],
    (values) => {
      const newest = last(values);
      const below = values.slice(0, -1).filter((x) => !isBelow(newest, x)).length;
      return relative(over(exact(100 * below), exact(values.length - 1)));
    },
    ([length = 1]) => length + 1,
  ),
  median_deviation: single([20, 233, 5000], (values) => {
    const middle = middleOf(sortedRow(values));
    const apart = sortedRow(values.map((x) => magnitude(minus(x, middle))));
    return sized(middleOf(apart), toNumber(magnitude(middle)));
  }),
  mean_deviation: single(short, (values) => relative(mean(absolutes(deviations(values))))),
  skewness: window(withKind(short), ([values = []], [n = 1, sample]) => {
    if (isStill(values)) return [null];
    const variance = moment(values, 2);
    const skew = over(moment(values, 3), times(variance, root(variance)));
    const factor = sample === 1 ? over(root(exact(n * (n - 1))), exact(n - 2)) : one;
    return [sized(times(factor, skew), 1)];
  }),
  kurtosis: window(withKind(short), ([values = []], [n = 1, sample]) => {
    if (isStill(values)) return [null];
    const variance = moment(values, 2);
    const excess = minus(over(moment(values, 4), times(variance, variance)), exact(3));
    if (sample !== 1) return [sized(excess, 3)];
    const corrected = plus(times(exact(n + 1), excess), exact(6));
    return [sized(over(times(exact(n - 1), corrected), exact((n - 2) * (n - 3))), 3)];
  }),
  rank_correlation: single([20, 60], (values) => {
    const n = values.length;
    const ranks = values.map((x) => {
      const below = values.filter((y) => isBelow(y, x)).length;
      const equal = values.filter((y) => y.hi === x.hi).length;
      return below + (equal + 1) / 2;
    });
    const apart = ranks.reduce((sum, rank, k) => sum + (rank - k - 1) ** 2, 0);
    return sized(minus(one, over(exact(6 * apart), exact(n * (n * n - 1)))), 1);
  }),
  correlation: window(
    [20, 233, 5000].map((length) => [length]),
    correlation,
  ),
  linreg: window(
    lengths.map((length) => [length]),
    ([values = []]) => line(values),
  ),
  cci: single(short, (values) => {
    if (isStill(values)) return null;
    const deviation = times(exact(0.015), mean(absolutes(deviations(values))));
    return sized(over(minus(last(values), mean(values)), deviation), 1 / 0.015);
  }),
  fractional_difference: window(
    short.map((length) => [0.4, length]),
    ([values = []], [order = 0]) => {
      let weight = one;
      const parts = values.toReversed().map((x, k) => {
        if (k > 0) weight = times(weight, over(minus(exact(k - 1), exact(order)), exact(k)));
        return times(weight, x);
      });
      return [sized(total(parts), toNumber(total(absolutes(parts))))];
    },
    ([, length = 1]) => length,
  ),
};
