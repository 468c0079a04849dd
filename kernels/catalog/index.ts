export * from "./operation.js";
export * from "./range.js";
export * from "./unit.js";
