import { expectedMaximumSharpe, deflatedSharpe, type SharpeSample } from "../statistics/sharpe.js";
import type { Metrics } from "./catalog.js";

/** All variants of a strategy that were ever run on the same data, the one at hand among them. */
export interface Trials {
  readonly count: number;
  /** Variance of their Sharpe ratios per bar, with count − 1; 0 for fewer than two. */
  readonly variance: number;
}

/** What many trials leave of a Sharpe ratio; ratios annual. */
export interface TrialFacts {
  readonly count: number;
  readonly sharpeDeviation: number | null;
  /** The Sharpe ratio that the luckiest of as many worthless variants would show. */
  readonly expectedSharpe: number | null;
  /** Probability that the true Sharpe ratio is above that (Bailey & López de Prado 2014). */
  readonly deflatedSharpe: number | null;
}

/** The Sharpe ratio of a run per bar with what its uncertainty depends on; `null` where it has none. */
export function sharpeSampleOf(metrics: Metrics): SharpeSample | null {
  const { sharpe, skewness, kurtosis, returnCount, periodsPerYear } = metrics;
  if (sharpe === null || skewness === null || kurtosis === null || returnCount === null) return null;
  if (periodsPerYear === null) return null;
  return { sharpe: sharpe / Math.sqrt(periodsPerYear), skewness, kurtosis, count: returnCount };
}

export function describeTrials(metrics: Metrics, { count, variance }: Trials): TrialFacts {
  const sample = sharpeSampleOf(metrics);
  const { periodsPerYear } = metrics;
  if (sample === null || periodsPerYear === null || sample.count < 2)
    return { count, sharpeDeviation: null, expectedSharpe: null, deflatedSharpe: null };
  const year = Math.sqrt(periodsPerYear);
  return {
    count,
    sharpeDeviation: Math.sqrt(variance) * year,
    expectedSharpe: expectedMaximumSharpe(variance, count) * year,
    deflatedSharpe: deflatedSharpe(sample, variance, count),
  };
}
