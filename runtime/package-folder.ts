/** The folder of the package: where `package.json`, the compiled kernels and the bundled files lie. */
export function packageFolder(): string {
  // Asked for when it is needed: nothing of Node may be imported by what also runs in a page.
  const { existsSync, readFileSync } = process.getBuiltinModule("node:fs");
  const { dirname, join } = process.getBuiltinModule("node:path");
  const start = import.meta.dirname;
  for (let folder = start; ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "nailsage") return folder;
    if (dirname(folder) === folder) throw new Error(`no package.json of nailsage above ${start}`);
  }
}
