// Bundles what the studio runs in a browser: the page, the worker that compiles and runs strategies, the language
// server, with the kernels beside them.
import { build } from "esbuild";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sageText } from "../../stdlib/sage-text.mjs";
import { withoutNode } from "./experiments/without-node.mjs";

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

/** The studio as a folder of static files; `isPlayground`: files are kept in the browser, and there is no server. */
export async function bundleStudio(folder, { isPlayground = false } = {}) {
  await bundleResearch(folder);
  const define = { SAGE_VERSION: JSON.stringify(version), SAGE_PLAYGROUND: String(isPlayground) };
  // What is looked at now and then comes when it is looked at.
  await bundleForBrowser({ studio: "dashboard/studio/main.tsx" }, folder, { define, splitting: true });
  const plugins = [withoutNode, sageText];
  await bundleForBrowser({ experiments: "dashboard/studio/experiments/worker.ts" }, folder, { plugins });
  await bundleForBrowser({ studio: "dashboard/studio/studio.css" }, folder);
  await bundleForBrowser({ language: "editor/browser/worker.ts" }, folder);
  const html = readFileSync(join(root, "dashboard/studio/index.html"), "utf8");
  // Without a server there is nobody who could give a number anew each time.
  writeFileSync(join(folder, "index.html"), isPlayground ? html.replace(/__[A-Z]+__/g, "") : html);
}

if (process.argv[1] === import.meta.filename) {
  const folder = join(root, process.argv[2] ?? "dist/playground");
  await bundleStudio(folder, { isPlayground: true });
  console.log(folder);
}
