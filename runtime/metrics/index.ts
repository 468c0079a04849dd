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
