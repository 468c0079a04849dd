import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../package-root.js";
import { RunError } from "./error.js";

let compiled: WebAssembly.Module | undefined;

/**
 * The kernel module, read and compiled once a process.
 * @throws RunError when the kernels have not been built
 */
export function loadKernelModule(): WebAssembly.Module {
  if (compiled !== undefined) return compiled;
  const path = join(packageRoot, "kernels", "build", "kernels.wasm");
  if (!existsSync(path))
    throw new RunError(
      "SAGE8210",
      `The kernels have not been built: ${path} is missing.`,
      "Run `npm start`.",
    );
  compiled = new WebAssembly.Module(readFileSync(path));
  return compiled;
}
