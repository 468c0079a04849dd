import type { GraphParameter } from "../../../compiler/graph/index.js";
import type { Metrics } from "../../metrics/catalog.js";

/** How a parameter's choice moved from fold to fold. */
export interface ParameterStability {
  readonly name: string;
  readonly mean: number;
  /** Standard deviation of the chosen values, with n − 1; null for fewer than two folds. */
  readonly deviation: number | null;
  /** The deviation as a share of the range that was searched; 0: always the same. */
  readonly share: number | null;
  /** How often a fold chose another value than the fold before it. */
  readonly changes: number;
}

/** What a fold did on the bars it chose on, and after. */
export interface FoldReturns {
  readonly inSample: Metrics | null;
  readonly outOfSample: Metrics;
  /** Lengths in years of 365 days. */
  readonly inSampleYears: number;
  readonly outOfSampleYears: number;
}

export interface WalkForwardMeasures {
  /** Return a year on the training bars (of what was chosen there) and on the test bars, chained over the folds. */
  readonly inSampleAnnual: number | null;
  readonly outOfSampleAnnual: number | null;
  /**
   * How much of the yearly return on the training bars was left on the test bars (Pardo 2008, The Evaluation and
   * Optimization of Trading Strategies, chapter 11); null where the training bars made nothing.
   */
  readonly efficiency: number | null;
  /** Share of the folds that ended with a profit. */
  readonly profitableFolds: number;
  readonly stability: readonly ParameterStability[];
}

export function measureFolds(
  folds: readonly FoldReturns[],
  chosen: readonly Readonly<Record<string, number>>[],
  searched: readonly GraphParameter[],
): WalkForwardMeasures {
  const pairs = folds.flatMap(({ inSample, inSampleYears, outOfSample, outOfSampleYears }) =>
    inSample === null ? [] : [{ inSample, inSampleYears, outOfSample, outOfSampleYears }],
  );
  const inSampleAnnual = annual(
    pairs.map(({ inSample, inSampleYears }) => ({ metrics: inSample, years: inSampleYears })),
  );
  const outOfSampleAnnual = annual(
    folds.map(({ outOfSample, outOfSampleYears }) => ({ metrics: outOfSample, years: outOfSampleYears })),
  );
  const profitable = folds.filter(({ outOfSample }) => (outOfSample.totalReturn ?? 0) > 0).length;
  return {
    inSampleAnnual,
    outOfSampleAnnual,
    efficiency:
      inSampleAnnual !== null && outOfSampleAnnual !== null && inSampleAnnual > 0
        ? outOfSampleAnnual / inSampleAnnual
        : null,
    profitableFolds: folds.length === 0 ? 0 : profitable / folds.length,
    stability: searched.map((parameter) => stabilityOf(parameter, chosen)),
  };
}

/** Growth a year of stretches put one behind another; null where one lost everything or there is no time. */
function annual(stretches: readonly { readonly metrics: Metrics; readonly years: number }[]): number | null {
  const years = stretches.reduce((sum, each) => sum + each.years, 0);
  let growth = 0;
  for (const { metrics } of stretches) {
    if (metrics.totalReturn === null || metrics.totalReturn <= -1) return null;
    growth += Math.log1p(metrics.totalReturn);
  }
  return years > 0 ? Math.expm1(growth / years) : null;
}

function stabilityOf(
  { name, low, high }: GraphParameter,
  chosen: readonly Readonly<Record<string, number>>[],
): ParameterStability {
  const values = chosen.flatMap((parameters) => parameters[name] ?? []);
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = values.length < 2 ? null : Math.sqrt(squares / (values.length - 1));
  return {
    name,
    mean,
    deviation,
    share: deviation === null || high <= low ? null : deviation / (high - low),
    changes: values.slice(1).filter((value, k) => value !== values[k]).length,
  };
}
