import {
  contributionsOf,
  driftOf,
  importanceTable,
  meanContributions,
  partialDependence,
  permutationImportance,
  profileFeatures,
  splitImportance,
  type FeatureDrift,
  type ModelReport,
  type PartialDependence,
  type PermutationImportance,
} from "../explain/index.js";
import type { BarRange } from "../fold.js";
import { foldNames } from "../folds/index.js";
import type { FeatureColumn, TrainingRows } from "../training-rows.js";
import type { FittedFold, Trainee } from "./fit.js";
import type { ModelOutcome } from "./train.js";

/** What is to be seen of a fold's model on the rows that it has not learned from. */
export interface FoldExplanation {
  readonly importance: readonly PermutationImportance[];
  /** Mean size of what each feature adds to raw scores; of the last fold only, else empty. */
  readonly contributions: readonly number[];
  /** Of the most important features; of the last fold only. */
  readonly dependence: readonly PartialDependence[];
  readonly drift: readonly FeatureDrift[];
}

/** Rows of a fold that are shuffled; more would only take longer. */
const mostRows = 2000;
/** Rows whose answers are taken apart: exact parts take their time. */
const explainedRows = 200;
const drawnFeatures = 4;

/** @param whole with what is drawn of one fold only */
export async function explainFold(
  { model }: Trainee,
  fit: FittedFold,
  judged: TrainingRows,
  whole: boolean,
  signal: AbortSignal | undefined,
): Promise<FoldExplanation> {
  const some = sampled(judged);
  const importance = await permutationImportance(
    model.target,
    [
      {
        predictor: fit.predictor,
        columns: some.features.map(({ values }) => values),
        truth: some.target.values,
        weights: null,
      },
    ],
    { repeats: 1, signal },
  );
  if (!whole) return { importance, contributions: [], dependence: [], drift: [] };
  const first = [...importance.keys()].toSorted(
    (a, b) => (importance[b]?.mean ?? 0) - (importance[a]?.mean ?? 0),
  );
  const dependence: PartialDependence[] = [];
  for (const place of first.slice(0, drawnFeatures))
    dependence.push(await partialDependence(fit.predictor, some.features, place, { signal }));
  const profiles = profileFeatures(fit.seen.features);
  const few = sampled(judged, explainedRows);
  const contributions = meanContributions(
    contributionsOf(
      fit.fitted,
      profiles,
      few.features.map(({ values }) => values),
      few.target.values.length,
    ),
  );
  const drift = profiles.flatMap((profile, k) => {
    const values = judged.features[k]?.values;
    return values === undefined ? [] : [driftOf(profile, values)];
  });
  return { importance, contributions, dependence, drift: drift.toSorted((a, b) => b.psi - a.psi) };
}

/** At most so many rows, at even distances. */
function sampled(
  { count, features, target }: TrainingRows,
  most = mostRows,
): {
  readonly features: readonly FeatureColumn[];
  readonly target: { readonly values: Float64Array };
} {
  if (count <= most) return { features, target };
  const place = (row: number): number => Math.floor((row * count) / most);
  return {
    features: features.map((feature) => ({
      ...feature,
      values: Float32Array.from({ length: most }, (_, row) => feature.values[place(row)] ?? Number.NaN),
    })),
    target: {
      values: Float64Array.from({ length: most }, (_, row) => target.values[place(row)] ?? Number.NaN),
    },
  };
}

/** What the report shows of a model; null where it was not validated. */
export function modelReportOf(
  { planned, folds, together, final }: ModelOutcome,
  modelId: string | null,
): ModelReport | null {
  if (together === null) return null;
  const { trainee } = planned;
  const { model, table, timeframe } = trainee;
  const names = model.features.map(({ name }) => name);
  const fitNames = foldNames(planned.folds);
  const side = (ranges: readonly BarRange[], rows: number) => ({
    from: table.time[ranges[0]?.from ?? 0] ?? Number.NaN,
    to: (table.time[(ranges.at(-1)?.to ?? 1) - 1] ?? Number.NaN) + timeframe,
    rows,
  });
  const fitted = final?.fitted;
  const contributions = folds.at(-1)?.explanation?.contributions ?? [];
  return {
    model: model.name,
    learner: model.algorithm.name,
    modelId,
    target: model.target,
    overall: together,
    folds: folds.map(({ fold, judgement, trainRows, truth }) => ({
      number: fold.number,
      name: fitNames.get(fold.number) ?? String(fold.number),
      train: side(fold.train, trainRows),
      test: side(fold.test, truth.length),
      judgement,
    })),
    importance: importanceTable(names, {
      permutation: overFolds(
        folds.flatMap(({ explanation }) => (explanation === null ? [] : [explanation.importance])),
      ),
      ...(contributions.length > 0 && { contributions }),
      ...(fitted?.kind === "trees" && { splits: splitImportance(fitted, names.length) }),
    }),
    dependence: folds.at(-1)?.explanation?.dependence ?? [],
    drift: folds.at(-1)?.explanation?.drift ?? [],
  };
}

/** The folds' importances as one: their mean, and how far they lie apart. */
function overFolds(folds: readonly (readonly PermutationImportance[])[]): readonly PermutationImportance[] {
  return (folds[0] ?? []).map(({ features }, place) => {
    const means = folds.flatMap((fold) => fold[place]?.mean ?? []);
    const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
    const squares = means.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const error = means.length < 2 ? null : Math.sqrt(squares / (means.length - 1) / means.length);
    return { features, mean, error, folds: means };
  });
}
