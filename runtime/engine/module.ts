import { packageFolder } from "../package-folder.js";
import { providedProgram } from "../program.js";
import { RunError } from "./error.js";

let compiled: WebAssembly.Module | undefined;

/**
 * The kernel module, read and compiled once a process.
 * @throws RunError when the kernels have not been built
 */
export function loadKernelModule(): WebAssembly.Module {
  return providedProgram()?.kernels ?? (compiled ??= readKernelModule());
}

function readKernelModule(): WebAssembly.Module {
  const { existsSync, readFileSync } = process.getBuiltinModule("node:fs");
  const path = process
    .getBuiltinModule("node:path")
    .join(packageFolder(), "kernels", "build", "kernels.wasm");
  if (!existsSync(path))
    throw new RunError(
      "SAGE8210",
      `The kernels have not been built: ${path} is missing.`,
      "Run `npm start`.",
    );
  return new WebAssembly.Module(readFileSync(path));
}
