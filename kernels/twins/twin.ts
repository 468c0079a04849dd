import type { ParameterValues } from "../catalog/index.js";

/**
 * The slow and obvious version of an operation, which its kernel is compared with. It gets whole columns (inputs, then
 * bar columns) and answers whole columns. For operations that skip missing values the columns hold none: the bars on
 * which one is missing have been left out, as the `na` law demands.
 */
export type Twin = (parameters: ParameterValues, columns: readonly Column[]) => readonly Column[];

export type Column = readonly number[];

/** A twin of an operation that reads only the current bar. */
export function eachBar(rule: (values: readonly number[], parameters: ParameterValues) => number): Twin {
  return (parameters, columns) => [
    barsOf(columns).map((bar) =>
      rule(
        columns.map((column) => valueAt(column, bar)),
        parameters,
      ),
    ),
  ];
}

/** A twin of an operation on the last values of its inputs, oldest first; `size` says how many. */
export function eachWindow(
  size: (parameters: ParameterValues) => number,
  rule: (windows: readonly Column[], parameters: ParameterValues) => number | readonly number[],
  outputs = 1,
): Twin {
  return (parameters, columns) => {
    const length = size(parameters);
    const rows = barsOf(columns).map((bar) => {
      if (bar < length - 1) return Array.from({ length: outputs }, () => NaN);
      const result = rule(
        columns.map((column) => column.slice(bar - length + 1, bar + 1)),
        parameters,
      );
      return typeof result === "number" ? [result] : result;
    });
    return Array.from({ length: outputs }, (_, k) => rows.map((row) => valueAt(row, k)));
  };
}

export function barsOf(columns: readonly Column[]): readonly number[] {
  return Array.from(columns[0] ?? [], (_, bar) => bar);
}

export function valueAt(column: Column, position: number): number {
  return column[position] ?? NaN;
}

export function firstOf(parameters: ParameterValues): number {
  return valueAt(parameters, 0);
}

/** Exponential average with the newest value's share, seeded with the mean of the first `length` values or with the first. */
export function exponentialTwin(values: Column, length: number, share: number, seedFirst: boolean): Column {
  let average = NaN;
  return values.map((x, bar) => {
    if (seedFirst) average = bar === 0 ? x : share * x + (1 - share) * average;
    else if (bar === length - 1) average = mean(values.slice(0, length));
    else if (bar >= length) average = share * x + (1 - share) * average;
    return bar >= length - 1 ? average : NaN;
  });
}

export function total(values: Column): number {
  return values.reduce((sum, x) => sum + x, 0);
}

/** Through deviations from the first value, so that equal values have exactly their own mean. */
export function mean(values: Column): number {
  const origin = valueAt(values, 0);
  return origin + total(values.map((x) => x - origin)) / values.length;
}

/** Σ (x − mean)·(y − mean), exactly zero for equal values. */
export function codeviation(xs: Column, ys: Column): number {
  const a = centred(xs);
  const b = centred(ys);
  return total(a.map((x, k) => x * valueAt(b, k)));
}

/** Deviations from the mean; the origin is taken away first, so that they keep their digits. */
function centred(values: Column): Column {
  const moved = values.map((x) => x - valueAt(values, 0));
  const middle = total(moved) / moved.length;
  return moved.map((x) => x - middle);
}
