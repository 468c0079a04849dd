import { packageFolder } from "./package-folder.js";

/** The folder of the package, for what only runs where there is one. */
export const packageRoot = packageFolder();
