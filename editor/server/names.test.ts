import { describe, expect, test } from "vitest";
import type { TextEdit } from "vscode-languageserver";
import { definitionAt, highlightsAt, referenceAt, referencesAt } from "./occurrences.js";
import { prepareRename, rename } from "./rename.js";
import { semanticTokens, tokenEdits, tokenModifiers, tokenTypes } from "./semantic-tokens.js";
import type { Document } from "./document.js";
import { emptyHost } from "./host.js";
import { at, documentOf } from "./testing/at.js";
import { damagedElsewhere } from "./testing/damage.js";
import { around } from "./testing/fixture.js";
import { Workspace } from "./workspace.js";

/** A workspace with files open by name, the cursor in the first one. */
function opened(files: Readonly<Record<string, string>>) {
  const workspace = new Workspace(emptyHost);
  const [main = ""] = Object.keys(files);
  const { text, offset } = at(files[main] ?? "");
  for (const [name, content] of Object.entries(files)) {
    workspace.openDocument(`file:///home/${name}`, 1, name === main ? text : content);
  }
  const document = workspace.find(`file:///home/${main}`) ?? documentOf(text);
  const placeOf = (uri: string, range: { start: { line: number; character: number } }) =>
    `${uri.slice("file:///home/".length)}:${range.start.line + 1}:${range.start.character + 1}`;
  const textOf = (uri: string): string => workspace.find(uri)?.source.text ?? "";
  const renamed = (name: string): Record<string, string> => {
    const { changes = {} } = rename(workspace, document, offset, name);
    return Object.fromEntries(
      Object.entries(changes).map(([uri, edits]) => [
        uri.slice("file:///home/".length),
        edited(textOf(uri), edits),
      ]),
    );
  };
  return { workspace, document, offset, text, placeOf, renamed };
}

function edited(text: string, edits: readonly TextEdit[]): string {
  const { positions } = documentOf(text);
  return edits.toReversed().reduce((result, { range, newText }) => {
    const { start, end } = positions.toSpan(range);
    return result.slice(0, start) + newText + result.slice(end);
  }, text);
}

const module =
  "sage 1\n\n/// Twice.\nfn double(x: series) = 2 * x\n\nfn four(x: series) = double(double(x))\n";
const user = (cursor: string) =>
  around(`  let twice = ${cursor}`).replace("sage 1\n", 'sage 1\n\nuse "./mine.sage" as mine\n');

describe("definition", () => {
  test("of a name is where it is declared", () => {
    const { workspace, document, offset, placeOf } = opened({ "a.sage": around("  let x = ot|her + 1") });
    const found = definitionAt(workspace, document, offset);
    expect(found && placeOf(found.uri, found.range)).toBe("a.sage:18:7");
  });

  test("of a function of another file lies in that file; of its prefix too", () => {
    const files = { "a.sage": user("mine.dou|ble(close)"), "mine.sage": module };
    const { workspace, document, offset, placeOf } = opened(files);
    const found = definitionAt(workspace, document, offset);
    expect(found && placeOf(found.uri, found.range)).toBe("mine.sage:4:4");
    const prefix = definitionAt(workspace, document, offset - "mine.dou".length);
    expect(prefix && placeOf(prefix.uri, prefix.range)).toBe("mine.sage:1:1");
  });

  test("does not depend on what is broken elsewhere", () => {
    const { offset, text, document } = opened({ "a.sage": around("  let x = sha|re + 1") });
    const declaration = (of: Document, place: number): string => {
      const span = referenceAt(of, place)?.declared.span;
      return span === undefined ? "" : of.source.text.slice(span.start - "param ".length, span.end);
    };
    expect(declaration(document, offset)).toBe("param share");
    const wrong = damagedElsewhere(text, offset, ["share"])
      .filter(({ without }) => !/⟦param⟧ share/.test(without))
      .filter((each) => declaration(each.document, each.offset) !== "param share");
    expect(wrong.map(({ without }) => without)).toEqual([]);
  });
});

describe("references", () => {
  test("all uses of a parameter, with and without its declaration, each once", () => {
    const { workspace, document, offset, placeOf } = opened({
      "a.sage": around("  let x = ema(close, len|gth) + rsi(close, length)"),
    });
    const places = (declaration: boolean) =>
      referencesAt(workspace, document, offset, declaration).map(({ uri, range }) => placeOf(uri, range));
    expect(places(true)).toEqual(["a.sage:15:9", "a.sage:21:22", "a.sage:21:43"]);
    expect(places(false)).toEqual(["a.sage:21:22", "a.sage:21:43"]);
    expect(highlightsAt(document, offset)).toHaveLength(3);
  });

  test("a function is found in the files that use it", () => {
    const { workspace, placeOf } = opened({ "a.sage": user("mine.double(close)"), "mine.sage": module });
    const document = workspace.find("file:///home/mine.sage");
    if (document === undefined) throw new Error("the module is not open");
    const found = referencesAt(workspace, document, document.source.text.indexOf("double") + 1, true);
    expect(found.map(({ uri, range }) => placeOf(uri, range))).toEqual([
      "mine.sage:4:4",
      "mine.sage:6:22",
      "mine.sage:6:29",
      "a.sage:23:20",
    ]);
  });
});

