import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of the package: where `package.json`, the compiled kernels and the bundled files lie. */
export const packageRoot = findPackageRoot(import.meta.dirname);

function findPackageRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "nailsage") return folder;
    if (dirname(folder) === folder) throw new Error(`no package.json of nailsage above ${start}`);
  }
}
