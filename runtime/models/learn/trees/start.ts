import { elementary } from "../../../../compiler/graph/elementary.js";
import type { TargetColumn, TrainingRows } from "../../training-rows.js";
import type { Loss } from "./boost-settings.js";

/** A class that no row has: so unlikely that it is never said, and still finite. */
const unseenShare = 1e-15;

/** The raw scores, one an output, of the constant that fits best. */
export function constantScores(
  { values, classes }: TargetColumn,
  weights: Float64Array | null,
  loss: Loss,
  quantile: number,
): readonly number[] {
  if (loss === "quantile") return [quantileOf(values, weights, quantile)];
  const total = weights === null ? values.length : weights.reduce((sum, weight) => sum + weight, 0);
  if (loss === "squared" || loss === "logistic") {
    let sum = 0;
    for (let row = 0; row < values.length; row++) sum += (values[row] ?? 0) * (weights?.[row] ?? 1);
    const mean = sum / total;
    return [loss === "squared" ? mean : elementary().log(mean / (1 - mean))];
  }
  const sums = classes.map(() => 0);
  for (let row = 0; row < values.length; row++) {
    const k = values[row] ?? 0;
    sums[k] = (sums[k] ?? 0) + (weights?.[row] ?? 1);
  }
  return sums.map((sum) => elementary().log(Math.max(unseenShare, sum / total)));
}

/**
 * A quantile of values: between the two nearest in rank, at (n − 1)·share. With weights: the least value below and at
 * which that share of all weight lies.
 */
export function quantileOf(values: Float64Array, weights: Float64Array | null, share: number): number {
  if (weights !== null) return weightedQuantile(values, weights, share);
  const sorted = values.toSorted();
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below] ?? 0;
  return low + (place - below) * ((sorted[below + 1] ?? low) - low);
}

function weightedQuantile(values: Float64Array, weights: Float64Array, share: number): number {
  const order = Array.from(values.keys()).toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
  const wanted = share * weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  for (const row of order) {
    sum += weights[row] ?? 0;
    if (sum >= wanted) return values[row] ?? 0;
  }
  return values[order.at(-1) ?? 0] ?? 0;
}

/** Weights that are all 1 are none: what is counted in whole rows is counted exactly then. */
export function withoutOnes(rows: TrainingRows): TrainingRows {
  const isOne = rows.weights?.every((weight) => weight === 1) ?? false;
  return isOne ? { ...rows, weights: null } : rows;
}
