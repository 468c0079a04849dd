import { fineSettings, type BoostSettings, type Loss } from "../learn/trees/boost-settings.js";

/** Settings as LightGBM names them. */
export interface LightgbmSettings {
  readonly objective: "binary" | "multiclass" | "regression" | "quantile";
  readonly num_leaves?: number;
  readonly learning_rate?: number;
  readonly max_depth?: number;
  readonly min_data_in_leaf?: number;
  readonly min_sum_hessian_in_leaf?: number;
  readonly min_data_in_bin?: number;
  readonly min_gain_to_split?: number;
  readonly lambda_l1?: number;
  readonly lambda_l2?: number;
  readonly max_bin?: number;
  readonly bagging_fraction?: number;
  readonly bagging_freq?: number;
  readonly feature_fraction?: number;
  readonly feature_fraction_bynode?: number;
  readonly alpha?: number;
  readonly boost_from_average?: boolean;
  readonly scale_pos_weight?: number;
  readonly is_unbalance?: boolean;
  readonly use_missing?: boolean;
  readonly cat_smooth?: number;
  readonly cat_l2?: number;
  readonly max_cat_threshold?: number;
  readonly min_data_per_group?: number;
  readonly monotone_constraints?: readonly number[];
}

const losses: Readonly<Record<LightgbmSettings["objective"], Loss>> = {
  binary: "logistic",
  multiclass: "softmax",
  regression: "squared",
  quantile: "quantile",
};

/** The same settings as ours. */
export function settingsOfLightgbm(
  given: LightgbmSettings,
  trees: number,
  rest: Partial<Pick<BoostSettings, "seed" | "earlyStopping">> & {
    readonly base?: readonly number[] | undefined;
  } = {},
): BoostSettings {
  return {
    trees,
    depth: given.max_depth ?? 1_000_000,
    leaves: given.num_leaves ?? 31,
    rate: given.learning_rate ?? 0.1,
    subsample: given.bagging_fraction ?? 1,
    columns: given.feature_fraction ?? 1,
    leafRows: given.min_data_in_leaf ?? 20,
    leafWeight: given.min_sum_hessian_in_leaf ?? 0.001,
    l1: given.lambda_l1 ?? 0,
    l2: given.lambda_l2 ?? 0,
    gain: given.min_gain_to_split ?? 0,
    bins: given.max_bin ?? 255,
    earlyStopping: rest.earlyStopping ?? 0,
    loss: losses[given.objective],
    quantile: given.alpha ?? 0.5,
    monotone: given.monotone_constraints ?? [],
    seed: rest.seed ?? 1,
    fine: {
      ...fineSettings,
      rowsPerBin: given.min_data_in_bin ?? 3,
      base: rest.base ?? (given.boost_from_average === false ? [0] : null),
      drawEvery: given.bagging_freq ?? 1,
      columnsPerLeaf: given.feature_fraction_bynode ?? 1,
      categorySmooth: given.cat_smooth ?? 10,
      categoryL2: given.cat_l2 ?? 10,
      categoryMost: given.max_cat_threshold ?? 32,
      categoryGroup: given.min_data_per_group ?? 100,
    },
  };
}
