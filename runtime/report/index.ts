export { compareRuns, type ComparedRun, type Comparison } from "./compare/comparison.js";
export { comparisonToJson } from "./compare/json.js";
export { renderComparison } from "./compare/page.js";
export { displayCandles, displayCurve } from "./display.js";
export type { DisplayCandles, DisplayCurve } from "./display.js";
export type { QualityFinding, ReportExtras } from "./model.js";
export { renderReport } from "./page.js";
export { renderMarkdown, renderSummary } from "./summary.js";
export { renderPdf } from "./pdf/index.js";
