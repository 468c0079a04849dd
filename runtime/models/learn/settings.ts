import type { LearnerSettings } from "../learner.js";

/**
 * A number among the settings of a learner.
 * @throws TypeError when it is not there: whoever calls a learner fills in the defaults
 */
export function numberSetting(settings: LearnerSettings, name: string): number {
  const value = settings[name];
  if (typeof value !== "number") throw new TypeError(`the setting "${name}" of the learner is no number`);
  return value;
}
