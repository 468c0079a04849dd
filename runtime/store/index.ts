export { runsFolder, sageHome } from "./home.js";
export { loadRun, RunStoreError, type RunRequest, type StoredRun } from "./runs.js";
export { saveRun } from "./save-run.js";
export { writeRunFiles } from "./run-files.js";
