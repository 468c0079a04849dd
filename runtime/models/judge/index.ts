export { hanleyMcNeilError } from "./auc.js";
export type { BinOptions, CalibrationBin, ReliabilityCurve } from "./calibration-curve.js";
export { modelMetrics, type ModelMetric, type ModelMetricName } from "./catalog.js";
export type { ClassScores, Confusion } from "./confusion.js";
export { acrossFolds, type FoldSpread } from "./folds.js";
export { constantLogLoss } from "./constant.js";
export { judge, type JudgeOptions, type Judgement } from "./judge.js";
export { judgedAnswers, type JudgedRows } from "./rows.js";
