import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createSource, type Source } from "../../lang/source.js";
import { readTokens } from "../../lang/lexer.js";
import { check } from "../check.js";
import { compile } from "../compile.js";
import { example } from "../diagnostics/example.js";
import { memoryHost } from "../modules/host.js";
import type { Declared, Reference } from "./reference.js";

const root = join(import.meta.dirname, "..", "..");
const read = (path: string): Source => createSource(path, readFileSync(join(root, path), "utf8"));

const corpus = ["examples", "strategies", "lang/corpus"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".sage"))
    .map((name) => `${folder}/${name}`),
);

/** The occurrences of what stands at the first `word` of a text, as `line:column`; `!` marks the declaration. */
function occurrences(text: string, word: string, files: Readonly<Record<string, string>> = {}): string[] {
  const source = createSource("main.sage", text);
  const { references } = check(source, { modules: memoryHost(files) });
  const at = text.search(new RegExp(`\\b${word}\\b`));
  const declared = references.find(({ span }) => span.start === at)?.declared;
  return references.filter((each) => each.declared === declared).map((each) => shown(each, text));
}

function shown({ span, isDeclaration }: Reference, text: string): string {
  const before = text.slice(0, span.start).split("\n");
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}${isDeclaration ? "!" : ""}`;
}

describe("laws", () => {
  test.each(corpus)("%s: each occurrence once, and it is the name", (path) => {
    const source = read(path);
    const { references } = check(source);
    expect(references.length).toBeGreaterThan(2);
    const places = references.map(({ span }) => span.start);
    expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b));
    for (const { span, declared, isDeclaration } of references) {
      const word = source.text.slice(span.start, span.end);
      if (declared.kind !== "operation") expect(word).toBe(declared.name);
      if (isDeclaration) expect(declared.span).toEqual(span);
    }
  });

  /** Declared in the file itself. */
  const ownNames = (
    { references }: { readonly references: readonly Reference[] },
    path: string,
  ): Declared[] => [
    ...new Set(references.map(({ declared }) => declared).filter((each) => each.path === path)),
  ];

  test.each(corpus.filter((path) => !path.startsWith("lang/")))(
    "%s: renamed, it is the same strategy",
    (path) => {
      const source = read(path);
      const checked = check(source);
      const before = compile(source);
      const { hash } = before.graph ?? {};
      const codes = before.diagnostics.map(({ code }) => code);
      for (const declared of ownNames(checked, path)) {
        // A module's name is that of a file, and a column's stands in a file.
        if (declared.kind === "module" || declared.kind === "feed column") continue;
        const other = renamed(source.text, checked.references, declared, `${declared.name}_other`);
        const { graph, diagnostics } = compile(createSource(path, other));
        expect([declared.name, diagnostics.map(({ code }) => code), graph?.hash]).toEqual([
          declared.name,
          codes,
          hash,
        ]);
      }
    },
  );

  test.each(corpus)("%s: every word that could be a name is known, or is none", (path) => {
    const source = read(path);
    const { references } = check(source);
    const names = new Set(ownNamesOf(references));
    const known = new Set(references.map(({ span }) => span.start));
    const unknown = readTokens(source)
      .tokens.filter(({ image, startOffset }) => names.has(image) && !known.has(startOffset))
      .map(({ image, startOffset }) => `${image} at ${startOffset}`);
    // What stands behind the prefix of a module that is not there cannot be known.
    const elsewhere = path.endsWith("everything.sage") ? ["middle", "length", "line"] : [];
    // A series may be called like a keyword or a setting: `stop`, `size`, `at`.
    const words = new Set([
      "stop",
      "size",
      "at",
      "bands",
      "slow",
      "fast",
      "column",
      "rising",
      "hold",
      "features",
      "mine",
      "stop_atr",
      "risk",
      ...elsewhere,
    ]);
    expect(unknown.filter((each) => !words.has(each.split(" ")[0] ?? ""))).toEqual([]);
  });
});

const ownNamesOf = (references: readonly Reference[]) =>
  references.filter(({ isDeclaration }) => isDeclaration).map(({ declared }) => declared.name);

function renamed(text: string, references: readonly Reference[], declared: Declared, name: string): string {
  let result = text;
  for (const { span } of references.filter((each) => each.declared === declared).toReversed()) {
    result = result.slice(0, span.start) + name + result.slice(span.end);
  }
  return result;
}

describe("every kind of name", () => {
  const mine = `sage 1
