export { serveStudio, type ServedStudio, type StudioOptions } from "./serve-studio.js";
export { StudioError, studioErrorCodes, type StudioErrorCode } from "./studio-error.js";
