export { buildModelReport, type ModelReportOptions, type ValidatedFold } from "./build-report.js";
export { featureClusters } from "./clusters.js";
export {
  contributionsOf,
  explainRow,
  meanContributions,
  type Contributions,
  type FeaturePart,
} from "./contributions.js";
export { driftOf, type DriftBin, type DriftLevel, type FeatureDrift } from "./drift.js";
export { splitImportance, type SplitImportance } from "./gain-importance.js";
export { inputMeans, linearShap } from "./linear-shap.js";
export { applyLink } from "./link.js";
export {
  foldSpread,
  importanceTable,
  skillOf,
  type FeatureImportance,
  type FoldSide,
  type ModelFold,
  type ModelReport,
  type Skill,
} from "./model-report.js";
export {
  partialDependence,
  type DependenceCurve,
  type DependenceOptions,
  type PartialDependence,
} from "./partial-dependence.js";
export {
  permutationImportance,
  type HeldOutRows,
  type PermutationImportance,
  type PermutationOptions,
} from "./permutation.js";
export { profileFeatures, type CategoryProfile, type FeatureProfile, type NumberProfile } from "./profile.js";
export { rawScores } from "./raw-scores.js";
export { treeShap } from "./tree-shap.js";
