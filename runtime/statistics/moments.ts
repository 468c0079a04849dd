import type { SharpeSample } from "./sharpe.js";

/** √(m2/(n − 1)); `null` for fewer than two values, or when it does not rise above the rounding of the values. */
export function sampleDeviation(m2: number, count: number, mean: number): number | null {
  if (count < 2) return null;
  const deviation = Math.sqrt(m2 / (count - 1));
  return deviation > 1e-15 && deviation > 1e-12 * Math.abs(mean) ? deviation : null;
}

export function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length > 0 ? sum / values.length : Number.NaN;
}

/**
 * Sharpe ratio per period and the shape of the returns that its uncertainty depends on; `null` when they do not vary.
 * Deviation with T − 1, skewness and raw kurtosis from population moments.
 */
export function sharpeSample(returns: Float64Array, riskFree = 0): SharpeSample | null {
  const count = returns.length;
  const centre = mean(returns);
  let [m2, m3, m4] = [0, 0, 0];
  for (const value of returns) {
    const apart = value - centre;
    const square = apart * apart;
    m2 += square;
    m3 += square * apart;
    m4 += square * square;
  }
  const deviation = sampleDeviation(m2, count, centre);
  if (deviation === null) return null;
  const variance = m2 / count;
  return {
    sharpe: (centre - riskFree) / deviation,
    skewness: m3 / count / (variance * Math.sqrt(variance)),
    kurtosis: m4 / count / (variance * variance),
    count,
  };
}
