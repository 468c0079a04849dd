import type { BarRange, Fold } from "../fold.js";
import { safeSpan, type FoldPlan, type FoldSpan, type PathStep } from "./plan.js";
import { cutEvenly, cutEvery, trainBefore, trainBeside } from "./ranges.js";
import { refuseEmpty, refuseFewBars, refuseLongWindow, refuseSpan } from "./refusals.js";

/**
 * The last bars judge, what comes before them is learned from.
 * @param test bars that judge
 * @throws RunError SAGE8310, SAGE8311, SAGE8312, SAGE8313
 */
export function holdout(wanted: FoldSpan, test: number): FoldPlan {
  const span = opened(wanted);
  refuseLongWindow(span, 1, test);
  const last = { from: span.to - test, to: span.to };
  return planned("holdout", [{ train: trainBefore(last, span, null), test: [last], piece: 0 }], span);
}

export interface WalkForward {
  /** Bars that a model learns from; null: all before its test. */
  readonly window: number | null;
  /** Pieces that are judged, one after another. */
  readonly folds: number;
  /** Bars after which a new model is fitted inside a piece; null: one for each piece. */
  readonly refit: number | null;
}

/**
 * Each piece is judged by models that have learned from what came before it. With a window the first piece begins as soon
 * as one window is there; without, the history is cut into one piece more, and the first is only learned from.
 * @throws RunError SAGE8310, SAGE8311, SAGE8312, SAGE8313
 */
export function walkForward(wanted: FoldSpan, { window, folds, refit }: WalkForward): FoldPlan {
  const span = opened(wanted);
  const pieces = piecesToJudge(span, window, folds);
  return walked(span, pieces, window, refit);
}

export interface SteppedWalk {
  /** Bars that are learned from: all windows have so many, or where it expands the first. */
  readonly train: number;
  readonly expands: boolean;
  /** Bars of each test, and from the beginning of one to that of the next. */
  readonly test: number;
  readonly step: number;
  /** Null: as many as fit. */
  readonly folds: number | null;
}

/**
 * Tests of a given length, a given step apart, each after what is learned from. Only whole tests are made.
 * @throws RunError SAGE8310, SAGE8311, SAGE8312, SAGE8313
 */
export function steppedWalk(wanted: FoldSpan, walk: SteppedWalk): FoldPlan {
  const { train, expands, test, step, folds } = walk;
  const span = opened(wanted);
  const first = span.from + train + span.purge;
  refuseLongWindow(span, train, test + ((folds ?? 1) - 1) * step);
  const held = 1 + Math.floor((span.to - first - test) / step);
  const pieces = Array.from({ length: folds ?? held }, (_, k) => ({
    from: first + k * step,
    to: first + k * step + test,
  }));
  return walked(span, pieces, expands ? null : train, null);
}

function walked(
  span: FoldSpan,
  pieces: readonly BarRange[],
  window: number | null,
  refit: number | null,
): FoldPlan {
  const folds = pieces.flatMap((range, piece) =>
    (refit === null ? [range] : cutEvery(range, refit)).map((test) => ({
      train: trainBefore(test, span, window),
      test: [test],
      piece,
    })),
  );
  return planned("walk_forward", folds, span);
}

function piecesToJudge(span: FoldSpan, window: number | null, folds: number): readonly BarRange[] {
  if (window === null) {
    refuseFewBars(span, folds + 1);
    return cutEvenly(span, folds + 1).slice(1);
  }
  refuseLongWindow(span, window, folds);
  return cutEvenly({ from: span.from + window + span.purge, to: span.to }, folds);
}

/**
 * Each piece is judged once by a model that has learned from all others, those after it too.
 * López de Prado, Advances in Financial Machine Learning, 2018, section 7.4.
 * @throws RunError SAGE8310, SAGE8311, SAGE8312, SAGE8313
 */
export function purgedFolds(wanted: FoldSpan, folds: number): FoldPlan {
  const span = opened(wanted);
  refuseFewBars(span, folds);
  const tests = cutEvenly(span, folds);
  return planned(
    "purged_kfold",
    tests.map((test, piece) => ({ train: trainBeside([test], span), test: [test], piece })),
    span,
  );
}

/**
 * Every choice of `test` of the `groups` pieces is judged once: C(groups, test) folds, from which
 * C(groups − 1, test − 1) ways through the whole history can be put together.
 * López de Prado, Advances in Financial Machine Learning, 2018, section 12.4.
 * @throws RunError SAGE8310, SAGE8311, SAGE8312, SAGE8313
 */
export function combinatorialFolds(wanted: FoldSpan, groups: number, test: number): FoldPlan {
  const span = opened(wanted);
  refuseFewBars(span, groups);
  const pieces = cutEvenly(span, groups);
  const chosen = choices(groups, test);
  const folds = chosen.map((numbers, piece) => {
    const tests = numbers.flatMap((number) => pieces[number] ?? []);
    return { train: trainBeside(tests, span), test: tests, piece };
  });
  return { ...planned("combinatorial", folds, span), paths: pathsThrough(chosen, groups) };
}

/** All choices of `count` of the numbers below `of`, each ascending, in the order of a dictionary. */
export function choices(of: number, count: number, from = 0): readonly (readonly number[])[] {
  if (count === 0) return [[]];
  const heads = Array.from({ length: Math.max(0, of - count + 1 - from) }, (_, k) => from + k);
  return heads.flatMap((head) => choices(of, count - 1, head + 1).map((rest) => [head, ...rest]));
}

/** The n-th way takes for each group the n-th fold in which that group is judged. */
function pathsThrough(
  chosen: readonly (readonly number[])[],
  groups: number,
): readonly (readonly PathStep[])[] {
  const answers = Array.from({ length: groups }, (_, group) =>
    chosen.flatMap((numbers, fold) => {
      const range = numbers.indexOf(group);
      return range === -1 ? [] : [{ fold, range }];
    }),
  );
  return Array.from({ length: answers[0]?.length ?? 0 }, (_, path) =>
    answers.flatMap((steps) => steps[path] ?? []),
  );
}

function opened(wanted: FoldSpan): FoldSpan {
  const span = safeSpan(wanted);
  refuseSpan(span);
  return span;
}

type Piece = Omit<Fold, "number"> & { readonly piece: number };

function planned(scheme: FoldPlan["scheme"], given: readonly Piece[], span: FoldSpan): FoldPlan {
  const folds = given.map(({ train, test }, k) => ({ number: k + 1, train, test }));
  refuseEmpty(folds, span);
  return {
    scheme,
    folds,
    pieces: given.map(({ piece }) => piece),
    learnsFromLater: scheme === "purged_kfold" || scheme === "combinatorial",
    paths: [folds.map((_, fold) => ({ fold, range: 0 }))],
  };
}
