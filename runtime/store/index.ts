export { runsFolder, sageHome } from "./home.js";
export { deleteRuns, listRuns, type DamagedRun, type RunListing } from "./list-runs.js";
export { loadRun, resolveId, RunStoreError, type RunRequest, type StoredRun } from "./runs.js";
export {
  isPortfolioRun,
  loadPortfolioRun,
  type PortfolioRequest,
  type StoredPortfolio,
} from "./portfolio-runs.js";
export { savePortfolioRun, saveRun } from "./save-run.js";
export { recordSearch, recordTrial, trialsOf } from "./trials.js";
export { writeRunFiles } from "./run-files.js";
export { saveWalkForward, writeWalkForwardFiles, type SearchedStretch } from "./walk-forward-files.js";
