export { serveStudio, type ServedStudio, type StudioOptions } from "./serve-studio.js";
export { StudioError, studioErrorCodes, type StudioErrorCode } from "./studio-error.js";
export type { OpenedFolder } from "./folder.js";
export type { LanguageChannel, OpenLanguage } from "./language-socket.js";
export type { SageProgram } from "./work.js";
