import type { LinearInput, LinearModel } from "../fitted-model.js";
import { inputAt } from "../learn/linear/inputs.js";
import type { Contributions } from "./contributions.js";
import type { FeatureProfile } from "./profile.js";

/**
 * Shapley values of a weighted sum: coefficient × (input − its mean in training), summed over the inputs of a feature
 * (Štrumbelj & Kononenko 2014).
 */
export function linearShap(
  model: LinearModel,
  profiles: readonly FeatureProfile[],
  columns: readonly Float32Array[],
  count: number,
): Contributions {
  const means = model.inputs.map((input) => meanInput(input, profiles[input.feature]));
  const expected = model.intercepts.map((intercept, output) =>
    means.reduce((sum, mean, i) => sum + (model.coefficients[output]?.[i] ?? 0) * mean, intercept),
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
