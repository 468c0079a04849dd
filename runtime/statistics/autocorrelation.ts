import { mean } from "./moments.js";

/** ρ_1 … ρ_lags with the full-sample mean and T in every denominator; empty when the values do not vary. */
export function autocorrelations(values: Float64Array, lags: number): Float64Array {
  const centre = mean(values);
  const apart = values.map((value) => value - centre);
  const at = (lag: number): number => {
    let sum = 0;
    for (let t = lag; t < apart.length; t++) sum += (apart[t] ?? 0) * (apart[t - lag] ?? 0);
    return sum;
  };
  const variance = at(0);
  if (!(variance > 0)) return new Float64Array(0);
  const most = Math.max(0, Math.min(lags, values.length - 1));
  return Float64Array.from({ length: most }, (_, k) => at(k + 1) / variance);
}

/**
 * η(q) = q / √(q + 2 Σ (q − k) ρ_k): what the Sharpe ratio of one period is multiplied with for q periods when returns
 * are correlated in time (Lo 2002); √q when no ρ is given. Correlations beyond those given count as 0. `null` when the
 * correlations leave no variance.
 */
export function sharpeScale(correlations: Float64Array, periods: number): number | null {
  let sum = 0;
  for (const [i, rho] of correlations.entries()) {
    if (i + 1 >= periods) break;
    sum += (periods - i - 1) * rho;
  }
  const variance = periods + 2 * sum;
  return variance > 0 ? periods / Math.sqrt(variance) : null;
}

/** ⌊4·(T/100)^(2/9)⌋, lags that so many values can carry (Newey & West 1994). */
export function usefulLags(count: number): number {
  return Math.floor(4 * (count / 100) ** (2 / 9));
}
