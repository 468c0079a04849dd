export { featuresFolder, folderCache, type CacheOptions, type ColumnCache } from "./column-cache.js";
export type { CacheEvent } from "./obtain-columns.js";
export {
  computedTable,
  featureTable,
  findModel,
  modelTable,
  type FeatureTable,
  type ModelTable,
  type TableOptions,
} from "./model-table.js";
export { firstNotBefore, knownRows, rowsOfBars, type KnownRows } from "./known-rows.js";
export { selectRows, type RowSelection } from "./training-rows.js";
export { rowWeights, type Weighed, type Weighting } from "./weights.js";
