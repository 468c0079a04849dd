export { computeMetrics, MetricsAccumulator, metricsBytes } from "./accumulate.js";
export type { MetricsHome } from "./home.js";
export type { MetricsChunk, MetricsOptions } from "./accumulate.js";
export type { MarketCalendar } from "./calendar.js";
export { metricDefinitions, metricGroups } from "./catalog.js";
export type {
  MetricDefinition,
  MetricGroup,
  MetricName,
  Metrics,
  MetricSample,
  MetricUnit,
} from "./catalog.js";
export { EquitySampler, sampleCurve, samplerBytes } from "./sample.js";
export { normalCdf, normalQuantile } from "../../kernels/catalog/normal.js";
export {
  deflatedSharpe,
  expectedMaximumSharpe,
  minimumTrackRecord,
  probabilisticSharpe,
  sharpeStandardError,
} from "./sharpe.js";
export type { SharpeSample } from "./sharpe.js";
