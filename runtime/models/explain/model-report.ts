import { acrossFolds, type FoldSpread, type Judgement, type ModelMetricName } from "../judge/index.js";
import type { TargetColumn } from "../training-rows.js";
import type { FeatureDrift } from "./drift.js";
import type { SplitImportance } from "./gain-importance.js";
import type { PartialDependence } from "./partial-dependence.js";
import type { PermutationImportance } from "./permutation.js";

/** What a report shows of one model: plain data that survives JSON. All figures are of rows it was not trained on. */
export interface ModelReport {
  /** Its name in the strategy. */
  readonly model: string;
  /** Name of the learner, or "onnx". */
  readonly learner: string;
  /** Id in the registry; null where it was not stored. */
  readonly modelId: string | null;
  readonly target: Pick<TargetColumn, "name" | "kind" | "classes">;
  /** Of all folds' test rows together. */
  readonly overall: Judgement;
  readonly folds: readonly ModelFold[];
  /** The most important first; see `importanceTable`. */
  readonly importance: readonly FeatureImportance[];
  /** Of the most important features. */
  readonly dependence: readonly PartialDependence[];
  /** Of the last test rows, or of live ones, against training; the most drifted first. */
  readonly drift: readonly FeatureDrift[];
}

/** One fold of the validation. */
export interface ModelFold {
  readonly number: number;
  /** "3.2": the second fit of the third fold. Absent: its number. */
  readonly name?: string;
  readonly train: FoldSide;
  readonly test: FoldSide;
  readonly judgement: Judgement;
}

/** Bars from the open of the first to the close of the last, epoch milliseconds UTC, and how many rows they gave. */
export interface FoldSide {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
}

/** How important a feature is, by each way that was asked; null: was not, or the learner has no such thing. */
export interface FeatureImportance {
  readonly feature: string;
  /** What the figure loses on held-out rows when the feature is shuffled, its error, and by fold. */
  readonly permutation: Pick<PermutationImportance, "mean" | "error" | "folds"> | null;
  /** Share of all splits' gain in training. */
  readonly gainShare: number | null;
  readonly splits: number | null;
  /** Mean size of what it adds to raw scores. */
  readonly contribution: number | null;
}

/** Joins what is known of the features' importance; ordered by the first of the ways that is known. */
export function importanceTable(
  names: readonly string[],
  found: {
    readonly permutation?: readonly PermutationImportance[];
    readonly splits?: SplitImportance;
    readonly contributions?: readonly number[];
  },
): readonly FeatureImportance[] {
  const shuffled = new Map(
    (found.permutation ?? []).map(({ features, mean, error, folds }) => [
      features.join(", "),
      { mean, error, folds },
    ]),
  );
  const rows = names.map((feature, k): FeatureImportance => ({
    feature,
    permutation: shuffled.get(feature) ?? null,
    gainShare: found.splits?.gainShare[k] ?? null,
    splits: found.splits?.splits[k] ?? null,
    contribution: found.contributions?.[k] ?? null,
  }));
  const weightOf = ({ permutation, contribution, gainShare }: FeatureImportance) =>
    permutation?.mean ?? contribution ?? gainShare ?? 0;
  return rows.toSorted((a, b) => weightOf(b) - weightOf(a));
}

/** How the figures lie over the folds. */
export function foldSpread({
  folds,
}: Pick<ModelReport, "folds">): Readonly<Partial<Record<ModelMetricName, FoldSpread>>> {
  return acrossFolds(folds.map(({ judgement }) => judgement));
}

/** What a model knows: whether its AUC, or rank correlation, lies further from guessing than chance alone would. */
export interface Skill {
  readonly metric: "auc" | "rank_correlation";
  readonly value: number;
  /** Value of one that guesses. */
  readonly guessing: number;
  readonly error: number;
  /** "yes" and "worse": more than two errors above or below guessing. */
  readonly verdict: "yes" | "no" | "worse";
}

/**
 * Null where there are too few rows, or one class only. The error of a rank correlation of unrelated columns is
 * 1/√(rows − 1) (Kendall 1970), larger where targets overlap.
 */
export function skillOf({ metrics, errors, rows, overlap }: Judgement): Skill | null {
  const { auc = null, rank_correlation: rank = null } = metrics;
  if (auc !== null) {
    const error = errors.auc ?? null;
    return error === null ? null : { metric: "auc", ...verdictOf(auc, 0.5, error) };
  }
  if (rank === null || rows < 3) return null;
  const error = Math.sqrt(overlap / (rows - 1));
  return { metric: "rank_correlation", ...verdictOf(rank, 0, error) };
}

function verdictOf(value: number, guessing: number, error: number): Omit<Skill, "metric"> {
  const apart = value - guessing;
  const verdict = apart > 2 * error ? "yes" : apart < -2 * error ? "worse" : "no";
  return { value, guessing, error, verdict };
}
