import type { GraphModel } from "../../compiler/graph/index.js";

/** What `train { … }` of a model says, for one set of parameter values; lengths in bars, days as epoch milliseconds. */
export interface TrainSettings {
  /** Null: all there is. */
  readonly window: number | null;
  /** Null: once for each fold. */
  readonly refit: number | null;
  readonly samples: number;
  readonly validation: Validation;
  readonly folds: number;
  readonly testFolds: number;
  readonly holdout: number;
  readonly weights: RowWeighting;
  /** Null: all rows count the same, however old. */
  readonly halfLife: number | null;
  readonly balance: boolean;
  /** By the number of the class; null: all alike. */
  readonly classWeights: readonly number[] | null;
  readonly calibration: "none" | "isotonic" | "sigmoid";
  readonly since: number | null;
  readonly until: number | null;
  /** How far the target looks ahead in the worst case, and what is left out before and after a test. */
  readonly reach: number;
  readonly purge: number;
  readonly embargo: number;
}

const validations = ["walk_forward", "purged_kfold", "combinatorial", "holdout"] as const;
export type Validation = (typeof validations)[number];

const weightings = ["equal", "uniqueness", "recency", "size"] as const;
export type RowWeighting = (typeof weightings)[number];

const calibrations = ["none", "isotonic", "sigmoid"] as const;

/**
 * The settings of a model's training.
 * @param scalars of the graph, bound to parameter values
 */
export function trainSettings(model: GraphModel, scalars: readonly number[]): TrainSettings {
  const options = new Map(model.train.map((option) => [option.name, option]));
  const number = (name: string): number | null => {
    const scalar = options.get(name)?.scalar;
    return scalar === undefined ? null : (scalars[scalar] ?? null);
  };
  const bars = (name: string): number | null => {
    const value = number(name);
    return value === null ? null : Math.max(1, Math.round(value));
  };
  const word = <Word extends string>(name: string, words: readonly [Word, ...Word[]]): Word =>
    words.find((each) => each === options.get(name)?.words?.[0]) ?? words[0];
  return {
    window: bars("window"),
    refit: bars("refit"),
    samples: number("samples") ?? 1000,
    validation: word("validation", validations),
    folds: number("folds") ?? 5,
    testFolds: number("test_folds") ?? 2,
    holdout: number("holdout") ?? 0.2,
    weights: word("weights", weightings),
    halfLife: bars("half_life"),
    balance: (number("balance") ?? 0) !== 0,
    classWeights: options.get("class_weights")?.scalars?.map((scalar) => scalars[scalar] ?? 1) ?? null,
    calibration: word("calibration", calibrations),
    since: number("since"),
    until: number("until"),
    reach: model.reach,
    purge: model.purge,
    embargo: model.embargo,
  };
}
