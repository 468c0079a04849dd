import type { ReturnGroups } from "../statistics/groups.js";
import { proportionInterval, type Interval } from "../statistics/interval.js";
import { pathIntervals, type PathIntervals } from "../statistics/path-intervals.js";
import type { MetricName, Metrics, MetricSamples } from "./catalog.js";

/** Where the paths of the intervals come from. */
export interface Bootstrap extends Omit<PathIntervals, "intervals" | "confidence"> {
  readonly method: "stationary";
}

/** How far the metrics of a run may be off. Every number is finite; what cannot be known is left out. */
export interface Uncertainty {
  /** Of the intervals: 0.95. */
  readonly confidence: number;
  /** Standard errors, in the units of the metrics. */
  readonly standardErrors: Readonly<Partial<Record<MetricName, number>>>;
  /** The metric's true value lies between the two with that confidence, if the future is drawn from the same past. */
  readonly intervals: Readonly<Partial<Record<MetricName, Interval>>>;
  /** How the intervals of what follows from equity were found; `null`: too few bars, or equity never moved. */
  readonly bootstrap: Bootstrap | null;
}

export interface UncertaintyFacts {
  readonly metrics: Metrics;
  readonly samples: MetricSamples;
  readonly groups: ReturnGroups | null;
  /** Σ (return − mean)² and Σ (profit − mean)² of the trades. */
  readonly returnM2: number;
  readonly profitM2: number;
  /** A year. */
  readonly riskFree: number;
  /** A bar. */
  readonly target: number;
}

const confidence = 0.95;

/** Draws the paths of a run: some milliseconds, whatever its length. */
export function measureUncertainty(facts: UncertaintyFacts): Uncertainty {
  const { metrics, samples, groups, riskFree, target } = facts;
  const { periodsPerYear, winRate } = metrics;
  const drawn =
    groups === null || periodsPerYear === null
      ? null
      : pathIntervals(groups, { periodsPerYear, riskFree, target, confidence });
  return {
    confidence,
    standardErrors: known(standardErrors(facts)),
    intervals: known({
      ...drawn?.intervals,
      winRate: winRate === null ? null : proportionInterval(winRate, samples.trades, confidence),
    }),
    bootstrap: drawn && bootstrapOf(drawn),
  };
}

function bootstrapOf({ paths, seed, groups, groupBars, blockBars }: PathIntervals): Bootstrap {
  return { method: "stationary", paths, seed, groups, groupBars, blockBars };
}

function standardErrors({ metrics, samples, returnM2, profitM2 }: UncertaintyFacts) {
  const { trades } = samples;
  const ofMean = (m2: number): number | null => (trades > 1 ? Math.sqrt(m2 / (trades - 1) / trades) : null);
  const { sharpeStandardError, winRate } = metrics;
  return {
    sharpe: sharpeStandardError,
    winRate: winRate === null ? null : Math.sqrt((winRate * (1 - winRate)) / trades),
    averageReturn: ofMean(returnM2),
    expectancy: ofMean(profitM2),
  };
}

function known<Value>(
  values: Readonly<Partial<Record<MetricName, Value | null>>>,
): Partial<Record<MetricName, Value>> {
  const found: Partial<Record<MetricName, Value>> = {};
  for (const name of Object.keys(values) as readonly MetricName[]) {
    const value = values[name];
    if (value !== null && value !== undefined) found[name] = value;
  }
  return found;
}
