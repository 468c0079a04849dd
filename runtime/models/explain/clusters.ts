import { correlation, ranksOf } from "../judge/rank.js";
import type { FeatureColumn } from "../training-rows.js";

/** Rows that are looked at: more would not change which features go together. */
const mostRows = 2000;

/**
 * Features that say about the same: clusters in which each two have a rank correlation of at least `least` in size on
 * average (agglomerative, average linkage). Shuffled together they show what they are worth together (clustered
 * importance, López de Prado 2020). Missing values count as the lowest; categories stay alone.
 */
export function featureClusters(
  features: readonly FeatureColumn[],
  least = 0.7,
): readonly (readonly number[])[] {
  const ranks = features.map(({ type, values }) => (type === "category" ? null : ranksOf(sampled(values))));
  const alike = ranks.map((a) =>
    ranks.map((b) => (a === null || b === null ? 0 : Math.abs(correlation(a, b, null) ?? 0))),
  );
  let clusters: readonly (readonly number[])[] = features.map((_, feature) => [feature]);
  for (;;) {
    const pair = closestPair(clusters, alike);
    if (pair === null || pair.likeness < least) return clusters;
    const merged = [...(clusters[pair.one] ?? []), ...(clusters[pair.two] ?? [])].toSorted((a, b) => a - b);
    clusters = clusters.flatMap((cluster, k) =>
      k === pair.one ? [merged] : k === pair.two ? [] : [cluster],
    );
  }
}

function closestPair(
  clusters: readonly (readonly number[])[],
  alike: readonly (readonly number[])[],
): { readonly one: number; readonly two: number; readonly likeness: number } | null {
  let best: { readonly one: number; readonly two: number; readonly likeness: number } | null = null;
  for (let one = 0; one < clusters.length; one++) {
    for (let two = one + 1; two < clusters.length; two++) {
      const likeness = meanLikeness(clusters[one] ?? [], clusters[two] ?? [], alike);
      if (best === null || likeness > best.likeness) best = { one, two, likeness };
    }
  }
  return best;
}

function meanLikeness(
  a: readonly number[],
  b: readonly number[],
  alike: readonly (readonly number[])[],
): number {
  let sum = 0;
  for (const one of a) for (const two of b) sum += alike[one]?.[two] ?? 0;
  return sum / (a.length * b.length);
}

/** Rows at even distances; what is missing is below all. */
function sampled(values: Float32Array): Float64Array {
  const count = Math.min(values.length, mostRows);
  return Float64Array.from({ length: count }, (_, k) => {
    const value = values[Math.floor((k * values.length) / count)] ?? NaN;
    return Number.isNaN(value) ? -Infinity : value;
  });
}
