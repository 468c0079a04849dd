export { backtest } from "./backtest.js";
export { evaluate } from "./evaluate.js";
export type { EvaluateOptions, Evaluation } from "./evaluate.js";
export { runTest } from "./tests.js";
export type { ExpectationResult, TestEvent, TestName, TestResult } from "./tests.js";
export { programVersion } from "./identity.js";
export { runWarningCodes } from "./warnings.js";
export type { BacktestOptions, KeepOptions } from "./options.js";
