/** Everything that runs a graph: data, engine, modes, metrics, reports, stored runs and explanations. */
export * from "./data/index.js";
export * from "./engine/index.js";
export * from "./metrics/index.js";
export * from "./modes/index.js";
export * from "./modes/walk-forward/index.js";
export type { EquityCurve, ExitReason, Order, Signal, Trade } from "./record.js";
export * from "./report/index.js";
export { backtestAll } from "./parallel/backtest-all.js";
export type { BacktestAllOptions, BacktestJob, BacktestOutcome } from "./parallel/backtest-all.js";
export { WorkerPool } from "./parallel/pool.js";
export * from "./result.js";
export * from "./run-summary.js";
export * from "./statistics/index.js";
export * from "./models/onnx/index.js";
export type { ModelSchedule, Predictor } from "./models/predictor.js";
export * from "./search/index.js";
export * from "./store/index.js";
export * from "./why/index.js";
