export { autocorrelations, sharpeScale, usefulLags } from "./autocorrelation.js";
export { optimalBlockLength, type BlockLengths } from "./block-length.js";
export { bootstrapMeans } from "./bootstrap-means.js";
export type { ReturnColumns } from "./columns.js";
export { dominance, type Dominance } from "./dominance.js";
export { acceleratedInterval, percentileInterval, proportionInterval, type Interval } from "./interval.js";
export { longRunDeviation } from "./long-run-deviation.js";
export { sharpeSample } from "./moments.js";
export { normalCdf, normalQuantile } from "./normal.js";
export {
  backtestOverfitting,
  overfittingOfBlocks,
  type BlockMoments,
  type Overfitting,
  type OverfittingOptions,
} from "./overfitting.js";
export { realityCheck, superiorAbility, type SnoopingTest, type SuperiorAbility } from "./reality-check.js";
export { blockSource, type Blocks, type Resampling, type ResamplingMethod } from "./resampling.js";
export { ruleSignificance, type RuleSignificance, type SignificanceOptions } from "./rule-significance.js";
export {
  deflatedSharpe,
  expectedMaximumSharpe,
  minimumTrackRecord,
  probabilisticSharpe,
  sharpeStandardError,
  type SharpeSample,
} from "./sharpe.js";
export { stepdown } from "./stepdown.js";
export { averageCorrelation, effectiveTrials, TrialSpread } from "./trials.js";
export { groupReturns, groupsOf, type ReturnGroups } from "./groups.js";
export { pathIntervals, type PathIntervals, type PathOptions } from "./path-intervals.js";
export { pathMetrics, type PathMetric } from "./path.js";