describe("rename", () => {
  test("changes every occurrence and nothing else", () => {
    const { renamed, text } = opened({ "a.sage": around("  let x = ema(close, len|gth)") });
    const { "a.sage": after = "" } = renamed("bars_back");
    expect(after).toContain("param bars_back = 14 bars");
    expect(after).toContain("ema(close, bars_back)");
    // The function's own parameter of that name is another one.
    expect(after).toContain("fn stretch(length: bars");
    expect(after.replaceAll("bars_back", "length")).toBe(text);
  });

  test("reaches other files", () => {
    const { renamed } = opened({ "a.sage": user("mine.dou|ble(close)"), "mine.sage": module });
    const after = renamed("twofold");
    expect(after["mine.sage"]).toBe(module.replaceAll("double", "twofold"));
    expect(after["a.sage"]).toContain("mine.twofold(close)");
  });

  test("gives a prefix without a name of its own one", () => {
    const text = around("  let x = trend.supe|rtrend(3, 10).line").replace(
      "sage 1\n",
      "sage 1\n\nuse std.trend\n",
    );
    const { workspace, document, offset, text: plain } = opened({ "a.sage": text });
    const prefix = offset - "trend.s".length;
    const { changes = {} } = rename(workspace, document, prefix, "t");
    const after = edited(plain, changes[document.uri] ?? []);
    expect(after).toContain("use std.trend as t\n");
    expect(after).toContain("t.supertrend(3, 10)");
  });

  test("refuses what is not the author's, what is no name, and what is taken", () => {
    const of = (statement: string) => opened({ "a.sage": around(statement) });
    const refused = (statement: string, name = "other_name") => {
      const { workspace, document, offset } = of(statement);
      return () => rename(workspace, document, offset, name);
    };
    expect(refused("  let x = clo|se")).toThrow("belongs to the language");
    expect(refused("  let x = em|a(close, 3)")).toThrow("belongs to the language");
    expect(refused("  let x| = close", "when")).toThrow("is a word of the language");
    expect(refused("  let x| = close", "a-b")).toThrow("is no name");
    expect(refused("  let x| = close", "other")).toThrow("not to `other`");
    expect(refused("  let x| = close", "close")).toThrow("not to `close`");
    const { document, offset } = of("  let x = clo|se");
    expect(() => prepareRename(document, offset)).toThrow("belongs to the language");
    const mine = of("  let my|_name = close");
    expect(prepareRename(mine.document, mine.offset).placeholder).toBe("my_name");
  });
});

describe("semantic tokens", () => {
  const shown = (text: string) => {
    const document = documentOf(text);
    const data = semanticTokens(document, "utf-16");
    const found: string[] = [];
    let [line, character] = [0, 0];
    for (let index = 0; index < data.length; index += 5) {
      const [lines = 0, characters = 0, length = 0, type = 0, bits = 0] = data.slice(index, index + 5);
      character = lines === 0 ? character + characters : characters;
      line += lines;
      const start = document.positions.toOffset({ line, character });
      const modifiers = tokenModifiers.filter((_, bit) => (bits & (1 << bit)) !== 0);
      found.push([text.slice(start, start + length), tokenTypes[type], ...modifiers].join(" "));
    }
    return found;
  };

  test("names carry what they are: parameter, library, held, future", () => {
    const frame = "  frame h4 every 4h {\n    let trend = ema(close, length)\n  }\n  let x = h4.trend";
    const found = shown(around(frame));
    expect(found).toContain("length parameter declaration param");
    expect(found).toContain("length parameter param");
    expect(found).toContain("close variable defaultLibrary");
    expect(found).toContain("ema function defaultLibrary");
    expect(found).toContain("trend variable declaration");
    expect(found).toContain("trend variable held");
    expect(found).toContain("daily variable declaration readonly");
    expect(found).toContain("14 number");
    const model = "  model m {\n    target {\n      up = ahead(close, 3) / close - 1 > 0\n    }\n  }";
    expect(shown(around(model))).toContain("ahead function defaultLibrary future");
  });

  test("a delta turns the earlier answer into the later one", () => {
    const before = semanticTokens(documentOf(around("  let a = close")), "utf-16");
    const after = semanticTokens(documentOf(around("  let a = close + ema(close, length)")), "utf-16");
    const result = [...before];
    for (const { start, deleteCount, data } of tokenEdits(before, after))
      result.splice(start, deleteCount, ...data);
    expect(result).toEqual(after);
    expect(tokenEdits(after, after)).toEqual([]);
  });

  test("a range gives the tokens that lie in it", () => {
    const document = documentOf(around("  let a = close"));
    const start = document.source.text.indexOf("let a");
    const data = semanticTokens(document, "utf-16", { start, end: start + 13 });
    expect(data.length / 5).toBe(3);
  });
});
