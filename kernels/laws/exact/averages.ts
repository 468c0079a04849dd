import { exact, magnitude, mean, minus, over, plus, times, total, zero, type Exact } from "./number.js";

/** Exact values of the bars up to one, oldest first. */
export type Row = readonly Exact[];

export const rowOf = (values: ArrayLike<number>): Row => Array.from(values, exact);

export const last = (row: Row): Exact => row.at(-1) ?? zero;

/** Σ weight·x / Σ weight. */
export const weighted = (values: Row, weights: Row): Exact =>
  over(total(values.map((x, k) => times(x, weights[k] ?? zero))), total(weights));

export const linear = (values: Row): Exact =>
  weighted(
    values,
    values.map((_, k) => exact(k + 1)),
  );

/** The exponential average on every bar of a row that is so long that its first value no longer matters. */
export function smoothed(values: Row, share: Exact): Row {
  let average = values[0] ?? zero;
  return values.map((x) => {
    average = plus(average, times(share, minus(x, average)));
    return average;
  });
}

export const spanShare = (length: number): Exact => over(exact(2), exact(length + 1));
export const wilderShare = (length: number): Exact => over(exact(1), exact(length));

export const deviations = (values: Row): Row => {
  const middle = mean(values);
  return values.map((x) => minus(x, middle));
};

export const absolutes = (values: Row): Row => values.map(magnitude);

export const power = (x: Exact, exponent: number): Exact =>
  exponent === 1 ? x : times(x, power(x, exponent - 1));
