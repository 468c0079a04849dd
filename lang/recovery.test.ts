import { describe, expect, test } from "vitest";
import { corpus } from "./corpus/corpus.js";
import { readTokens } from "./lexer.js";
import { SageParser } from "./parser/sage-parser.js";
import { createSource } from "./source.js";
import type { Diagnostic } from "./diagnostics/diagnostic.js";

/** Checks the grammar, and notes where only the library noticed a mistake. */
const strict = new SageParser(true);

const read = (text: string) => strict.readFile(readTokens(createSource("mutant.sage", text)));

const errorsOf = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.filter(({ severity }) => severity === "error");

/** One token of every kind, to put where it does not belong. */
const intruders = [
  ..."let param enter when and or not in if then else true na prev crosses stop size for of at name".split(
    " ",
  ),
  ..."( ) [ ] { } , : = == . .. -> + - * % ? ?? 12 12% 4h 2024-01-31 \"text\" € ; 'odd' .5 15min".split(" "),
];

function* mutantsOf(text: string): Generator<string> {
  const { tokens } = readTokens(createSource("corpus.sage", text));
  let turn = 0;
  for (const { startOffset: start, image } of tokens) {
    const end = start + image.length;
    yield text.slice(0, start) + text.slice(end);
    for (let count = 0; count < 2; count += 1) {
      const intruder = intruders[(turn += 7) % intruders.length] ?? "";
      yield `${text.slice(0, start)}${intruder} ${text.slice(start)}`;
      yield `${text.slice(0, start)}${intruder}${text.slice(end)}`;
    }
  }
}

describe("the corpus itself has no mistakes", () => {
  test.each(corpus.map(({ name, text }) => [name, text]))("%s", (_name, text) => {
    expect(read(text).diagnostics).toEqual([]);
  });
});

describe("every message was written by hand", () => {
  test.each(corpus.map(({ name, text }) => [name, text]))(
    "%s with a token deleted, inserted or replaced",
    (_name, text) => {
      const found = new Map<string, string>();
      for (const mutant of mutantsOf(text)) {
        read(mutant);
        for (const lapse of strict.lapses?.splice(0) ?? []) found.set(lapse, mutant);
      }
      expect([...found.keys()]).toEqual([]);
    },
  );
});

test("a missing token hides no more than its statement", () => {
  const errors: number[] = [];
  for (const { text } of corpus) {
    const { tokens } = readTokens(createSource("corpus.sage", text));
    for (const { startOffset: start, image } of tokens) {
      const { diagnostics } = read(text.slice(0, start) + text.slice(start + image.length));
      errors.push(errorsOf(diagnostics).length);
    }
  }
  errors.sort((a, b) => a - b);
  const share = (limit: number) => errors.filter((count) => count <= limit).length / errors.length;
  // The prototype's figures to beat: a median of one error, and nine of ten with no error outside of the statement.
  expect(errors[errors.length >> 1]).toBe(1);
  expect(share(1)).toBeGreaterThan(0.95);
  expect(share(2)).toBeGreaterThan(0.99);
  expect(errors.at(-1)).toBeLessThanOrEqual(4);
});
