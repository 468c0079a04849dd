// Bundles the web pages into dist/dashboard: scripts and styles with hashed names, each stored compressed as well.
import { build } from "esbuild";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { sageText } from "../stdlib/sage-text.mjs";

const root = join(import.meta.dirname, "..");

/** Each page: its first script, and its title. */
const pages = {
  desk: { entry: "dashboard/desk/main.tsx", title: "NailSage desk" },
};

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: "browser",
  target: "es2022",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  loader: { ".wasm": "file", ".svg": "file" },
  plugins: [sageText],
};

/** Makes all pages that there are, in a folder that holds nothing else. */
export async function bundlePages(output = join(root, "dist/dashboard")) {
  rmSync(output, { recursive: true, force: true });
  const outdir = join(output, "assets");
  const present = Object.entries(pages).filter(([, { entry }]) => existsSync(join(root, entry)));
  const modules = await build({
    ...shared,
    outdir,
    entryPoints: Object.fromEntries(present.map(([name, { entry }]) => [name, entry])),
    splitting: true,
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
  });
  // Runs before the page is painted, so that nobody who chose dark sees light first.
  const before = await build({
    ...shared,
    outdir,
    entryPoints: { before: "dashboard/page/before.ts" },
    format: "iife",
  });
  const [beforePath = ""] = Object.keys(before.metafile.outputs);
  for (const [name, { entry, title }] of present)
    writePage(output, name, title, outputOf(modules, entry), beforePath);
  for (const file of readdirSync(outdir)) compress(join(outdir, file));
}

function outputOf({ metafile }, entry) {
  const [path, { cssBundle, imports }] = Object.entries(metafile.outputs).find(
    ([, { entryPoint }]) => entryPoint === entry,
  );
  // What the script cannot begin without is asked for together with it.
  const first = imports.filter(({ kind }) => kind === "import-statement").map((one) => one.path);
  return { path, style: cssBundle, first };
}

function writePage(output, name, title, { path, style, first }, before) {
  const address = (file) => `/assets/${basename(file)}`;
  const parts = {
    title,
    before: `<script src="${address(before)}"></script>`,
    style: style === undefined ? "" : `<link rel="stylesheet" href="${address(style)}" />`,
    preload: first.map((file) => `<link rel="modulepreload" href="${address(file)}" />`).join(""),
    script: `<script type="module" src="${address(path)}"></script>`,
  };
  const page = readFileSync(join(root, "dashboard/page/page.html"), "utf8").replaceAll(
    /<!--(\w+)-->/g,
    (whole, part) => parts[part] ?? whole,
  );
  mkdirSync(output, { recursive: true });
  writeFileSync(join(output, `${name}.html`), page);
  compress(join(output, `${name}.html`));
}

function compress(path) {
  const content = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(
    `${path}.br`,
    brotliCompressSync(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
    }),
  );
}

if (process.argv[1] === import.meta.filename) await bundlePages();
