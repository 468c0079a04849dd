import { elementary } from "../../../compiler/graph/elementary.js";
import type { TargetColumn } from "../training-rows.js";
import { areaUnderCurve, meanAreaUnderCurve, membership } from "./auc.js";
import { type BinOptions, reliabilityCurve, type ReliabilityCurve } from "./calibration-curve.js";
import type { ModelMetricName } from "./catalog.js";
import {
  binaryClasses,
  type ClassScores,
  type Confusion,
  confusionOf,
  matthewsCorrelation,
  saidClass,
} from "./confusion.js";
import { correlation, ranksOf, weightedMean } from "./rank.js";
import { answeredRows, type Estimate, type JudgedRows, meanEstimate } from "./rows.js";

/** How well a model foresaw rows that it had not learned from. */
export interface Judgement {
  /** Rows with an answer. */
  readonly rows: number;
  /** Rows without one; they are in no figure. */
  readonly unanswered: number;
  /** By name of the catalogue; null where the formula has no value. Figures of the other kind of target are not in it. */
  readonly metrics: Readonly<Partial<Record<ModelMetricName, number | null>>>;
  /** Standard errors for the number of rows, where there is a formula. */
  readonly errors: Readonly<Partial<Record<ModelMetricName, number | null>>>;
  /** How many rows share their future, as the errors count. */
  readonly overlap: number;
  /** Of classes only. */
  readonly confusion: Confusion | null;
  /** One for each class; of a binary target one. */
  readonly reliability: readonly ReliabilityCurve[];
}

export interface JudgeOptions extends BinOptions {
  /** The quantile that was learned, above 0, below 1; one half unless told. */
  readonly quantile?: number;
  /**
   * How many rows share a stretch of the future on average, at least 1: the reach of the target, where each bar is a
   * row. That many rows tell little more than one, so errors grow by its root.
   */
  readonly overlap?: number;
}

/** Judges answers by what came. */
export function judge(
  target: Pick<TargetColumn, "kind" | "name" | "classes">,
  all: JudgedRows,
  options: JudgeOptions = {},
): Judgement {
  const rows = answeredRows(all);
  const found =
    target.kind === "regression" ? judgeValues(rows, options) : judgeClasses(target, rows, options);
  const overlap = Math.max(1, options.overlap ?? 1);
  const errors = Object.fromEntries(
    Object.entries(found.estimates).map(([name, estimate]) => {
      const error = estimate?.error ?? null;
      return [name, error === null ? null : error * Math.sqrt(overlap)];
    }),
  );
  return {
    rows: rows.truth.length,
    unanswered: all.truth.length - rows.truth.length,
    metrics: { ...valuesOf(found.estimates), ...found.others },
    errors,
    overlap,
    confusion: found.confusion,
    reliability: found.reliability,
  };
}

type Estimates = Readonly<Partial<Record<ModelMetricName, Estimate | null>>>;

interface Found extends Pick<Judgement, "confusion" | "reliability"> {
  readonly estimates: Estimates;
  readonly others: Judgement["metrics"];
}

const valuesOf = (estimates: Estimates): Judgement["metrics"] =>
  Object.fromEntries(Object.entries(estimates).map(([name, estimate]) => [name, estimate?.value ?? null]));

function judgeClasses(
  target: Pick<TargetColumn, "kind" | "name" | "classes">,
  rows: JudgedRows,
  options: BinOptions,
): Found {
  const isBinary = target.kind === "binary";
  const classes = isBinary ? binaryClasses(target.name) : target.classes;
  const confusion = confusionOf(rows, classes);
  const reliability = rows.answers.map((answers, k) => {
    const number = isBinary ? 1 : k;
    return reliabilityCurve(classes[number] ?? "", answers, membership(rows.truth, number), rows, options);
  });
  const { accuracy, logLoss, brier } = rowLosses(rows);
  const isEmpty = rows.truth.length === 0;
  return {
    confusion,
    reliability,
    estimates: {
      accuracy: meanEstimate(accuracy, rows),
      auc: isBinary
        ? areaUnderCurve(rows.answers[0] ?? accuracy, membership(rows.truth, 1), rows)
        : meanAreaUnderCurve(rows),
      log_loss: meanEstimate(logLoss, rows),
      brier: meanEstimate(brier, rows),
    },
    others: {
      ...classMeans(confusion, isBinary),
      mcc: matthewsCorrelation(confusion),
      calibration_error: isEmpty ? null : meanOf(reliability.map(({ error }) => error)),
    },
  };
}

