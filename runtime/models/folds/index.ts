export { foldsOfModel, foldsOfPlan, spanOf, type FoldBars } from "./from-settings.js";
export { foldNames, isRefitted } from "./plan.js";
export type { FoldPlan, FoldScheme, FoldSpan, PathStep } from "./plan.js";
export {
  choices,
  combinatorialFolds,
  holdout,
  purgedFolds,
  steppedWalk,
  walkForward,
  type SteppedWalk,
  type WalkForward,
} from "./schemes.js";
