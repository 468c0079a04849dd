export { trend_scan } from "./trend-scan";
export { triple_barrier } from "./triple-barrier";
