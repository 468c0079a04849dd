import { RunError } from "../../../engine/error.js";
import type { LinearInput } from "../../fitted-model.js";
import type { FeatureColumn, TrainingRows } from "../../training-rows.js";

/** Most coefficients that a linear model may have: its solver needs memory for their square. */
export const mostCoefficients = 4096;

/** What a linear model makes of its features, in the order of its solver: dense inputs first, then one of many. */
export interface PreparedInputs {
  readonly dense: readonly (LinearInput & { readonly kind: "standardised" | "missing" })[];
  /** Of each feature with categories those that it took in training, ascending. */
  readonly groups: readonly CategoryGroup[];
}

export interface CategoryGroup {
  readonly feature: number;
  readonly categories: readonly number[];
}

/**
 * Fits the preparation on training rows: numbers get mean and population deviation of their present values, categories
 * the list of those seen, and features with missing values an input that says so. A feature without any value has no
 * inputs; one that never varies has deviation 1, so that its input is 0.
 * @throws RunError SAGE8332 when that makes too many inputs
 */
export function prepareInputs(rows: TrainingRows, outputs: number): PreparedInputs {
  const standardised: PreparedInputs["dense"][number][] = [];
  const missing: PreparedInputs["dense"][number][] = [];
  const groups: CategoryGroup[] = [];
  for (const [feature, column] of rows.features.entries()) {
    const present = presentOf(column.values);
    if (present === 0) continue;
    if (column.type === "category") groups.push({ feature, categories: categoriesOf(column) });
    else standardised.push({ kind: "standardised", feature, ...spreadOf(column.values, present) });
    if (present < rows.count) missing.push({ kind: "missing", feature });
  }
  checkSize(rows.features, groups, outputs);
  return { dense: [...standardised, ...missing], groups };
}

/** The inputs as the fitted model lists them. */
export function listInputs({ dense, groups }: PreparedInputs): readonly LinearInput[] {
  return [
    ...dense,
    ...groups.flatMap(({ feature, categories }) =>
      categories.map((category) => ({ kind: "category" as const, feature, category })),
    ),
  ];
}

/** What an input is at a value of its feature; NaN is missing. */
export function inputAt(input: LinearInput, value: number): number {
  switch (input.kind) {
    case "standardised":
      return Number.isNaN(value) ? 0 : (value - input.mean) / input.deviation;
    case "missing":
      return Number.isNaN(value) ? 1 : 0;
    case "category":
      return value === input.category ? 1 : 0;
  }
}

function presentOf(values: Float32Array): number {
  let present = 0;
  for (const value of values) if (!Number.isNaN(value)) present++;
  return present;
}

function spreadOf(
  values: Float32Array,
  present: number,
): { readonly mean: number; readonly deviation: number } {
  let [sum, low, high] = [0, Infinity, -Infinity];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low === high) return { mean: low, deviation: 1 };
  const mean = sum / present;
  let squares = 0;
  for (const value of values) if (!Number.isNaN(value)) squares += (value - mean) * (value - mean);
  return { mean, deviation: Math.sqrt(squares / present) };
}

function categoriesOf({ values }: FeatureColumn): readonly number[] {
  const seen = new Set<number>();
  for (const value of values) if (!Number.isNaN(value)) seen.add(value);
  return [...seen].toSorted((a, b) => a - b);
}

function checkSize(
  features: readonly FeatureColumn[],
  groups: readonly CategoryGroup[],
  outputs: number,
): void {
  const inputs = groups.reduce((sum, { categories }) => sum + categories.length, 2 * features.length);
  if (inputs * outputs <= mostCoefficients) return;
  const largest = groups.toSorted((a, b) => b.categories.length - a.categories.length)[0];
  const why =
    largest === undefined
      ? `${features.length} features are too many`
      : `\`${features[largest.feature]?.name ?? ""}\` has ${largest.categories.length} categories`;
  throw new RunError(
    "SAGE8332",
    `A linear model can have ${mostCoefficients} coefficients, and ${why} for that.`,
    "make fewer categories, or use `boosted_trees`",
  );
}
