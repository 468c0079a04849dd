/** A metric of one stretch of bars that was run by itself. */
export interface StretchValue {
  readonly value: number;
  readonly bars: number;
}

type Rule = (known: readonly StretchValue[]) => number;

const sum: Rule = (known) => known.reduce((total, { value }) => total + value, 0);
const chain: Rule = (known) => known.reduce((growth, { value }) => growth * (1 + value), 1) - 1;
const least: Rule = (known) =>
  known.reduce((low, { value }) => Math.min(low, value), Number.POSITIVE_INFINITY);
const most: Rule = (known) =>
  known.reduce((high, { value }) => Math.max(high, value), Number.NEGATIVE_INFINITY);
const mean: Rule = (known) => {
  const bars = known.reduce((total, each) => total + each.bars, 0);
  return known.reduce((total, each) => total + each.value * each.bars, 0) / bars;
};

const named = (rule: Rule, ...names: readonly string[]): readonly (readonly [string, Rule])[] =>
  names.map((name) => [name, rule]);

const rules: ReadonlyMap<string, Rule> = new Map([
  ...named(sum, "returnCount", "tradeCount", "longTrades", "shortTrades"),
  ...named(sum, "netProfit", "fees", "slippage", "funding", "borrow", "grossProfit", "grossLoss"),
  ...named(sum, "longProfit", "shortProfit", "logReturn", "rejected"),
  ...named(chain, "totalReturn", "buyAndHoldReturn"),
  ...named(least, "maxDrawdown", "buyAndHoldMaxDrawdown", "worstMonth", "largestLoss", "worstMae"),
  ...named(most, "bestMonth", "largestWin", "bestMfe", "maxDrawdownBars", "longestDrawdownBars"),
  ...named(most, "longestWinStreak", "longestLossStreak", "longestBars"),
]);

/**
 * A metric of several stretches together, from those that have a value: money and counts are added, returns compound, the
 * deepest is the deepest and the longest the longest, and all else is the mean weighted by bars. Of one stretch it is that
 * stretch's; NaN where no stretch has one.
 */
export function joinStretches(metric: string, known: readonly StretchValue[]): number {
  const [only] = known;
  if (only === undefined) return Number.NaN;
  return known.length === 1 ? only.value : (rules.get(metric) ?? mean)(known);
}
