export { runsFolder, sageHome } from "./home.js";
export { loadRun, RunStoreError, saveRun, type RunRequest, type StoredRun } from "./runs.js";
export { writeRunFiles } from "./run-files.js";
