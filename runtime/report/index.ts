export { displayCandles, displayCurve } from "./display.js";
export type { DisplayCandles, DisplayCurve } from "./display.js";
export type { QualityFinding, ReportExtras } from "./model.js";
export { renderReport } from "./page.js";
export { renderMarkdown, renderSummary } from "./summary.js";
