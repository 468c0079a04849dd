export { Engine } from "./engine.js";
export { defaultCapacity, type RowKind } from "./placement.js";
export type { EngineOptions, NodeStatistics, RowSink, Trace } from "./engine.js";
export { RunError, runErrorCodes, type RunErrorCode } from "./error.js";
export { loadKernelModule } from "./module.js";
export { boundScalars, parameterValues } from "./parameters.js";
export { ResidentBars, ResidentFeed } from "./resident.js";
export { snapshotVersion } from "./snapshot.js";
export type { Snapshot } from "./snapshot.js";