const day = 24 bars
/// Twice.
fn twice(x: series, by: number = 2) -> { much: series, more: bool } = { much: by * x, more: x > 0 }
`;

  test("a function of a module, its argument and its field", () => {
    const text = example("let big = m.twice(close, by: 3).much\nplot big\nplot m.twice(close).much", {
      before: 'use "./mine.sage" as m',
    });
    const { references } = check(createSource("main.sage", text), {
      modules: memoryHost({ "mine.sage": mine }),
    });
    const of = (word: string) =>
      references.find(({ span }) => text.slice(span.start, span.end) === word)?.declared;
    const there = (word: string) => ({ start: mine.indexOf(word), end: mine.indexOf(word) + word.length });
    expect(of("twice")).toMatchObject({
      kind: "function",
      path: "mine.sage",
      span: there("twice"),
      documentation: "Twice.",
    });
    expect(of("by")).toMatchObject({ kind: "function parameter", path: "mine.sage", span: there("by") });
    expect(of("much")).toMatchObject({ kind: "record field", path: "mine.sage", span: there("much") });
    expect(of("m")).toMatchObject({ kind: "module", path: "main.sage", module: "mine.sage" });
    expect(of('"./mine.sage"')).toMatchObject({
      kind: "module",
      path: "mine.sage",
      span: { start: 0, end: 0 },
    });
    expect(occurrences(text, "m", { "mine.sage": mine })).toEqual(["3:22!", "11:13", "13:8"]);
  });

  test("a module itself, and what is in it when it is looked at alone", () => {
    const { references } = check(createSource("mine.sage", mine));
    const kinds = references.map(
      ({ declared, isDeclaration }) => `${declared.kind} ${declared.name}${isDeclaration ? "!" : ""}`,
    );
    expect(kinds).toEqual([
      "constant day!",
      "function twice!",
      "function parameter x!",
      "type series",
      "function parameter by!",
      "type number",
      "record field much!",
      "type series",
      "record field more!",
      "type bool",
      "record field much",
      "function parameter by",
      "function parameter x",
      "record field more",
      "function parameter x",
    ]);
  });

  test("what is declared behind its use, in frames, families and groups", () => {
    const text = example(`enter long when slow.up and lag[2] > base
let base = 0.5
let lag[k in 1..3] = close / close[k] - 1
frame slow every 4h {
  let mean = ema(close, 20)
  let up = close > mean
}
state {
  a from 0 = b.prev + 1
  b from 0 = a.prev + base
}
exit long when a > 10`);
    expect(occurrences(text, "slow")).toEqual(["9:19", "12:9!"]);
    expect(occurrences(text, "up")).toEqual(["9:24", "14:9!"]);
    expect(occurrences(text, "base")).toEqual(["9:40", "10:7!", "18:25"]);
    expect(occurrences(text, "lag")).toEqual(["9:31", "11:7!"]);
    expect(occurrences(text, "k")).toEqual(["11:11!", "11:38"]);
  });

  test("the language's own", () => {
    const text = example("let x = ema(close, length: 12, seed: first)\nplot macd(close).signal\nplot x");
    const { references } = check(createSource("main.sage", text));
    const own = references.filter(({ declared }) => declared.path === "");
    expect(own.map(({ declared }) => `${declared.kind} ${declared.name}`)).toEqual([
      "operation ema",
      "bar close",
      "operation parameter length",
      "operation parameter seed",
      "choice first",
      "operation macd",
      "bar close",
      "record field signal",
    ]);
    expect(
      own
        .filter(({ declared }) => declared.kind.startsWith("operation"))
        .every(({ declared }) => declared.documentation !== ""),
    ).toBe(true);
  });

  test("in a test, the names of its strategy", () => {
    const text = read("lang/corpus/ema-cross.sage").text;
    expect(occurrences(text, "fast")).toHaveLength(4);
    expect(occurrences(text, "ema_cross")).toHaveLength(2);
  });

  test("what is half written keeps the names around it", () => {
    const text = example(
      "let base = ema(close, 20)\nlet odd = (base +\nenter long when close > base\nlet more = base * ",
    );
    expect(occurrences(text, "base").length).toBeGreaterThanOrEqual(2);
    for (let length = 0; length < text.length; length += 3) {
      expect(() => check(createSource("half.sage", text.slice(0, length))).references).not.toThrow();
    }
  });
});
