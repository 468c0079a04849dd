export * from "./error.js";
export { parseGraph } from "./parse.js";
export { describeProgram, kernelParameters, recurrenceStateBytes } from "./recurrence.js";
export { rootsOf, type Roots } from "./references.js";
export { evaluateScalars } from "./scalar.js";
export * from "./schema.js";
export { columnKey } from "./stages.js";
export type * from "./test.js";
