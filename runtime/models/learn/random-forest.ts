import type { Learn } from "../learner.js";
import { checkRows } from "./check-rows.js";
import { numberSetting } from "./settings.js";
import { checkTrees } from "./trees/check.js";
import { forestSettings } from "./trees/forest-settings.js";
import { plant } from "./trees/plant.js";

/**
 * Random forest (Breiman 2001): trees grown on rows drawn with replacement, each cut the best among features drawn for
 * it. A binary target and one of several classes are cut by Gini's impurity, a number by its variance; leaves answer the
 * share of each class, or the mean.
 * @throws RunError SAGE8320, 8321, 8330, 8331 for rows that nothing can be learned from
 */
export const learnRandomForest: Learn = async (rows, settings, options = {}) => {
  checkRows(rows);
  checkTrees(rows);
  const bootstrap = numberSetting(settings, "subsample");
  return plant(rows, forestSettings(rows, settings, { bootstrap, randomCuts: false }), options);
};
