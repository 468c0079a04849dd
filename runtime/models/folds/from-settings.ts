import type { ValidationPlan } from "../../../compiler/graph/index.js";
import { lowerBound } from "../../modes/series.js";
import type { TrainSettings } from "../train-settings.js";
import type { FoldPlan, FoldSpan } from "./plan.js";
import { combinatorialFolds, holdout, purgedFolds, steppedWalk, walkForward } from "./schemes.js";

/** What is known of the bars that are validated on. */
export interface FoldBars {
  /** Open times of all bars, epoch milliseconds. */
  readonly time: Float64Array;
  /** First bar whose features have settled. */
  readonly first: number;
}

/** The bars that `since` and `until` leave, and the distances that the target asks for. */
export function spanOf({ time, first }: FoldBars, settings: TrainSettings): FoldSpan {
  const { since, until, reach, purge, embargo } = settings;
  return {
    from: Math.max(first, since === null ? 0 : lowerBound(time, since)),
    to: until === null ? time.length : lowerBound(time, until),
    reach,
    purge,
    embargo,
  };
}

/**
 * The folds that `train { … }` of a model asks for.
 * @throws RunError SAGE8310, SAGE8311, SAGE8312, SAGE8313
 */
export function foldsOfModel(bars: FoldBars, settings: TrainSettings): FoldPlan {
  const span = spanOf(bars, settings);
  const { validation, folds, testFolds, window, refit } = settings;
  switch (validation) {
    case "walk_forward":
      return walkForward(span, { window, folds, refit });
    case "purged_kfold":
      return purgedFolds(span, folds);
    case "combinatorial":
      return combinatorialFolds(span, Math.max(folds, testFolds + 1), testFolds);
    case "holdout":
      return holdout(span, Math.max(1, Math.round((span.to - span.from) * settings.holdout)));
  }
}

/**
 * The folds that `validate { … }` of an experiment asks for; null where it validates nothing. Distances are at least those
 * of the span, which come from the strategy's models.
 * @throws RunError SAGE8310, SAGE8311, SAGE8312, SAGE8313
 */
export function foldsOfPlan(plan: ValidationPlan, given: FoldSpan): FoldPlan | null {
  if (plan.method === "none") return null;
  const span: FoldSpan = {
    ...given,
    purge: Math.max(given.purge, plan.purge),
    embargo: Math.max(given.embargo, "embargo" in plan ? plan.embargo : 0),
  };
  switch (plan.method) {
    case "holdout":
      return holdout(span, plan.test);
    case "walk_forward":
      return steppedWalk(span, { ...plan, expands: plan.window === "expanding" });
    case "purged":
      return purgedFolds(span, plan.folds);
    case "combinatorial":
      return combinatorialFolds(span, plan.groups, plan.test);
  }
}
