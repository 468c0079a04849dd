// Bundles the library, the command line and the benchmarks into dist/, so that a cold start reads few files.
// docs/decisions/0002-bundle.md says what each part of it gains.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleStudio } from "./dashboard/studio/bundle.mjs";
import { bundlePages } from "./dashboard/bundle.mjs";
import { sageText } from "./stdlib/sage-text.mjs";

const root = import.meta.dirname;
const inRoot = (...segments) => join(root, ...segments);

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  plugins: [sageText],
  // Native parts, and what only some commands need, stay packages.
  external: [
    "@duckdb/node-api",
    "better-sqlite3",
    "ccxt",
    "kysely",
    "nodemailer",
    "onnxruntime-node",
    "pdfkit",
    "pg",
    "pg-boss",
    "pino",
    "playwright-core",
    "prom-client",
    "vscode-languageserver",
    "vscode-languageserver/node",
    "ws",
  ],
};

const commonjs = [
  'import { createRequire as __createRequire } from "node:module";',
  'import { fileURLToPath as __fileURLToPath } from "node:url";',
  'import { dirname as __directoryOf } from "node:path";',
  "const require = __createRequire(import.meta.url);",
  "const __filename = __fileURLToPath(import.meta.url);",
  "const __dirname = __directoryOf(__filename);",
].join("\n");

/** The library as modules: what only some functions need lies in files of its own. */
async function bundleLibrary() {
  await build({
    ...shared,
    entryPoints: {
      index: "index.ts",
      "bench/main": "bench/main.ts",
      "bench/live-clients": "bench/live-clients.ts",
      "bench/ten-thousand": "bench/ten-thousand.ts",
      "parallel/worker": "runtime/parallel/worker.ts",
    },
    outdir: "dist",
    splitting: true,
    format: "esm",
    sourcemap: "linked",
    sourcesContent: false,
    banner: { js: commonjs },
  });
}

/** The command line as one script, whose compiled form V8 can keep; parts are initialised when they are imported. */
async function bundleProgram() {
  const { outputFiles } = await build({
    ...shared,
    entryPoints: { "cli/program": "cli/main.ts" },
    outdir: "dist",
    write: false,
    format: "cjs",
    supported: { "dynamic-import": false },
    define: { "import.meta.dirname": "__dirname" },
    banner: { js: "(function (require, __dirname) { const module = { exports: {} }, { exports } = module;" },
    footer: { js: "})" },
  });
  const [program] = outputFiles;
  // Regular expressions and templates keep other characters than ASCII as they are written.
  const ascii = program.text.replace(
    /[^\0-\x7f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  mkdirSync(inRoot("dist/cli"), { recursive: true });
  writeFileSync(inRoot("dist/cli/program.cjs"), ascii);
  writeFileSync(inRoot("dist/cli/package.json"), '{ "type": "commonjs" }\n');
  copyFileSync(inRoot("cli/start.cjs"), inRoot("dist/cli/main.js"));
}

/** Runs a typical command, after which the script's functions that it needed are kept compiled. */
function keepCompiled() {
  const folder = mkdtempSync(join(tmpdir(), "sage-build-"));
  const sage = (words, environment = {}) => {
    const { status, stderr } = spawnSync(process.execPath, [inRoot("dist/cli/main.js"), ...words], {
      cwd: folder,
      env: { ...process.env, ...environment },
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`sage ${words.join(" ")} ended with ${status}: ${stderr}`);
  };
  try {
    sage(["data", "synth", "--bars", "5000", "--out", "bars.arrow"]);
    const run = ["run", inRoot("strategies/ema_cross.sage"), "--data", "bars.arrow"];
    sage(run, { SAGE_WRITE_CODE_CACHE: "1" });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

rmSync(inRoot("dist"), { recursive: true, force: true });
await bundleLibrary();
await bundleProgram();
await bundleStudio(inRoot("dist/studio"));
await bundlePages();
keepCompiled();
