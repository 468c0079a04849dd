export { canonicalJson, hashOf } from "./canonical.js";
export type { Champion } from "./champions.js";
export { compareModels, type MetricComparison, type ModelComparison } from "./compare.js";
export { exportModel } from "./export-model.js";
export {
  computationHash,
  featureSchemaOf,
  isTrainedFor,
  refuseBeforeTrainingEnd,
  refuseOtherFeatures,
  targetHash,
} from "./feature-schema.js";
export { modelLineage, type HashOfData, type LineageStep } from "./lineage.js";
export { createModelId, parseModelId, type ModelId } from "./model-id.js";
export {
  bestModel,
  filterModels,
  isMoreBetter,
  latestOfFamily,
  metricOf,
  modelFamilies,
  rankModels,
  type ModelFamily,
  type ModelFilter,
} from "./query.js";
export {
  intentHash,
  modelRecordSchema,
  newModelSchema,
  type FeatureSchema,
  type ModelIntent,
  type ModelRecord,
  type NewModel,
} from "./record.js";
export {
  artefactPath,
  deleteModels,
  findModel,
  listChampions,
  listModels,
  loadModel,
  promoteModel,
  registerModel,
  resolveModel,
  type DamagedModel,
  type RegistryOptions,
} from "./store.js";
export { verifyModels, type RegistryFault } from "./verify-models.js";
