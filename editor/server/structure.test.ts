import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { DocumentSymbol, TextEdit } from "vscode-languageserver";
import { mend } from "../../compiler/index.js";
import { codeActions } from "./actions.js";
import { graphOf } from "./graph.js";
import { analyse } from "./analysis.js";
import { memoryHost } from "../../compiler/modules/host.js";
import { createSource } from "../../lang/index.js";
import type { Document } from "./document.js";
import { foldingRanges } from "./folding.js";
import { formatDocument, formatOnType, formatRanges } from "./formatting.js";
import { inlayHints } from "./inlay-hints.js";
import { codeLenses } from "./lenses.js";
import { applyEdits, lineEdits } from "../../lang/printer/line-edits.js";
import { documentLinks } from "./links.js";
import { selectionRanges } from "./selection.js";
import { defaultSettings, readSettings } from "./settings.js";
import { documentSymbols, matches } from "./symbols.js";
import { at, documentOf } from "./testing/at.js";
import { around } from "./testing/fixture.js";
import { chance } from "./testing/sync.js";

const text = around("  let a = close");
const plain = documentOf(text);

function edited(document: Document, edits: readonly TextEdit[]): string {
  const spans = edits.map(({ range, newText }) => ({
    span: document.positions.toSpan(range),
    text: newText,
  }));
  return applyEdits(
    document.source.text,
    spans.toSorted((x, y) => x.span.start - y.span.start),
  );
}

describe("outline", () => {
  const names = (symbols: readonly DocumentSymbol[]): readonly string[] =>
    symbols.flatMap(({ name, children = [] }) => [name, ...names(children).map((each) => `  ${each}`)]);

  test("declarations, and inside a strategy its members", () => {
    const shown = names(documentSymbols(plain));
    expect(shown).toEqual([
      "daily",
      "stretch",
      "dip",
      "  market",
      "  length",
      "  share",
      "  other",
      "  line",
      "  a",
      "  later",
      "  enter long when close > other and later > 0",
      "  exit long when close < line",
      "  size risk 1% of equity max 100% of equity",
      "  costs",
      "nothing happens",
    ]);
    const [, , dip] = documentSymbols(plain);
    expect(dip?.children?.find(({ name }) => name === "other")?.detail).toBe("price");
  });

  test("a search finds letters in their order", () => {
    expect(matches("ema_cross", "emc")).toBe(true);
    expect(matches("ema_cross", "cme")).toBe(false);
    expect(matches("anything", "")).toBe(true);
  });
});

describe("folding and selection", () => {
  test("blocks fold down to the line before their brace", () => {
    const lines = text.split("\n");
    const folded = foldingRanges(plain).map(({ startLine, endLine }) => [
      lines[startLine]?.trim(),
      lines[endLine + 1]?.trim(),
    ]);
    expect(folded).toContainEqual(["strategy dip {", "}"]);
    expect(folded).toContainEqual(["market {", "}"]);
    expect(folded).toContainEqual(["enter long when close > other and later > 0 {", "}"]);
  });

  test("a selection grows from a name to the file", () => {
    const { document, offset } = at(around("  let a = ema(clo|se, length) + 1"));
    const [selection] = selectionRanges(document, [document.positions.toPosition(offset)]);
    const texts: string[] = [];
    for (let each = selection; each !== undefined; each = each.parent) {
      const { start, end } = document.positions.toSpan(each.range);
      texts.push(document.source.text.slice(start, end));
    }
    expect(texts.slice(0, 4)).toEqual([
      "close",
      "ema(close, length)",
      "ema(close, length) + 1",
      "let a = ema(close, length) + 1",
    ]);
    expect(texts.at(-1)).toContain("sage 1");
    for (const [index, inner] of texts.entries()) expect(texts[index + 1] ?? inner).toContain(inner);
  });
});

describe("links", () => {
  test("files that are used can be opened", () => {
    const source = 'sage 1\n\nuse "./lib/mine.sage" as mine\nuse std.trend\n';
    const found = documentLinks(documentOf(source, "utf-16", "file:///home/a%20b/x.sage"));
    expect(found.map(({ target }) => target)).toEqual([
      "sage-std:/std/trend.sage",
      "file:///home/a%20b/lib/mine.sage",
    ]);
    // Beside a file that lies nowhere there are no others; the library is there all the same.
    const unsaved = documentLinks(documentOf(source, "utf-16", "untitled:Untitled-1"));
    expect(unsaved.map(({ target }) => target)).toEqual(["sage-std:/std/trend.sage"]);
  });
});

