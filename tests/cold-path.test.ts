import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";
import { root } from "./sage.js";

/** What `sage run` loads; the parts that it imports lazily are named too. */
const path = [
  "cli/main.ts",
  "cli/commands/run.ts",
  "compiler/compile.ts",
  "runtime/data/open.ts",
  "runtime/modes/backtest.ts",
  "runtime/result.ts",
  "runtime/store/save-run.ts",
];

/** Each takes as long to load as a small part of a whole run may take (`docs/decisions/0002-bundle.md`). */
const slow = new Set([
  "zod",
  "apache-arrow",
  "@duckdb/node-api",
  "node:crypto",
  "@oclif/core",
  "onnxruntime-node",
  "protobufjs/light.js",
]);

/** Modules whose values a file imports at once: neither types nor `import()`. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/^(?:import|export) (?!type )(?:[^;"]*? from )?"([^"]+)";/gms)].map(
    (match) => match[1] ?? "",
  );
}

test("a run loads no library that takes long to load", () => {
  const found: string[] = [];
  const seen = new Set(path);
  for (const file of seen) {
    for (const name of importsOf(file)) {
      if (slow.has(name)) found.push(`${file} imports ${name}`);
      if (!name.startsWith(".") || name.endsWith(".sage")) continue;
      seen.add(relative(root, resolve(root, dirname(file), name)).replace(/\.js$/, ".ts"));
    }
  }
  expect(found).toEqual([]);
  // The walk did not stop at the first file.
  expect(seen.size).toBeGreaterThan(100);
});
