/** √(m2/(n − 1)); `null` for fewer than two values, or when it does not rise above the rounding of the values. */
export function sampleDeviation(m2: number, count: number, mean: number): number | null {
  if (count < 2) return null;
  const deviation = Math.sqrt(m2 / (count - 1));
  return deviation > 1e-15 && deviation > 1e-12 * Math.abs(mean) ? deviation : null;
}
