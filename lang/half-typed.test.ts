import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { corpus } from "./corpus/corpus.js";
import { readTokens } from "./lexer.js";
import { SageParser } from "./parser/sage-parser.js";
import { createSource } from "./source.js";
import type { File } from "./tree.js";

/** The programs that people begin with, and the library: all that is written in the language here. */
const root = resolve(import.meta.dirname, "..");
const written = ["strategies", "examples", "stdlib"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".sage"))
    .map((name) => ({ name: `${folder}/${name}`, text: readFileSync(join(root, folder, name), "utf8") })),
);

const strict = new SageParser(true);
const read = (text: string) => strict.readFile(readTokens(createSource("mutant.sage", text)));

/** Places of a text, evenly over it; every token where there are few. */
function sampled(text: string, most: number): readonly { readonly start: number; readonly end: number }[] {
  const { tokens } = readTokens(createSource("corpus.sage", text));
  const step = Math.max(1, tokens.length / most);
  return Array.from({ length: Math.min(most, tokens.length) }, (_, index) => {
    const token = tokens[Math.floor(index * step)];
    const start = token?.startOffset ?? 0;
    return { start, end: start + (token?.image.length ?? 0) };
  });
}

/** How many statements of a file could be read: declarations, members of strategies, steps of functions. */
function statementsIn({ uses, declarations }: File): number {
  let count = uses.length;
  for (const declaration of declarations) {
    if (declaration.kind === "damaged") continue;
    count += 1;
    const inner =
      declaration.kind === "strategy"
        ? declaration.members
        : declaration.kind === "function" || declaration.kind === "test"
          ? declaration.steps
          : [];
    count += inner.filter(({ kind }) => kind !== "damaged").length;
  }
  return count;
}

test("one deleted token gives one message, by hand, and costs no more than its statement", () => {
  const errors: number[] = [];
  let kept = 0;
  for (const { text } of [...corpus, ...written]) {
    const whole = statementsIn(read(text).file);
    for (const { start, end } of sampled(text, 60)) {
      const { file, diagnostics } = read(text.slice(0, start) + text.slice(end));
      errors.push(diagnostics.filter(({ severity }) => severity === "error").length);
      if (statementsIn(file) >= whole - 1) kept += 1;
    }
  }
  errors.sort((a, b) => a - b);
  expect(errors.length).toBeGreaterThan(2_000);
  expect(errors[errors.length >> 1]).toBe(1);
  expect(kept / errors.length).toBeGreaterThanOrEqual(0.95);
  expect(strict.lapses).toEqual([]);
});

test("every beginning of every program is read, whatever is missing", () => {
  for (const { text } of [...corpus, ...written]) {
    for (const { end } of sampled(text, 25)) read(text.slice(0, end));
  }
  expect(strict.lapses).toEqual([]);
});
