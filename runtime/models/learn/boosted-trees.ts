import type { Learn, LearnerSettings } from "../learner.js";
import type { TrainingRows } from "../training-rows.js";
import { checkRows } from "./check-rows.js";
import { numberSetting } from "./settings.js";
import { boost } from "./trees/boost.js";
import { fineSettings, type BoostSettings, type Loss } from "./trees/boost-settings.js";
import { checkTrees } from "./trees/check.js";

/**
 * Gradient boosting on histograms (Friedman 2001; Ke et al. 2017): trees grown best leaf first, each on the derivatives
 * of the loss at what those before it say. Derivatives are rounded to whole steps and summed exactly, so the model has
 * the same bits on any number of threads.
 * @throws RunError SAGE8320–8323, 8330, 8331 for rows that nothing can be learned from
 */
export const learnBoostedTrees: Learn = async (rows, settings, options = {}) => {
  checkRows(rows);
  checkTrees(rows);
  return boost(rows, boostSettings(rows, settings), options);
};

function boostSettings(rows: TrainingRows, settings: LearnerSettings): BoostSettings {
  const number = (name: string): number => numberSetting(settings, name);
  const loss = lossOf(rows, settings);
  return {
    trees: number("trees"),
    depth: number("depth"),
    leaves: number("leaves"),
    rate: number("learning_rate"),
    subsample: number("subsample"),
    columns: number("columns"),
    leafRows: number("leaf_rows"),
    leafWeight: number("leaf_weight"),
    l1: number("l1"),
    l2: number("l2"),
    gain: number("gain"),
    bins: number("bins"),
    earlyStopping: number("early_stopping"),
    loss,
    quantile: settings["loss"] === "quantile" ? number("quantile") : 0.5,
    monotone: directions(rows, settings),
    seed: number("seed"),
    fine: fineSettings,
  };
}

function lossOf({ target }: TrainingRows, settings: LearnerSettings): Loss {
  if (target.kind === "binary") return "logistic";
  if (target.kind === "classes") return "softmax";
  const loss = settings["loss"] ?? "squared";
  return loss === "squared" ? "squared" : "quantile";
}

function directions({ features }: TrainingRows, settings: LearnerSettings): readonly number[] {
  const named = (name: string): readonly string[] => {
    const list = settings[name] ?? [];
    return typeof list === "object" ? list : [String(list)];
  };
  const rising = new Set(named("increasing"));
  const falling = new Set(named("decreasing"));
  return features.map(({ name }) => (rising.has(name) ? 1 : falling.has(name) ? -1 : 0));
}
