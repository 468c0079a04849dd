export { walkForward } from "./walk-forward.js";
export type {
  FoldOutcome,
  WalkForwardOptions,
  WalkForwardProgress,
  WalkForwardResult,
} from "./walk-forward.js";
export { runFolds } from "./run-folds.js";
export type { RunFoldsOptions, TestWindow, TradedFolds, TradedPiece } from "./run-folds.js";
export type { ParameterStability, WalkForwardMeasures } from "./measures.js";
