import type { GraphSpan } from "./schema.js";

/** A number made of a run's metrics; what is missing in it makes it missing. */
export type MetricExpression =
  /** `sign` times the metric of this name in `metrics` of a run. */
  | { readonly kind: "metric"; readonly metric: string; readonly sign: 1 | -1 }
  | { readonly kind: "number"; readonly value: number }
  | {
      readonly kind: "operation";
      readonly operator: "+" | "-" | "*" | "/";
      readonly left: MetricExpression;
      readonly right: MetricExpression;
    };

/** What a strategy must do to count at all; a missing side counts as no. */
export interface MetricConstraint {
  readonly text: string;
  readonly span: GraphSpan;
  readonly comparison: "<" | "<=" | ">" | ">=";
  readonly left: MetricExpression;
  readonly right: MetricExpression;
}

/** One parameter that is searched; the values are low, low + step, … up to high. */
export interface SearchedParameter {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly count: number;
}

export const samplers = ["grid", "random", "latin", "tpe", "halving"] as const;
export type Sampler = (typeof samplers)[number];

/** How a choice is judged on bars that it was not made on. Lengths in bars. */
export type ValidationPlan =
  /** Chosen and judged on the same bars. */
  | { readonly method: "none" }
  /** The last `test` bars judge. */
  | { readonly method: "holdout"; readonly test: number; readonly purge: number }
  | {
      readonly method: "walk_forward";
      readonly window: "rolling" | "expanding";
      readonly train: number;
      readonly test: number;
      /** From the beginning of one test window to that of the next. */
      readonly step: number;
      /** Null: as many as the data holds. */
      readonly folds: number | null;
      readonly purge: number;
      readonly embargo: number;
    }
  | { readonly method: "purged"; readonly folds: number; readonly purge: number; readonly embargo: number }
  | {
      /** Every choice of `test` of the `groups` blocks judges once: C(groups, test) splits. */
      readonly method: "combinatorial";
      readonly groups: number;
      readonly test: number;
      readonly splits: number;
      readonly purge: number;
      readonly embargo: number;
    };

/** An `experiment` of a file: what is searched, how it is judged, what is optimised. Plain data. */
export interface ExperimentPlan {
  readonly schema: "sage.experiment/1";
  readonly name: string;
  readonly documentation: string;
  readonly strategy: string;
  readonly search: readonly SearchedParameter[];
  readonly sampler: Sampler;
  /** Combinations that are tried; null where there are too many to count. */
  readonly trials: number | null;
  readonly seed: number;
  /** First bar and end of the data used, epoch milliseconds UTC; null: all of it. */
  readonly from: number | null;
  readonly to: number | null;
  readonly validation: ValidationPlan;
  readonly objective: {
    readonly text: string;
    readonly value: MetricExpression;
    readonly direction: "maximise" | "minimise";
  };
  readonly constraints: readonly MetricConstraint[];
}
