import { elementary } from "../../compiler/graph/elementary.js";

/** Mean block lengths for a bootstrap of the mean, in observations. */
export interface BlockLengths {
  readonly stationary: number;
  readonly circular: number;
}

/**
 * The block length that a bootstrap of these values should have: (2Ĝ²/D̂)^(1/3) · T^(1/3) with a flat-top window
 * (Politis & White 2004, with the D̂ of Patton, Politis & White 2009). Near 0 for values without memory; use `Math.max(1, …)`.
 */
export function optimalBlockLength(values: Float64Array): BlockLengths {
  const count = values.length;
  const none = { stationary: 1, circular: 1 };
  if (count < 8) return none;
  const { covariances, bandwidth } = flatTop(values);
  const variance = covariances[0] ?? 0;
  if (!(variance > 0)) return none;
  const { power } = elementary();
  let g = 0;
  let spectrum = variance;
  for (let k = 1; k <= bandwidth; k++) {
    const weight = k / bandwidth <= 0.5 ? 1 : 2 * (1 - k / bandwidth);
    const covariance = covariances[k] ?? 0;
    g += 2 * weight * k * covariance;
    spectrum += 2 * weight * covariance;
  }
  const most = Math.ceil(Math.min(3 * Math.sqrt(count), count / 3));
  const length = (d: number): number => (d > 0 ? Math.min(most, power((2 * g * g * count) / d, 1 / 3)) : 1);
  const square = spectrum * spectrum;
  return { stationary: length(2 * square), circular: length((4 / 3) * square) };
}

/** Autocovariances up to the bandwidth, which is twice the lag after which `quiet` correlations in a row mean nothing. */
function flatTop(values: Float64Array): { readonly covariances: Float64Array; readonly bandwidth: number } {
  const count = values.length;
  const logarithm = elementary().log(count) / Math.LN10;
  const centre = values.reduce((sum, value) => sum + value, 0) / count;
  const apart = values.map((value) => value - centre);
  const quiet = Math.max(5, Math.floor(logarithm));
  const most = Math.min(count - 2, Math.ceil(Math.sqrt(count)) + quiet);
  const critical = 2 * Math.sqrt(logarithm / count);
  const covariances = new Float64Array(most + 1);
  let small = 0;
  let cut: number | null = null;
  for (let lag = 0; lag <= most; lag++) {
    const { product, correlation } = lagged(apart, lag);
    covariances[lag] = product / count;
    if (cut === null && lag >= quiet && small >= quiet) cut = lag - quiet;
    // Lag 0 takes part in the run of small ones and never is one.
    small = Math.abs(correlation) < critical ? small + 1 : 0;
  }
  return { covariances, bandwidth: cut === null ? most : Math.min(most, 2 * Math.max(cut, 1)) };
}

/** Σ x_t x_{t−lag}, and it over the sizes of the two parts as Patton's program has them (shorter by one each). */
function lagged(values: Float64Array, lag: number) {
  const { length } = values;
  let [product, late, early] = [0, 0, 0];
  for (let t = lag; t < length; t++) product += (values[t] ?? 0) * (values[t - lag] ?? 0);
  for (let t = lag + 1; t < length; t++) late += (values[t] ?? 0) ** 2;
  for (let t = 0; t < length - lag - 1; t++) early += (values[t] ?? 0) ** 2;
  return { product, correlation: product / Math.sqrt(late * early) };
}
