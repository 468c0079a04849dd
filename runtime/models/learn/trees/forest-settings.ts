import type { LearnerSettings } from "../../learner.js";
import type { TrainingRows } from "../../training-rows.js";
import { numberSetting } from "../settings.js";
import type { ForestSettings } from "./forest-job.js";

/** What both kinds of forests are told. */
export function forestSettings(
  rows: TrainingRows,
  settings: LearnerSettings,
  rest: Pick<ForestSettings, "bootstrap" | "randomCuts">,
): ForestSettings {
  const number = (name: string): number => numberSetting(settings, name);
  return {
    trees: number("trees"),
    depth: number("depth"),
    leaves: number("leaves"),
    leafRows: number("leaf_rows"),
    bins: number("bins"),
    drawn: Math.max(1, Math.round(number("columns") * rows.features.length)),
    seed: number("seed"),
    ...rest,
  };
}
