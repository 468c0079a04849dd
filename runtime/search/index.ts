export { search } from "./search.js";
export type { SearchOptions, SearchProgress } from "./request.js";
export type { SearchCounts, SearchResult } from "./result.js";
export { optionsOfExperiment } from "./experiment.js";
export { grid, latin, random, samplersByName, searchSpace } from "./space.js";
export type { Draw, SetSampler, SearchRange, SetSpace } from "./space.js";
export type { Deflation, Trial, TrialTable } from "./trials.js";
export type { FoldChoice, SearchValidation } from "./validated.js";
export type { Rung } from "./halving.js";
export {
  findingsOf,
  type HeatMap,
  type Importance,
  type Plateau,
  type SearchFindings,
} from "./findings/index.js";
export type { SearchOverfitting } from "./overfitting.js";
