import type { ValidationPlan } from "../../../compiler/graph/experiment.js";
import { describeTrials, type TrialFacts, type Trials } from "../../metrics/trials.js";
import type { BarRange } from "../../models/fold.js";
import { summarizeRun } from "../../result.js";
import type { WalkForwardSummary } from "./schema.js";
import type { WalkForwardResult } from "./walk-forward.js";

/**
 * The machine-readable summary of a walk-forward; its metrics are those of the tests chained.
 * @param trials all variants of the strategy that were run on the data, where that is known
 */
export function summarizeWalkForward(result: WalkForwardResult, trials?: Trials): WalkForwardSummary {
  const { folds, measures, paths, searched, leftOver, elapsedMs } = result;
  return {
    ...summarizeRun(result.result, trials),
    schema: "sage.walk-forward/1",
    validation: { ...result.validation },
    searched: [...searched],
    optimise: result.objective?.text ?? (searched.length > 0 ? "sharpe" : null),
    folds: folds.map((fold) => ({
      fold: fold.number,
      train: fold.train.map(period),
      test: fold.test.map(period),
      trainBars: fold.bars.train,
      testBars: fold.bars.test,
      parameters: fold.parameters === null ? null : { ...fold.parameters },
      objective: fold.objective,
      tried: fold.tried,
      inSample: fold.inSample === null ? null : { ...fold.inSample },
      outOfSample: { ...fold.result.metrics },
      account: { start: fold.result.account.start, end: fold.result.account.end },
      trades: fold.result.counts.trades,
    })),
    measures: {
      inSampleAnnual: measures.inSampleAnnual,
      outOfSampleAnnual: measures.outOfSampleAnnual,
      efficiency: measures.efficiency,
      profitableFolds: measures.profitableFolds,
      stability: measures.stability.map((each) => ({ ...each })),
    },
    paths: paths.map(({ metrics, account }) => ({ metrics: { ...metrics }, end: account.end })),
    trialsOfFolds: trialsOfFolds(result),
    leftOver,
    elapsedMs,
  };
}

/** What is left of the chained Sharpe ratio after every set that was tried on every fold's training bars. */
export function trialsOfFolds({ result, trials }: WalkForwardResult): TrialFacts {
  return describeTrials(result.metrics, { count: trials.count, variance: trials.variance });
}

const period = ({ from, to }: BarRange): { from: number; to: number } => ({ from, to });

/** "walk-forward, rolling: 8,760 bars, then 2,160". */
export function validationInWords(plan: ValidationPlan): string {
  const many = (count: number): string => count.toLocaleString("en");
  switch (plan.method) {
    case "none":
      return "none";
    case "holdout":
      return `holdout: the last ${many(plan.test)} bars`;
    case "walk_forward":
      return `walk-forward, ${plan.window}: ${many(plan.train)} bars, then ${many(plan.test)}`;
    case "purged":
      return `${plan.folds} purged folds`;
    case "combinatorial":
      return `combinatorial: ${plan.test} of ${plan.groups} groups, ${plan.splits} folds`;
  }
}
