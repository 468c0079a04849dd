import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { diagnosticCodes, failureCodes } from "../cli/codes.js";
import { check } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { generatedPages } from "./documents.js";
import { root } from "./sage.js";

const docs = join(root, "docs");

test("the generated pages are those of the program (UPDATE_DOCS=1 rewrites them)", () => {
  const pages = generatedPages();
  if (process.env["UPDATE_DOCS"]) {
    for (const { path, text } of pages) {
      mkdirSync(dirname(join(docs, path)), { recursive: true });
      writeFileSync(join(docs, path), text);
    }
  }
  const names = pages
    .filter(({ path }) => path.startsWith("diagnostics/"))
    .map(({ path }) => path.slice("diagnostics/".length));
  expect(readdirSync(join(docs, "diagnostics")).toSorted()).toEqual(names.toSorted());
  for (const { path, text } of pages) expect(readFileSync(join(docs, path), "utf8"), path).toBe(text);
});

test("every code that the program can give is explained", () => {
  const known = new Set([...diagnosticCodes.map(({ code }) => code), ...Object.keys(failureCodes)]);
  const files = ["lang", "compiler", "runtime", "cli"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) =>
      join(root, folder, path),
    ),
  );
  const used = files
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .flatMap((path) =>
      [...readFileSync(path, "utf8").matchAll(/"(SAGE\d{4})"/g)].map((match) => match[1] ?? ""),
    );
  expect(used.length).toBeGreaterThan(100);
  expect([...new Set(used)].filter((code) => !known.has(code))).toEqual([]);
});

describe("every strategy written out in the handwritten pages is sound", () => {
  const pages = ["README.md", "docs/language.md"];
  const programs = pages.flatMap((page) =>
    [...readFileSync(join(root, page), "utf8").matchAll(/```sage\n(.*?)```/gs)].map((match, number) => ({
      page,
      number,
      text: match[1] ?? "",
    })),
  );
  test.each(programs)("$page, program $number", ({ page, text }) => {
    expect(
      check(createSource(page, text)).diagnostics.map(({ code, message }) => `${code} ${message}`),
    ).toEqual([]);
  });
  test("there are some", () => expect(programs.length).toBeGreaterThan(3));
});
