// Bundles what the studio runs in a browser: the page, the worker that compiles and runs strategies, the language
// server, with the kernels beside them.
import { build } from "esbuild";
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
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
    metafile: true,
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
  const made = await bundleForBrowser({ research: "dashboard/studio/research/worker.ts" }, folder);
  cpSync(join(root, "kernels/build/kernels.wasm"), join(folder, "kernels.wasm"));
  return made;
}

/** Name, version and licence of every package of which a part was bundled, and NailSage's own before them. */
function licencesOf(made) {
  const inputs = made.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const found = inputs.map((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  const packages = [...new Set(found.filter((folder) => folder !== undefined))].toSorted();
  const parts = ["", ...packages].map((folder) => {
    const {
      name,
      version: number,
      license,
    } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    const texts = readdirSync(join(root, folder)).filter((file) =>
      /^(licen[cs]e|notice|copying)/i.test(file),
    );
    const told = texts.map((file) => readFileSync(join(root, folder, file), "utf8").trim());
    return [`${name} ${number} (${license})`, ...told].join("\n\n");
  });
  const notice =
    "Charts: TradingView Lightweight Charts\u2122, Copyright \u00a9 TradingView, Inc., https://www.tradingview.com/";
  return `${[notice, ...parts].join(`\n\n${"-".repeat(72)}\n\n`)}\n`;
}

/** Kilobytes of a folder's files, as they lie and as a server sends them. */
function sizeOf(folder) {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const whole = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const sent = files.reduce((sum, file) => sum + brotliCompressSync(readFileSync(file)).length, 0);
  return `${Math.round(whole / 1000)} kB, ${Math.round(sent / 1000)} kB compressed`;
}

/** The studio as a folder of static files; `isPlayground`: files are kept in the browser, and there is no server. */
export async function bundleStudio(folder, { isPlayground = false } = {}) {
  const research = await bundleResearch(folder);
  const define = { SAGE_VERSION: JSON.stringify(version), SAGE_PLAYGROUND: String(isPlayground) };
  // What is looked at now and then comes when it is looked at.
  const page = { studio: "dashboard/studio/main.tsx" };
  const plugins = [withoutNode, sageText];
  const made = [
    await bundleForBrowser(page, folder, { define, splitting: true }),
    await bundleForBrowser({ experiments: "dashboard/studio/experiments/worker.ts" }, folder, { plugins }),
    await bundleForBrowser({ studio: "dashboard/studio/studio.css" }, folder),
    await bundleForBrowser({ language: "editor/browser/worker.ts" }, folder),
    research,
  ];
  writeFileSync(join(folder, "licences.txt"), licencesOf(made));
  const html = readFileSync(join(root, "dashboard/studio/index.html"), "utf8");
  // Without a server there is nobody who could give a number anew each time.
  writeFileSync(join(folder, "index.html"), isPlayground ? html.replace(/__[A-Z]+__/g, "") : html);
}

if (process.argv[1] === import.meta.filename) {
  const folder = join(root, process.argv[2] ?? "dist/playground");
  await bundleStudio(folder, { isPlayground: true });
  console.log(`${folder}: ${sizeOf(folder)}`);
}
