import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { RunError } from "./error.js";

let compiled: WebAssembly.Module | undefined;

/** The kernel module, read and compiled once a process. */
export function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(findModule(import.meta.dirname)));
  return compiled;
}

/** The build lies beside the sources, which may be one folder further up when this file runs compiled. */
function findModule(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const path = join(folder, "kernels/build/kernels.wasm");
    try {
      readFileSync(path, { flag: "r" });
      return path;
    } catch {
      if (folder === dirname(folder))
        throw new RunError("kernels", "The kernels have not been built.", "Run `npm run build`.");
    }
  }
}
