import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");

/** The arrows of the architecture: what each folder may import, as prefixes of paths from the root. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  lang: ["lang"],
  kernels: ["kernels"],
  stdlib: ["stdlib"],
  compiler: ["compiler", "lang", "kernels/catalog", "stdlib"],
  runtime: ["runtime", "compiler/graph", "kernels"],
  editor: ["editor", "lang", "compiler"],
  // Knows of the runtime what its API answers, and that as types only.
  dashboard: ["dashboard", "runtime/serve/schemas"],
  // Programs of their own, like the command line.
  "dashboard/studio": [
    "dashboard",
    "editor",
    "lang",
    "compiler",
    "kernels",
    "stdlib",
    "runtime",
    "strategies",
  ],
  "editor/vscode": ["editor", "lang", "compiler", "cli"],
};

/** Folders that must run in a browser: a host passes them files, clock and network. */
const pure = ["lang", "kernels/catalog", "kernels/loader.ts", "stdlib/index.ts", "compiler", "editor/server"];

/** Where a pure folder meets Node. */
const entries: readonly string[] = ["editor/server/stdio.ts"];

/** What only tests use may look at anything. */
const testOnly = (path: string) =>
  path.endsWith(".test.ts") || /\/(testing|corpus|references|laws|twins)\//.test(path);

function sourcesBelow(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((path) => join(folder, path).split(sep).join("/"))
    .filter((path) => /\.(ts|mts|tsx)$/.test(path))
    .filter((path) => !path.startsWith("kernels/assembly/"));
}

function importsOf(path: string): string[] {
  const text = readFileSync(join(root, path), "utf8");
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
}

const inside = (path: string, prefix: string) =>
  path === prefix || path.startsWith(`${prefix}/`) || path === `${prefix}.ts`;

test("imports only point along the arrows of the architecture", () => {
  const wrong: string[] = [];
  for (const [folder, targets] of Object.entries(allowed)) {
    for (const path of sourcesBelow(folder)) {
      const nearer = Object.keys(allowed).some(
        (other) => other.length > folder.length && inside(path, other),
      );
      if (testOnly(path) || nearer) continue;
      for (const specifier of importsOf(path).filter((name) => name.startsWith("."))) {
        const target = relative(root, resolve(root, dirname(path), specifier))
          .split(sep)
          .join("/");
        if (!targets.some((prefix) => inside(target, prefix))) wrong.push(`${path} imports ${target}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test("the pure folders import nothing of Node", () => {
  const wrong = pure
    .flatMap((place) => (place.endsWith(".ts") ? [place] : sourcesBelow(place)))
    .filter((path) => !testOnly(path) && !entries.includes(path))
    .flatMap((path) =>
      importsOf(path)
        .filter((name) => name.startsWith("node:") || name.endsWith("/node"))
        .map((name) => `${path} imports ${name}`),
    );
  expect(wrong).toEqual([]);
});

test("the desk's page takes nothing but types from the server", () => {
  const values = sourcesBelow("dashboard")
    .filter((path) => !testOnly(path) && !path.startsWith("dashboard/studio/"))
    .filter((path) =>
      /(?:^|\n)import (?!type )[^;]*?from "[./]+\/runtime\//.test(readFileSync(join(root, path), "utf8")),
    );
  expect(values).toEqual([]);
});

test("the arrows forbid what they should", () => {
  expect(inside("compiler/graph/index.js", "compiler/graph")).toBe(true);
  expect(inside("compiler/graphics.js", "compiler/graph")).toBe(false);
  expect(inside("lang/tree.js", "kernels")).toBe(false);
});

test("no file is a junk drawer and none is over the ceiling", () => {
  const paths = [
    "lang",
    "kernels",
    "compiler",
    "runtime",
    "cli",
    "dashboard",
    "editor",
    "bench",
    "tests",
  ].flatMap(sourcesBelow);
  const drawers = paths.filter((path) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.|$)/.test(path));
  const long = paths.filter(
    (path) => !path.endsWith(".test.ts") && readFileSync(join(root, path), "utf8").split("\n").length > 601,
  );
  expect({ drawers, long }).toEqual({ drawers: [], long: [] });
});
