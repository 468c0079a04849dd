import { quantileOf } from "../../statistics/quantile.js";
import type { Predictor } from "../predictor.js";
import type { FeatureColumn } from "../training-rows.js";

/** How answers go with one feature, all else as it is. */
export interface PartialDependence {
  readonly feature: string;
  readonly isCategory: boolean;
  /** Values that the feature was given, ascending; null: missing, at the end. */
  readonly values: readonly (number | null)[];
  /** One for each of the predictor's outputs. */
  readonly curves: readonly DependenceCurve[];
}

/** By value: the mean answer over rows, and between what eight in ten rows' own answers lie. */
export interface DependenceCurve {
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export interface DependenceOptions {
  /** Values of a number that are tried, 20 unless told, at even shares of the rows between 1 and 99 %. */
  readonly points?: number;
  /** Rows that answers are averaged over, taken at even distances, 300 unless told. */
  readonly rows?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Most categories that are drawn; the most frequent are taken. */
const mostCategories = 48;

/**
 * Partial dependence (Friedman 2001) with the spread of the single rows behind it (individual conditional expectation,
 * Goldstein, Kapelner, Bleich & Pitkin 2015): where it is wide, what the feature does hangs on others. Features that
 * move together are given pairs of values that never come; there the curve says what the model would say, not the market.
 */
export async function partialDependence(
  predictor: Pick<Predictor, "outputs" | "predict">,
  features: readonly FeatureColumn[],
  place: number,
  options: DependenceOptions = {},
): Promise<PartialDependence> {
  options.signal?.throwIfAborted();
  const column = features[place];
  if (column === undefined) throw new RangeError(`there is no feature ${place}`);
  const total = column.values.length;
  const rows = Math.min(total, options.rows ?? 300);
  const taken = Int32Array.from({ length: rows }, (_, k) => Math.floor((k * total) / rows));
  const values = valuesToTry(column, options.points ?? 20);
  const columns = features.map(({ values: own }, feature) =>
    Float32Array.from({ length: rows * values.length }, (_, k) =>
      feature === place ? (values[Math.floor(k / rows)] ?? NaN) : (own[taken[k % rows] ?? 0] ?? NaN),
    ),
  );
  const answers = await predictor.predict(columns, rows * values.length);
  return {
    feature: column.name,
    isCategory: column.type === "category",
    values,
    curves: answers.map((of) => curveOf(of, rows, values.length)),
  };
}

function curveOf(answers: Float64Array, rows: number, points: number): DependenceCurve {
  const mean: number[] = [];
  const low: number[] = [];
  const high: number[] = [];
  for (let point = 0; point < points; point++) {
    const sorted = answers.slice(point * rows, (point + 1) * rows).sort();
    let sum = 0;
    for (const answer of sorted) sum += answer;
    mean.push(sum / rows);
    low.push(quantileOf(sorted, 0.1));
    high.push(quantileOf(sorted, 0.9));
  }
  return { mean, low, high };
}

function valuesToTry({ type, values }: FeatureColumn, points: number): readonly (number | null)[] {
  const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
  const tried = type === "category" ? frequentest(sorted) : gridOf(sorted, points);
  return sorted.length < values.length ? [...tried, null] : tried;
}

function gridOf(sorted: Float64Array, points: number): readonly number[] {
  const distinct = [...new Set(sorted)];
  if (distinct.length <= points) return distinct;
  const steps = Array.from({ length: points }, (_, k) => 0.01 + (0.98 * k) / Math.max(1, points - 1));
  return [...new Set(steps.map((share) => Math.fround(quantileOf(sorted, share))))];
}

function frequentest(sorted: Float64Array): readonly number[] {
  const counts = new Map<number, number>();
  for (const value of sorted) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .toSorted(([a, many], [b, more]) => more - many || a - b)
    .slice(0, mostCategories)
    .map(([category]) => category)
    .toSorted((a, b) => a - b);
}
