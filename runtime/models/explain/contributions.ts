import type { FittedModel } from "../fitted-model.js";
import type { FeatureProfile } from "./profile.js";
import { linearShap, profiledMeans } from "./linear-shap.js";
import { treeShap } from "./tree-shap.js";

/**
 * What each feature adds to the raw score of each row: `expected[output]` and the contributions of all features sum to
 * the raw score (before link and calibration).
 */
export interface Contributions {
  /** By output: the raw score where nothing is known of the row. */
  readonly expected: readonly number[];
  /** By output, feature and row. */
  readonly values: readonly (readonly Float64Array[])[];
}

/**
 * Shapley values of the features in each row's raw score (Lundberg & Lee 2017): exact, for trees given the shares of
 * training rows that went each way, for weighted sums given their means in training.
 * @param profiles by feature, of the rows that the model learned from
 */
export function contributionsOf(
  model: FittedModel,
  profiles: readonly FeatureProfile[],
  columns: readonly Float32Array[],
  count: number,
): Contributions {
  return model.kind === "trees"
    ? treeShap(model, columns, count)
    : linearShap(model, profiledMeans(model, profiles), columns, count);
}

/** One feature's part in one answer. */
export interface FeaturePart {
  readonly feature: string;
  /** NaN is missing. */
  readonly value: number;
  /** What it adds to the raw score. */
  readonly adds: number;
}

/** Why a row was given its raw score, for one output: the largest parts first. */
export function explainRow(
  contributions: Contributions,
  names: readonly string[],
  columns: readonly Float32Array[],
  place: { readonly row: number; readonly output: number },
): readonly FeaturePart[] {
  const values = contributions.values[place.output] ?? [];
  return names
    .map((feature, k) => ({
      feature,
      value: columns[k]?.[place.row] ?? NaN,
      adds: values[k]?.[place.row] ?? 0,
    }))
    .toSorted((a, b) => Math.abs(b.adds) - Math.abs(a.adds));
}

/** Mean size of what each feature adds, over rows and outputs: how much a model listens to it. */
export function meanContributions({ values }: Contributions): readonly number[] {
  const [first = []] = values;
  return first.map((_, feature) => {
    let [sum, count] = [0, 0];
    for (const output of values) {
      for (const value of output[feature] ?? []) {
        sum += Math.abs(value);
        count++;
      }
    }
    return count === 0 ? 0 : sum / count;
  });
}
