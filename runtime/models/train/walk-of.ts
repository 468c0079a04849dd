import type { ValidationPlan } from "../../../compiler/graph/experiment.js";
import { measureFolds } from "../../modes/walk-forward/measures.js";
import type { FoldOutcome, WalkForwardResult } from "../../modes/walk-forward/walk-forward.js";
import { TrialSpread } from "../../statistics/trials.js";
import type { BarRange } from "../fold.js";
import type { FoldPlan } from "../folds/index.js";
import type { TrainSettings } from "../train-settings.js";
import type { TrainResult } from "./train.js";

/** The trading of a validation as a walk-forward, piece by piece; null where nothing was traded. */
export function walkOf({ run, plan, traded, elapsedMs }: TrainResult): WalkForwardResult | null {
  const [first] = plan.models;
  if (traded === null || first === undefined) return null;
  const { folds, trainee } = first;
  const { time } = plan;
  const inTimes = ({ from, to }: BarRange): BarRange => ({
    from: time[from] ?? Number.NaN,
    to: time[to - 1] ?? Number.NaN,
  });
  const barsIn = (ranges: readonly BarRange[]): number =>
    ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  const outcomes = traded.pieces.flatMap(({ number, result }): FoldOutcome[] => {
    const own = folds.folds.filter((_, k) => folds.pieces[k] === number - 1);
    const [begin] = own;
    if (begin === undefined) return [];
    const test = joined(own.flatMap((fold) => fold.test));
    return [
      {
        number,
        bars: { train: barsIn(begin.train), test: barsIn(test) },
        train: begin.train.map(inTimes),
        test: test.map(inTimes),
        parameters: {},
        objective: null,
        inSample: null,
        result,
        tried: own.length,
      },
    ];
  });
  const year = 365 * 86_400_000;
  const years = (bars: number): number => (bars * trainee.timeframe) / year;
  return {
    run,
    validation: planOf(folds, trainee.table.settings),
    objective: null,
    constraints: [],
    searched: [],
    folds: outcomes,
    result: traded.result,
    paths: traded.paths,
    measures: measureFolds(
      outcomes.map(({ bars, result }) => ({
        inSample: null,
        outOfSample: result.metrics,
        inSampleYears: years(bars.train),
        outOfSampleYears: years(bars.test),
      })),
      [],
      [],
    ),
    trials: new TrialSpread(),
    searches: [],
    leftOver: 0,
    elapsedMs,
  };
}

/** What a model's `train { … }` says of its validation, in the words of an experiment. */
function planOf({ scheme, folds, pieces }: FoldPlan, settings: TrainSettings): ValidationPlan {
  const { purge, embargo, window, testFolds } = settings;
  const count = new Set(pieces).size;
  const lengthOf = (ranges: readonly BarRange[]): number =>
    ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  const own = folds.filter((_, k) => pieces[k] === 0);
  const test = lengthOf(own.flatMap((fold) => fold.test));
  switch (scheme) {
    case "holdout":
      return { method: "holdout", test, purge };
    case "purged_kfold":
      return { method: "purged", folds: count, purge, embargo };
    case "combinatorial":
      return {
        method: "combinatorial",
        groups: Math.max(settings.folds, testFolds + 1),
        test: testFolds,
        splits: count,
        purge,
        embargo,
      };
    case "walk_forward":
      return {
        method: "walk_forward",
        window: window === null ? "expanding" : "rolling",
        train: lengthOf(folds[0]?.train ?? []),
        test,
        step: test,
        folds: count,
        purge,
        embargo,
      };
  }
}

/** Neighbours as one. */
function joined(ranges: readonly BarRange[]): readonly BarRange[] {
  const out: BarRange[] = [];
  for (const range of ranges) {
    const last = out.at(-1);
    if (last !== undefined && last.to === range.from) out[out.length - 1] = { from: last.from, to: range.to };
    else out.push(range);
  }
  return out;
}
