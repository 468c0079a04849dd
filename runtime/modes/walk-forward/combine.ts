import { metricDefinitions } from "../../metrics/catalog.js";
import type { MetricName, Metrics } from "../../metrics/catalog.js";

/** Metrics of a stretch of bars on which a set of values was run by itself. */
export interface StretchMetrics {
  readonly metrics: Metrics;
  readonly bars: number;
}

/**
 * Metrics of several stretches together, for a choice on bars on both sides of a test: money and counts are added, returns
 * are chained, the deepest drawdown is the deepest, and all else is the mean weighted by bars. A stretch without a value
 * leaves it out of a mean.
 */
export function combineMetrics(stretches: readonly StretchMetrics[]): Metrics {
  const [only] = stretches;
  if (only !== undefined && stretches.length === 1) return only.metrics;
  const out: Partial<Record<MetricName, number | null>> = {};
  for (const { name } of metricDefinitions) {
    const known = stretches.flatMap(({ metrics, bars }) => {
      const value = metrics[name];
      return value === null ? [] : [{ value, bars }];
    });
    out[name] = known.length === 0 ? null : (rules[name] ?? mean)(known);
  }
  // Every name of the catalogue has been set.
  return out as Metrics;
}

interface Known {
  readonly value: number;
  readonly bars: number;
}

type Rule = (known: readonly Known[]) => number;

const sum: Rule = (known) => known.reduce((total, { value }) => total + value, 0);
const chain: Rule = (known) => known.reduce((product, { value }) => product * (1 + value), 1) - 1;
const least: Rule = (known) => Math.min(...known.map(({ value }) => value));
const most: Rule = (known) => Math.max(...known.map(({ value }) => value));
const mean: Rule = (known) => {
  const bars = known.reduce((total, each) => total + each.bars, 0);
  return known.reduce((total, each) => total + each.value * each.bars, 0) / bars;
};

const rules: Readonly<Partial<Record<MetricName, Rule>>> = {
  totalReturn: chain,
  buyAndHoldReturn: chain,
  logReturn: sum,
  netProfit: sum,
  fees: sum,
  slippage: sum,
  funding: sum,
  borrow: sum,
  returnCount: sum,
  tradeCount: sum,
  longTrades: sum,
  shortTrades: sum,
  longProfit: sum,
  shortProfit: sum,
  grossProfit: sum,
  grossLoss: sum,
  maxDrawdown: least,
  buyAndHoldMaxDrawdown: least,
  worstMonth: least,
  largestLoss: least,
  bestMonth: most,
  largestWin: most,
  maxDrawdownBars: most,
  longestDrawdownBars: most,
  longestWinStreak: most,
  longestLossStreak: most,
  longestBars: most,
};
