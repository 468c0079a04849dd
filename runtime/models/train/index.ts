export type { TrainEvent } from "./events.js";
export { modelReportOf } from "./explain.js";
export type { FittedFold } from "./fit.js";
export { planTraining, trainingsOf, type PlannedModel, type TrainingPlan } from "./plan.js";
export {
  train,
  type ModelOutcome,
  type TrainOptions,
  type TrainProgress,
  type TrainResult,
} from "./train.js";
export type { JudgedFold, SkippedFold } from "./validate.js";
export { lookAhead, type DryFold, type DryModel, type DryRun } from "./dry-run.js";
export { describeTrained, type TrainingPlace } from "./record.js";
export { judgeStored, type StoredJudgement } from "./stored.js";
export { walkOf } from "./walk-of.js";
