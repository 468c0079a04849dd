import type { Learn } from "../learner.js";
import { checkRows } from "./check-rows.js";
import { checkTrees } from "./trees/check.js";
import { forestSettings } from "./trees/forest-settings.js";
import { plant } from "./trees/plant.js";

/**
 * Extremely randomised trees (Geurts, Ernst, Wehenkel 2006): every tree sees all rows, and each cut is the best of one
 * random place in each of the features drawn for it. Missing values go to a random side.
 * @throws RunError SAGE8320, 8321, 8330, 8331 for rows that nothing can be learned from
 */
export const learnExtraTrees: Learn = async (rows, settings, options = {}) => {
  checkRows(rows);
  checkTrees(rows);
  return plant(rows, forestSettings(rows, settings, { bootstrap: null, randomCuts: true }), options);
};
