/** What a learner learns from: a row for each bar whose target is known, in the order of time. */
export interface TrainingRows {
  readonly count: number;
  readonly features: readonly FeatureColumn[];
  readonly target: TargetColumn;
  /** How much each row counts, above 0; null: all the same. */
  readonly weights: Float64Array | null;
  /** The place of each row's bar in the data, ascending. */
  readonly bars: Int32Array;
}

/**
 * One feature. Values are rounded to 32 bits once, before anything is learned: what a model is asked with is then exactly
 * what it has learned from. NaN is missing. A truth is 0 or 1; a category a whole number.
 */
export interface FeatureColumn {
  readonly name: string;
  readonly type: "number" | "truth" | "category";
  readonly values: Float32Array;
}

/** What is to be foreseen. Of a binary target 0 or 1, of classes the number of the class, of a regression the value. */
export interface TargetColumn {
  readonly name: string;
  readonly kind: "binary" | "classes" | "regression";
  /** Names in the order of the classes' numbers; of a binary target its own; of a regression none. */
  readonly classes: readonly string[];
  readonly values: Float64Array;
}
