import type { FoldPlan } from "../../models/folds/index.js";
import type { BarRange, Fold } from "../../models/fold.js";

/** A stretch of test bars that is traded in one go: where a model is fitted again inside it, several folds answer. */
export interface PathWindow extends BarRange {
  /** Of the piece of the history that is judged; counted from 1. */
  readonly number: number;
  readonly folds: readonly Fold[];
}

/** Windows in the order of time, apart from each other. */
export type Path = readonly PathWindow[];

/** The ways through the tests of a plan, in which every bar is traded once. Neighbours of the same piece are one window. */
export function pathsOf({ folds, pieces, paths }: FoldPlan): readonly Path[] {
  return paths.map((steps) => {
    const windows: PathWindow[] = [];
    for (const step of steps) {
      const fold = folds[step.fold];
      const range = fold?.test[step.range];
      if (fold === undefined || range === undefined) continue;
      const number = (pieces[step.fold] ?? 0) + 1;
      const last = windows.at(-1);
      if (last !== undefined && last.number === number && last.to === range.from) {
        const isSame = last.folds.at(-1) === fold;
        windows[windows.length - 1] = {
          ...last,
          to: range.to,
          folds: isSame ? last.folds : [...last.folds, fold],
        };
      } else windows.push({ ...range, number, folds: [fold] });
    }
    return windows;
  });
}

/** The test windows of each piece by itself, in the order of the pieces. */
export function piecesOf({ folds, pieces }: FoldPlan): readonly Path[] {
  const numbers = [...new Set(pieces)];
  return numbers.flatMap((piece) => {
    const places = folds.flatMap((_, fold) => (pieces[fold] === piece ? [fold] : []));
    const steps = places.flatMap((fold) => folds[fold]?.test.map((_, range) => ({ fold, range })) ?? []);
    return pathsOf({ scheme: "holdout", learnsFromLater: false, folds, pieces, paths: [steps] });
  });
}
