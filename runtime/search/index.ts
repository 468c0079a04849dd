export { search } from "./search.js";
export type { SearchCounts, SearchOptions, SearchProgress, SearchResult } from "./search.js";
export { optionsOfExperiment } from "./experiment.js";
export { grid, latin, random, samplersByName, searchSpace } from "./space.js";
export type { Draw, SetSampler, SearchRange, SetSpace } from "./space.js";
export type { Deflation, Trial, TrialTable } from "./trials.js";
