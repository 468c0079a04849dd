import { describe, expect, test } from "vitest";
import { parse } from "../parse.js";
import { createSource, type Source, type Span } from "../source.js";
import type { Diagnostic, Related } from "./diagnostic.js";
import { diagnosticToJson } from "./json.js";
import { readMarkedProgram } from "./prove.js";
import { renderDiagnostic, renderDiagnostics } from "./render.js";

/** A diagnostic at the marked place of a line that stands on line `line` of a file. */
function at(path: string, line: number, marked: string, words: Partial<Diagnostic>): [Diagnostic, Source] {
  const { source, span } = readMarkedProgram("\n".repeat(line - 1) + marked);
  const diagnostic: Diagnostic = {
    code: "SAGE0000",
    severity: "error",
    message: "title",
    label: "",
    why: undefined,
    note: undefined,
    help: [],
    related: [],
    fixes: [],
    ...words,
    span,
  };
  return [diagnostic, createSource(path, source.text)];
}

/** The place of a word, for a second mark. */
function where(source: Source, word: string, message: string, from = 0): Related {
  const start = source.text.indexOf(word, from);
  const span: Span = { start, end: start + word.length };
  return { span, message };
}

describe("the frames of the style guide", () => {
  test("one mark", () => {
    const [diagnostic, source] = at(
      "learned_edge.sage",
      15,
      "      momentum = [[ahead(close, 3)]] / close - 1",
      {
        code: "SAGE5001",
        message: "feature `momentum` uses prices from 3 bars in the future",
        label: "not known until 3 bars later",
        why: "the model would train on the answer and fail live, where this value does not exist yet",
        help: ["use what has happened: `close / close[3] - 1`"],
      },
    );
    expect(renderDiagnostic(diagnostic, source)).toBe(
      `error SAGE5001: feature \`momentum\` uses prices from 3 bars in the future
   ┌─ learned_edge.sage:15:18
15 │       momentum = ahead(close, 3) / close - 1
   │                  ^^^^^^^^^^^^^^^ not known until 3 bars later
   = why   the model would train on the answer and fail live, where this value does not exist yet
   = help  use what has happened: \`close / close[3] - 1\`
   more: sage explain SAGE5001`,
    );
  });

  test("a second mark before, with its label below", () => {
    const [diagnostic, source] = at(
      "rsi_reversion.sage",
      21,
      "    let rising = close > [[1.02]] and trend > trend[3]",
      { code: "SAGE2104", message: "compares a price with a plain number", label: "number" },
    );
    const related = [where(source, "close", "price")];
    expect(renderDiagnostic({ ...diagnostic, related }, source)).toBe(
      `error SAGE2104: compares a price with a plain number
   ┌─ rsi_reversion.sage:21:26
21 │     let rising = close > 1.02 and trend > trend[3]
   │                  -----   ^^^^ number
   │                  price
   more: sage explain SAGE2104`,
    );
  });

  test("a second mark behind, and a note", () => {
    const [diagnostic, source] = at("trail.sage", 9, "  let [[level]] = max(level, close - reach)", {
      code: "SAGE3004",
      severity: "warning",
      message: "`level` needs its own value to compute itself",
      note: "harmless only sometimes",
    });
    const related = [where(source, "level", "the same bar's `level`", source.text.indexOf("max"))];
    expect(renderDiagnostic({ ...diagnostic, related }, source)).toBe(
      `warning SAGE3004: \`level\` needs its own value to compute itself
   ┌─ trail.sage:9:7
 9 │   let level = max(level, close - reach)
   │       ^^^^^       ----- the same bar's \`level\`
   = note  harmless only sometimes
   more: sage explain SAGE3004`,
    );
  });

  test("a mark where something is missing", () => {
    const text = `sage 1

strategy ema_cross {
  costs {
    fee 0.04%
  }
}
`;
    const source = createSource("ema_cross.sage", text);
    const [diagnostic] = parse(source).diagnostics;
    expect(diagnostic && renderDiagnostic(diagnostic, source).split("\n").slice(0, 4)).toEqual([
      "error SAGE1008: `fee` needs a colon before its value",
      "   ┌─ ema_cross.sage:5:8",
      " 5 │     fee 0.04%",
      "   │        ^ `fee: 0.04%`",
    ]);
  });
});

