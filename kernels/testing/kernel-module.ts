import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

const root = repositoryRoot(import.meta.dirname);
const built = resolve(root, "kernels/build/kernels.wasm");

/** The compiled kernels, built first where a source is newer than the build. */
export function kernelModule(): WebAssembly.Module {
  return new WebAssembly.Module(kernelBytes());
}

export function kernelBytes(): Uint8Array<ArrayBuffer> {
  if (!existsSync(built) || newestSource() > statSync(built).mtimeMs) build();
  return Uint8Array.from(readFileSync(built));
}

/** The folder with the compiler's configuration, whether this file runs as source or compiled. */
function repositoryRoot(folder: string): string {
  return existsSync(resolve(folder, "asconfig.json")) ? folder : repositoryRoot(dirname(folder));
}

function newestSource(): number {
  const sources = readdirSync(resolve(root, "kernels/assembly"), { recursive: true, withFileTypes: true });
  return Math.max(
    ...sources
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(resolve(entry.parentPath, entry.name)).mtimeMs),
  );
}

/** Built beside and moved into place, so that test files that run at once cannot read half a module. */
function build(): void {
  const partial = `kernels/build/kernels.${process.pid}.wasm`;
  mkdirSync(resolve(root, "kernels/build"), { recursive: true });
  execFileSync(
    process.execPath,
    ["node_modules/assemblyscript/bin/asc.js", "--target", "release", "--outFile", partial],
    {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  renameSync(resolve(root, partial), built);
}