function classMeans({ byClass }: Confusion, isBinary: boolean): Judgement["metrics"] {
  const judged = isBinary ? byClass.slice(1) : byClass;
  const total = byClass.reduce((sum, { came }) => sum + came, 0);
  const f1 = byClass.reduce((sum, scores) => sum + scores.came * (scores.f1 ?? 0), 0);
  const mean = (of: readonly ClassScores[], name: "precision" | "recall" | "f1") =>
    meanOf(of.flatMap((scores) => scores[name] ?? []));
  return {
    precision: mean(judged, "precision"),
    recall: mean(judged, "recall"),
    f1_macro: mean(byClass, "f1"),
    f1_weighted: total > 0 ? f1 / total : null,
  };
}

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

const square = (value: number): number => value * value;

/** What each row adds to the means. */
function rowLosses({
  truth,
  answers,
}: JudgedRows): Readonly<Record<"accuracy" | "logLoss" | "brier", Float64Array>> {
  const { log } = elementary();
  const [accuracy, logLoss, brier] = [truth.slice(), truth.slice(), truth.slice()];
  for (const [row, came] of truth.entries()) {
    accuracy[row] = saidClass(answers, row) === came ? 1 : 0;
    const first = answers[0]?.[row] ?? 0;
    const right = answers.length > 1 ? (answers[came]?.[row] ?? 0) : came === 1 ? first : 1 - first;
    logLoss[row] = -log(Math.min(Math.max(right, 1e-15), 1 - 1e-15));
    brier[row] =
      answers.length === 1
        ? square(first - came)
        : answers.reduce((sum, values, k) => sum + square((values[row] ?? 0) - (k === came ? 1 : 0)), 0);
  }
  return { accuracy, logLoss, brier };
}

function judgeValues(rows: JudgedRows, { quantile = 0.5 }: JudgeOptions): Found {
  const { truth, weights } = rows;
  const said = rows.answers[0] ?? truth;
  const apart = truth.map((value, row) => value - (said[row] ?? 0));
  const squares = meanEstimate(apart.map(square), rows);
  const centre = weightedMean(truth, weights);
  const spread = meanEstimate(
    truth.map((value) => square(value - centre)),
    rows,
  );
  const rmse = squares === null ? null : Math.sqrt(squares.value);
  return {
    confusion: null,
    reliability: [],
    estimates: {
      rmse: rmse === null ? null : { value: rmse, error: rootError(squares?.error ?? null, rmse) },
      mae: meanEstimate(apart.map(Math.abs), rows),
      pinball: meanEstimate(
        apart.map((value) => (value >= 0 ? quantile * value : (quantile - 1) * value)),
        rows,
      ),
      coverage: meanEstimate(
        apart.map((value) => (value <= 0 ? 1 : 0)),
        rows,
      ),
    },
    others: {
      r2: squares === null || spread === null || spread.value <= 0 ? null : 1 - squares.value / spread.value,
      correlation: correlation(truth, said, weights),
      rank_correlation: correlation(ranksOf(truth), ranksOf(said), weights),
    },
  };
}

/** Error of a root from that of what is under it: by the slope of the root. */
const rootError = (error: number | null, root: number): number | null =>
  error === null || root === 0 ? null : error / (2 * root);
