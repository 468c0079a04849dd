import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { diagnosticCodes, failureCodes } from "../cli/codes.js";
import { check } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { Infix, words } from "../lang/tokens.js";
import { generatedPages } from "./documents.js";
import { productions } from "./documents/grammar.js";
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
  for (const folder of ["diagnostics", "operations", "reference"]) {
    const names = pages
      .filter(({ path }) => path.startsWith(`${folder}/`))
      .map(({ path }) => path.slice(folder.length + 1));
    expect(readdirSync(join(docs, folder)).toSorted()).toEqual(names.toSorted());
  }
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

test("the grammar on its page is closed, and knows every word of the language", () => {
  const rules = productions();
  const names = new Set(rules.map(({ name }) => name));
  expect(rules.flatMap(({ uses }) => uses).filter((name) => !names.has(name))).toEqual([]);
  const text = rules.map(({ reads }) => reads).join(" ");
  const infix = words.filter(({ token }) => token.CATEGORIES?.includes(Infix) === true);
  const absent = words.filter((word) => !text.includes(`"${word.text}"`) && !infix.includes(word));
  expect(absent.map((word) => word.text)).toEqual([]);
});

test("every link between pages leads to a page", () => {
  const pages = ["README.md", "CHANGELOG.md"].concat(
    readdirSync(docs, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".md"))
      .map((path) => join("docs", path)),
  );
  const broken = pages.flatMap((page) => {
    const text = readFileSync(join(root, page), "utf8").replaceAll(/```.*?```/gs, "");
    const links = [...text.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? "");
    return links
      .filter((link) => !existsSync(join(root, dirname(page), link)))
      .map((link) => `${page}: ${link}`);
  });
  expect(broken).toEqual([]);
});
