// Bundles what the studio runs in a browser: the page, the worker that compiles and runs strategies, the language
// server, with the kernels beside them.
import { build } from "esbuild";
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sageText } from "../../stdlib/sage-text.mjs";

const root = join(import.meta.dirname, "../..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** Bundles modules for a browser; a part of Node that one of them needs is an error. */
export function bundleForBrowser(entryPoints, outdir, more = {}) {
  return build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    bundle: true,
    platform: "browser",
    target: "es2023",
    format: "esm",
    minify: true,
    legalComments: "none",
    logLevel: "warning",
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { SAGE_VERSION: JSON.stringify(version) },
    plugins: [sageText],
    ...more,
  });
}

/** What runs strategies, without a page. */
export async function bundleResearch(folder) {
  mkdirSync(folder, { recursive: true });
  await bundleForBrowser({ research: "dashboard/studio/research/worker.ts" }, folder);
  cpSync(join(root, "kernels/build/kernels.wasm"), join(folder, "kernels.wasm"));
}
