/** What is wrong with one bar's own numbers, if anything. */
export function faultOf(
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
): "missing price" | "non-positive price" | "inconsistent prices" | null {
  if (!(open - open === 0 && high - high === 0 && low - low === 0 && close - close === 0))
    return "missing price";
  if (!(open > 0 && high > 0 && low > 0 && close > 0)) return "non-positive price";
  if (high < open || high < close || low > open || low > close || volume < 0) return "inconsistent prices";
  return null;
}
