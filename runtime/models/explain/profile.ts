import { quantileOf } from "../../statistics/quantile.js";
import type { FeatureColumn } from "../training-rows.js";

/**
 * What a feature looked like in training: kept with a model, so that later values can be held against it. Plain data
 * that survives JSON. Shares are of all rows and sum to 1 with `missing`.
 */
export type FeatureProfile = NumberProfile | CategoryProfile;

interface ProfileBase {
  readonly name: string;
  /** How many rows it was made from. */
  readonly rows: number;
  /** Share of rows without a value. */
  readonly missing: number;
  readonly shares: readonly number[];
}

export interface NumberProfile extends ProfileBase {
  readonly kind: "numbers";
  /** Inner ends of the bins, ascending: bin b holds values up to `edges[b]`, the last all above. */
  readonly edges: readonly number[];
  /** Null where no row has a value. */
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface CategoryProfile extends ProfileBase {
  readonly kind: "categories";
  /** Ascending; other ones were not seen. */
  readonly categories: readonly number[];
}

/** Profiles of features over rows; numbers in bins of about the same number of rows. */
export function profileFeatures(features: readonly FeatureColumn[], bins = 10): readonly FeatureProfile[] {
  return features.map((feature) =>
    feature.type === "category" ? profileCategories(feature) : profileNumbers(feature, bins),
  );
}

function profileNumbers({ name, values }: FeatureColumn, bins: number): NumberProfile {
  const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
  const rows = values.length;
  const missing = rows === 0 ? 0 : (rows - sorted.length) / rows;
  const edges = new Set<number>();
  for (let b = 1; b < bins && sorted.length > 0; b++) edges.add(Math.fround(quantileOf(sorted, b / bins)));
  // An end at the greatest value would leave a bin that nothing can be in.
  const inner = [...edges].filter((edge) => edge < (sorted.at(-1) ?? 0));
  let sum = 0;
  for (const value of sorted) sum += value;
  return {
    kind: "numbers",
    name,
    rows,
    missing,
    edges: inner,
    shares: numberShares(inner, values),
    mean: sorted.length === 0 ? null : sum / sorted.length,
    low: sorted[0] ?? null,
    high: sorted.at(-1) ?? null,
  };
}

function profileCategories({ name, values }: FeatureColumn): CategoryProfile {
  const seen = new Set<number>();
  for (const value of values) if (!Number.isNaN(value)) seen.add(value);
  const categories = [...seen].toSorted((a, b) => a - b);
  const { shares, missing } = categoryShares(categories, values);
  return { kind: "categories", name, rows: values.length, missing, categories, shares };
}

/** Shares of values in bins between edges. */
export function numberShares(edges: readonly number[], values: Float32Array): readonly number[] {
  const counts = Array.from({ length: edges.length + 1 }, () => 0);
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const bin = binAt(edges, value);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count) => (values.length === 0 ? 0 : count / values.length));
}

function binAt(edges: readonly number[], value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (edges[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Shares of categories, of what is missing, and of categories that are not listed. */
export function categoryShares(
  categories: readonly number[],
  values: Float32Array,
): { readonly shares: readonly number[]; readonly missing: number; readonly others: number } {
  const places = new Map(categories.map((category, place) => [category, place]));
  const counts = categories.map(() => 0);
  let [missing, others] = [0, 0];
  for (const value of values) {
    const place = places.get(value);
    if (place !== undefined) counts[place] = (counts[place] ?? 0) + 1;
    else if (Number.isNaN(value)) missing++;
    else others++;
  }
  const rows = Math.max(1, values.length);
  return { shares: counts.map((count) => count / rows), missing: missing / rows, others: others / rows };
}