describe("fixes", () => {
  const actionsOf = (document: Document, only?: readonly string[]) => {
    const { diagnostics } = document.analysis;
    const first = diagnostics.find(({ severity }) => severity === "error") ?? diagnostics[0];
    const span = first?.span ?? { start: 0, end: 0 };
    return codeActions(document, span, only, defaultSettings);
  };

  test("a fix is preferred and leaves a file without the mistake", () => {
    const document = documentOf(around("  let a = emaa(close, 12 bars)\n  plot a"));
    const [fix] = actionsOf(document);
    expect(fix?.isPreferred).toBe(true);
    const after = edited(document, fix?.edit?.changes?.[document.uri] ?? []);
    expect(after).toContain("ema(close, 12 bars)");
    const codes = (source: string) => documentOf(source).analysis.diagnostics.map(({ code }) => code);
    expect(codes(document.source.text)).toContain("SAGE2001");
    expect(codes(after)).not.toContain("SAGE2001");
  });

  test("a warning can be allowed with a reason, an error cannot", () => {
    const unused = documentOf(
      text.replace("  let later = sma(volume, 30 bars)\n", "").replace(" and later > 0", ""),
    );
    const titles = actionsOf(unused).map(({ title }) => title);
    const allow = actionsOf(unused).find(({ title }) => title.startsWith("Allow"));
    expect(titles.some((title) => title.startsWith("Allow"))).toBe(true);
    const after = edited(unused, allow?.edit?.changes?.[unused.uri] ?? []);
    expect(after).toMatch(/\n *\/\/ sage-allow SAGE\d+: reason\n/);
    expect(documentOf(after).analysis.diagnostics.length).toBeLessThan(unused.analysis.diagnostics.length);
    const wrong = documentOf(around("  let a = emaa(close, 12 bars)\n  plot a"));
    expect(actionsOf(wrong).every(({ title }) => !title.startsWith("Allow SAGE2001"))).toBe(true);
  });

  test("everything that is misspelt is mended at once, and what is traded is left alone", () => {
    const broken = createSource("/a.sage", around("  let a = emaa(clsoe, 12bars)\n  plot a"));
    const fixed = mend(broken).text;
    expect(fixed).toContain("let a = ema(close, 12 bars)");
    const { document } = at(broken.text);
    expect(actionsOf(document, ["source.fixAll"]).map(({ kind }) => kind)).toEqual(["source.fixAll"]);
    const noCosts = createSource("/a.sage", text.replace(/ {2}costs \{[^}]*\}\n/, ""));
    expect(analyse(noCosts).diagnostics.map(({ code }) => code)).toContain("SAGE4012");
    expect(mend(noCosts).text).toBe(noCosts.text);
  });
});

describe("formatting", () => {
  const messy = around("  let   a=close").replace("    fee: 0.1%", "  fee:   0.1%");

  test("a file is laid out, line by line", () => {
    const document = documentOf(messy);
    const edits = formatDocument(document);
    expect(edited(document, edits)).toBe(text);
    expect(edits).toHaveLength(2);
    expect(formatDocument(documentOf(text))).toEqual([]);
  });

  test("a range changes its own lines only", () => {
    const document = documentOf(messy);
    const start = document.positions.toPosition(messy.indexOf("let   a"));
    const after = edited(document, formatRanges(document, [{ start, end: start }]));
    expect(after).toContain("  let a = close\n");
    expect(after).toContain("\n  fee:   0.1%");
  });

  test("a file that cannot be read is left as it is, and Windows' line ends stay", () => {
    expect(formatDocument(documentOf(around("  let a = (")))).toEqual([]);
    const windows = documentOf(messy.replaceAll("\n", "\r\n"));
    expect(edited(windows, formatDocument(windows))).toBe(text.replaceAll("\n", "\r\n"));
  });

  test("a closing brace lays out its block; a new line is indented as its block", () => {
    const { document, offset } = at(messy.replace("  slippage: 0.02%\n  }", "  slippage: 0.02%\n  }|"));
    const after = edited(document, formatOnType(document, document.positions.toPosition(offset), "}"));
    expect(after).toContain("\n    fee: 0.1%");
    expect(after).toContain("let   a=close");
    const typed = at("strategy x {\n  market {\n|");
    const place = typed.document.positions.toPosition(typed.offset);
    expect(edited(typed.document, formatOnType(typed.document, place, "\n"))).toBe(
      "strategy x {\n  market {\n    ",
    );
  });

  test("edits of lines turn any text into any other", () => {
    const next = chance(7);
    const random = () => Array.from({ length: next(12) }, () => "abc"[next(3)] ?? "").join("\n");
    for (let round = 0; round < 500; round += 1) {
      const [a, b] = [random(), random()];
      expect(applyEdits(a, lineEdits(a, b))).toBe(b);
    }
  });
});

describe("lenses and hints", () => {
  test("strategies can be run and drawn, tests run; a search and a warm-up are measured", () => {
    const titles = codeLenses(plain).map(({ command }) => command?.title);
    // 22 lengths × 41 shares.
    expect(titles).toEqual(expect.arrayContaining(["Backtest", "Graph", "902 cells", "Run test"]));
    expect(titles).toContain("never settled");
    const cross = readFileSync(join(import.meta.dirname, "../../lang/corpus/ema-cross.sage"), "utf8");
    const shown = codeLenses(documentOf(cross)).map(({ command }) => command?.title);
    // The average of 200 bars settles last: 199 bars of its first value and 1 382 of forgetting, and one for the cross.
    expect(shown).toEqual(expect.arrayContaining(["1 590 of 1 656 cells", "warm-up 65.9 days"]));
  });

  test("the graph is text that Mermaid draws", () => {
    const source = createSource("/a.sage", text);
    expect(graphOf(source, memoryHost({}), "dip")).toMatch(/^flowchart LR/);
    expect(graphOf(source, memoryHost({}), "other")).toBeNull();
  });

  test("hints are shown where they are asked for", () => {
    const document = documentOf(around("  let a = ema(close, 12 bars)"));
    const whole = { start: 0, end: document.source.text.length };
    expect(inlayHints(document, whole, defaultSettings)).toEqual([]);
    const settings = readSettings({ inlayHints: { knownAt: true, warmUp: true, parameterNames: true } });
    const labels = inlayHints(document, whole, settings).map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(["at close", "length:"]));
    // The average of 12 bars is there from bar 11 on; its oldest weight is below 1e-6 after ln(1e-6)/ln(11/13) = 83 more bars.
    expect(labels).toContain("from bar 11, settled after 94 bars (3.9 days)");
  });
});

describe("settings", () => {
  test("what is missing or wrong is the default", () => {
    expect(readSettings(undefined)).toEqual(defaultSettings);
    expect(readSettings({ codeLens: "yes", inlayHints: { knownAt: true, warmUp: 3 } })).toEqual({
      ...defaultSettings,
      inlayHints: { knownAt: true, warmUp: false, parameterNames: false },
    });
  });
});
