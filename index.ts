/**
 * NailSage as a library: `compile` a strategy, `openDataset` its bars, `backtest` it, `renderReport` the result.
 * See `docs/library.md`.
 */
export * from "./compiler/index.js";
export {
  createSource,
  diagnosticToJson,
  parse,
  print,
  renderDiagnostic,
  type Diagnostic,
  type Source,
} from "./lang/index.js";
export * from "./runtime/index.js";
