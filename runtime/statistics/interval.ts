import { normalCdf, normalQuantile } from "./normal.js";
import { quantileOf } from "./quantile.js";

/** Between `low` and `high` the true value lies with the confidence asked for. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The middle of the bootstrap distribution (Efron 1979). `values` need not be in order; those not finite are left out. */
export function percentileInterval(values: Float64Array, confidence = 0.95): Interval | null {
  return between(values, (1 - confidence) / 2, (1 + confidence) / 2);
}

/**
 * Bias-corrected and accelerated (Efron 1987): like the percentile interval, but shifted by how often paths fall below
 * the point estimate, and bent by how much the statistic's spread depends on its value.
 * @param left the statistic without each part of the sample in turn (jackknife)
 */
export function acceleratedInterval(
  values: Float64Array,
  point: number,
  left: Float64Array,
  confidence = 0.95,
): Interval | null {
  const known = values.filter((value) => Number.isFinite(value));
  let below = 0;
  for (const value of known) below += value < point ? 1 : value === point ? 0.5 : 0;
  const bias = normalQuantile(below / known.length);
  // Every path on one side of the estimate: there is nothing to correct with.
  if (!Number.isFinite(bias) || !Number.isFinite(point)) return percentileInterval(known, confidence);
  const bend = acceleration(left.filter((value) => Number.isFinite(value)));
  const place = (p: number): number => {
    const z = bias + normalQuantile(p);
    return normalCdf(bias + z / (1 - bend * z));
  };
  return between(known, place((1 - confidence) / 2), place((1 + confidence) / 2));
}

/** Σ d³ / (6 (Σ d²)^1.5), d the jackknife values' distances below their mean; 0 when they do not vary. */
function acceleration(left: Float64Array): number {
  let [sum, squares, cubes] = [0, 0, 0];
  for (const value of left) sum += value;
  const centre = sum / left.length;
  for (const value of left) {
    const apart = centre - value;
    squares += apart * apart;
    cubes += apart * apart * apart;
  }
  return squares > 0 ? cubes / (6 * squares * Math.sqrt(squares)) : 0;
}

function between(values: Float64Array, low: number, high: number): Interval | null {
  const sorted = values.filter((value) => Number.isFinite(value)).sort();
  if (sorted.length < 20 || !(low <= high)) return null;
  return { low: quantileOf(sorted, low), high: quantileOf(sorted, high) };
}

/** Interval of a probability of which `share` of `count` independent tries were hits (Wilson 1927); `null` of none. */
export function proportionInterval(share: number, count: number, confidence = 0.95): Interval | null {
  if (count === 0) return null;
  const z = normalQuantile((1 + confidence) / 2);
  const square = (z * z) / count;
  const centre = (share + square / 2) / (1 + square);
  const half = (z * Math.sqrt((share * (1 - share)) / count + square / (4 * count))) / (1 + square);
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
