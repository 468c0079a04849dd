// Bundles the library, the command line and the benchmarks into dist/, so that a cold start reads few files.
import { build } from "esbuild";
import { rmSync } from "node:fs";

const commonjs = [
  'import { createRequire as __createRequire } from "node:module";',
  'import { fileURLToPath as __fileURLToPath } from "node:url";',
  'import { dirname as __directoryOf } from "node:path";',
  "const require = __createRequire(import.meta.url);",
  "const __filename = __fileURLToPath(import.meta.url);",
  "const __dirname = __directoryOf(__filename);",
].join("\n");

rmSync(new URL("./dist", import.meta.url), { recursive: true, force: true });

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: {
    index: "index.ts",
    "cli/main": "cli/main.ts",
    "cli/commands": "cli/commands.ts",
    "bench/main": "bench/main.ts",
  },
  outdir: "dist",
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node20",
  minify: true,
  keepNames: true,
  legalComments: "none",
  sourcemap: "linked",
  sourcesContent: false,
  logLevel: "warning",
  // Native parts, and what only some commands need, stay packages.
  external: ["@duckdb/node-api", "onnxruntime-node"],
  banner: { js: commonjs },
});
