import type { LinearInput, LinearModel } from "../fitted-model.js";
import { inputAt } from "../learn/linear/inputs.js";
import type { Contributions } from "./contributions.js";
import type { FeatureProfile } from "./profile.js";

/** Means of a linear model's inputs, from what is known of its training rows. */
export const profiledMeans = (
  { inputs }: LinearModel,
  profiles: readonly FeatureProfile[],
): readonly number[] => inputs.map((input) => meanInput(input, profiles[input.feature]));

/** Means of a linear model's inputs over rows. */
export function inputMeans(
  { inputs }: LinearModel,
  columns: readonly Float32Array[],
  count: number,
): readonly number[] {
  return inputs.map((input) => {
    const column = columns[input.feature];
    let sum = 0;
    for (let row = 0; row < count; row++) sum += inputAt(input, column?.[row] ?? NaN);
    return count === 0 ? 0 : sum / count;
  });
}

/**
 * Shapley values of a weighted sum: coefficient × (input − its mean in training), summed over the inputs of a feature
 * (Štrumbelj & Kononenko 2014).
 * @param means of the inputs in training
 */
export function linearShap(
  model: LinearModel,
  means: readonly number[],
  columns: readonly Float32Array[],
  count: number,
): Contributions {
  const expected = model.intercepts.map((intercept, output) =>
    model.inputs.reduce(
      (sum, _, i) => sum + (model.coefficients[output]?.[i] ?? 0) * (means[i] ?? 0),
      intercept,
    ),
  );
  const values = model.intercepts.map((_, output) => {
    const features = columns.map(() => new Float64Array(count));
    for (const [i, input] of model.inputs.entries()) {
      const coefficient = model.coefficients[output]?.[i] ?? 0;
      const mean = means[i] ?? 0;
      const column = columns[input.feature];
      const sums = features[input.feature];
      if (column === undefined || sums === undefined) continue;
      for (let row = 0; row < count; row++)
        sums[row] = (sums[row] ?? 0) + coefficient * (inputAt(input, column[row] ?? NaN) - mean);
    }
    return features;
  });
  return { expected, values };
}

/** Mean of an input over the rows of a profile; of none 0. */
function meanInput(input: LinearInput, profile: FeatureProfile | undefined): number {
  if (profile === undefined) return 0;
  switch (input.kind) {
    case "missing":
      return profile.missing;
    case "standardised":
      return profile.kind === "numbers" && profile.mean !== null
        ? (1 - profile.missing) * ((profile.mean - input.mean) / input.deviation)
        : 0;
    case "category": {
      if (profile.kind !== "categories") return 0;
      const place = profile.categories.indexOf(input.category);
      return place < 0 ? 0 : (profile.shares[place] ?? 0);
    }
  }
}
