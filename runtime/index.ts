export * from "./engine/index.js";
export * from "./modes/index.js";
export type { EquityCurve, ExitReason, Order, Signal, Trade } from "./record.js";
export * from "./result.js";
