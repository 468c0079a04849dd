import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RunError } from "../../../engine/error.js";
import { packageRoot } from "../../../package-root.js";

let compiled: WebAssembly.Module | undefined;

/**
 * The module of the kernels that learn, read and compiled once a process.
 * @throws RunError SAGE8210 when it has not been built
 */
export function learningModule(): WebAssembly.Module {
  if (compiled !== undefined) return compiled;
  const path = join(packageRoot, "kernels", "build", "learning.wasm");
  if (!existsSync(path))
    throw new RunError(
      "SAGE8210",
      `The learning kernels have not been built: ${path} is missing.`,
      "Run `npm start`.",
    );
  compiled = new WebAssembly.Module(readFileSync(path));
  return compiled;
}