/** The source line and its marks, as shown. */
const rows = (marked: string, options = {}) => {
  const [diagnostic, source] = at("x.sage", 1, marked, { label: "here" });
  return renderDiagnostic(diagnostic, source, options).split("\n").slice(2, -1);
};

describe("marks stand under what they mark", () => {
  test.each([
    ["tabs count to the next stop", "\ta\t[[b]]", [" 1 │     a   b", "   │         ^ here"]],
    ["wide characters take two columns", "数字 [[b]]", [" 1 │ 数字 b", "   │      ^ here"]],
    ["so do emoji, joined ones as one", "👩‍👩‍👧 [[b]]", [" 1 │ 👩‍👩‍👧 b", "   │    ^ here"]],
    ["marks of an accent take none", "e\u0301 [[b]]", [" 1 │ e\u0301 b", "   │   ^ here"]],
    ["a wide character is marked in full", "[[数]]", [" 1 │ 数", "   │ ^^ here"]],
    [
      "control characters never reach the terminal",
      "\u001b[31m\0[[b]]\u202e",
      [" 1 │ \ufffd[31m\ufffdb\ufffd", "   │       ^ here"],
    ],
  ])("%s", (_name, marked, expected) => {
    expect(rows(marked)).toEqual(expected);
  });

  test("ASCII only, where nothing else can be shown", () => {
    const [diagnostic, source] = at("x.sage", 1, "ä [[b]]", { label: "1…2" });
    const shown = renderDiagnostic(diagnostic, source, { ascii: true });
    expect(shown).toMatch(/^[ -~\n]*$/);
    expect(shown.split("\n").slice(1, -1)).toEqual(["   --> x.sage:1:3", " 1 | ? b", "   |   ^ 1...2"]);
  });

  test("a mark over several lines shows its ends", () => {
    expect(rows("let a = [[f(\n  b,\n  c\n)]]")).toEqual([
      " 1 │ let a = f(",
      "   │         ^^",
      "   ·",
      " 4 │ )",
      "   │ ^ here",
    ]);
  });

  test("a mark at the end of the file has a place", () => {
    expect(rows("let a =\n[[]]")).toEqual([" 2 │", "   │ ^ here"]);
  });

  test("long lines are cut around the mark", () => {
    const [line = "", marks = ""] = rows(`${"a + ".repeat(100)}[[middle]]${" + b".repeat(100)}`, {
      width: 80,
    });
    expect(line.length).toBeLessThanOrEqual(80);
    expect(line.slice(marks.indexOf("^"), marks.lastIndexOf("^") + 1)).toBe("middle");
  });
});

test("colour adds nothing but colour", () => {
  const [diagnostic, source] = at("x.sage", 1, "a [[b]]", { label: "here", why: "because", help: ["do"] });
  const plain = renderDiagnostic(diagnostic, source);
  const coloured = renderDiagnostic(diagnostic, source, { colour: true });
  expect(coloured).not.toBe(plain);
  // oxlint-disable-next-line no-control-regex -- the colours themselves
  expect(coloured.replaceAll(/\u001b\[[\d;]*m/g, "")).toBe(plain);
});

test("a file shows its first twenty and counts the others", () => {
  const source = createSource("x.sage", `sage 1\n\nstrategy a {\n${"  let b =\n".repeat(25)}}\n`);
  const { diagnostics } = parse(source);
  expect(diagnostics).toHaveLength(25);
  const shown = renderDiagnostics(diagnostics, source);
  expect(shown.match(/^error /gm)).toHaveLength(20);
  expect(shown).toMatch(/\n5 more in x\.sage/);
});

test("JSON counts lines and columns from 1 and offsets in UTF-16 units", () => {
  const source = createSource("x.sage", 'sage 1\n\nstrategy a {\n  plot close as "😀" $\n}\n');
  const [diagnostic] = parse(source).diagnostics;
  expect(diagnostic && diagnosticToJson(diagnostic, source)).toMatchObject({
    code: "SAGE1001",
    severity: "error",
    message: "`$` means nothing here",
    why: expect.any(String),
    note: null,
    span: { start: { line: 4, column: 22, offset: 42 }, end: { line: 4, column: 23, offset: 43 } },
    related: [],
    fixes: [],
  });
});
