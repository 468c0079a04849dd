import type { Fold } from "../fold.js";

export type FoldScheme = "holdout" | "walk_forward" | "purged_kfold" | "combinatorial";

/** How a history is cut into what is learned from and what is judged on. */
export interface FoldPlan {
  readonly scheme: FoldScheme;
  /** One for each training. */
  readonly folds: readonly Fold[];
  /** For each fold the piece of the history that it is judged on; where a model is fitted again inside a piece, several folds have the same. */
  readonly pieces: readonly number[];
  /** Folds learn from what comes after their test too: a model then answers on bars older than what it knows. */
  readonly learnsFromLater: boolean;
  /**
   * Ways through the whole history, each a sequence of out-of-sample answers: for every test range in the order of time
   * which fold answers, and which of its test ranges that is. One way where every bar is judged once.
   */
  readonly paths: readonly (readonly PathStep[])[];
}

/** A stretch of a path: the test range at place `range` of the fold at place `fold`. */
export interface PathStep {
  readonly fold: number;
  readonly range: number;
}

/** The bars that may be used, and how far apart training and test have to be. All in bars. */
export interface FoldSpan {
  /** First bar whose features have settled, and the end. */
  readonly from: number;
  readonly to: number;
  /** How far targets look ahead, for the worst parameter values. */
  readonly reach: number;
  /** Left out before a test; at least the reach. */
  readonly purge: number;
  /** Left out after a test, because features look back into it; at least the reach, because targets of the test look there. */
  readonly embargo: number;
}

/** The span with distances that cannot be too short: what is asked for, and never less than the reach. */
export function safeSpan(span: FoldSpan): FoldSpan {
  const { reach, purge, embargo } = span;
  return { ...span, purge: Math.max(reach, purge), embargo: Math.max(reach, embargo) };
}

/** Whether a model is fitted again inside the pieces that it is judged on. */
export const isRefitted = ({ pieces }: FoldPlan): boolean => new Set(pieces).size < pieces.length;

/** What trainings are called, by their numbers: "3", or "3.2" for the second fit of the third piece. */
export function foldNames(plan: FoldPlan): ReadonlyMap<number, string> {
  const seen = new Map<number, number>();
  return new Map(
    plan.folds.map(({ number }, place) => {
      const piece = plan.pieces[place] ?? 0;
      const fit = (seen.get(piece) ?? 0) + 1;
      seen.set(piece, fit);
      return [number, isRefitted(plan) ? `${piece + 1}.${fit}` : String(number)];
    }),
  );
}
