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
  MetricSamples,
  MetricUnit,
} from "./catalog.js";
export { roundTrips, type RoundTrip } from "./round-trips.js";
export { metricFacts, type MetricFact } from "./facts.js";
export { describeTrials, sharpeSampleOf, type TrialFacts, type Trials } from "./trials.js";
export {
  measureUncertainty,
  type Bootstrap,
  type Uncertainty,
  type UncertaintyFacts,
} from "./uncertainty.js";
export { EquitySampler, sampleCurve, samplerBytes } from "./sample.js";
