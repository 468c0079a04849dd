import { normalCdf, normalQuantile } from "./normal.js";

/** A Sharpe ratio per period with what its uncertainty depends on. */
export interface SharpeSample {
  /** Per period, not annual. */
  readonly sharpe: number;
  readonly skewness: number;
  /** Raw: 3 for the normal distribution. */
  readonly kurtosis: number;
  /** Number of returns T. */
  readonly count: number;
}

const eulerGamma = 0.5772156649015329;

/** 1 − γ3·SR + (γ4 − 1)/4 · SR²; never negative for moments of real data. */
function spread(sample: SharpeSample): number {
  const { sharpe, skewness, kurtosis } = sample;
  return 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe;
}

/** Standard error of the Sharpe ratio, per period (Mertens 2002). */
export function sharpeStandardError(sample: SharpeSample): number {
  return Math.sqrt(spread(sample) / (sample.count - 1));
}

/** Probability that the true Sharpe ratio is above `benchmark` (per period; Bailey & López de Prado 2012). */
export function probabilisticSharpe(sample: SharpeSample, benchmark = 0): number {
  return normalCdf((sample.sharpe - benchmark) / sharpeStandardError(sample));
}

/** Periods after which this Sharpe ratio would be above `benchmark` with the given confidence; `null` if it is not. */
export function minimumTrackRecord(sample: SharpeSample, benchmark = 0, confidence = 0.95): number | null {
  const excess = sample.sharpe - benchmark;
  if (excess <= 0) return null;
  return 1 + spread(sample) * (normalQuantile(confidence) / excess) ** 2;
}

/**
 * The Sharpe ratio per period that the best of `trials` worthless variants is expected to show, when the Sharpe
 * ratios of the trials have this variance (Bailey & López de Prado 2014).
 */
export function expectedMaximumSharpe(variance: number, trials: number): number {
  if (trials <= 1) return 0;
  return (
    Math.sqrt(variance) *
    ((1 - eulerGamma) * normalQuantile(1 - 1 / trials) +
      eulerGamma * normalQuantile(1 - 1 / (trials * Math.E)))
  );
}

/** Probability that the Sharpe ratio of the best of `trials` variants is not mere luck of the search. */
export function deflatedSharpe(sample: SharpeSample, variance: number, trials: number): number {
  return probabilisticSharpe(sample, expectedMaximumSharpe(variance, trials));
}
