import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { corpus } from "../corpus/corpus.js";
import { expression, file } from "../corpus/generate.js";
import { readTokens } from "../lexer.js";
import { parse, parseExpression } from "../parse.js";
import { createSource } from "../source.js";
import { printExpression } from "./expressions.js";
import { print, printTree } from "./print.js";
import { sameMeaning } from "./same.js";

/** The same trees on every run; a long run by hand takes others. */
const long = process.env["NAILSAGE_FUZZ_MINUTES"] !== undefined;
const runs = (count: number) => (long ? { numRuns: count * 20 } : { numRuns: count, seed: 20240131 });

const source = (text: string) => createSource("law.sage", text);

/** The printed text, which must be readable. */
function format(text: string): string {
  const printed = print(parse(source(text)).file, source(text));
  if (printed === null) throw new Error(`not printed:\n${text}`);
  return printed;
}

describe("what is printed reads back as the same tree", () => {
  test("expressions", () => {
    fc.assert(
      fc.property(expression, (tree) => {
        const text = printExpression(tree);
        const { expression: again, diagnostics } = parseExpression(source(text));
        expect(diagnostics, text).toEqual([]);
        expect(sameMeaning(tree, again), text).toBe(true);
      }),
      runs(3000),
    );
  });

  test("files", () => {
    fc.assert(
      fc.property(file, (tree) => {
        const text = printTree(tree, source(""));
        const { file: again, diagnostics } = parse(source(text));
        expect(diagnostics, text).toEqual([]);
        expect(sameMeaning(tree, again), text).toBe(true);
      }),
      runs(400),
    );
  });
});

test("no pair of parentheses can be taken away", () => {
  fc.assert(
    fc.property(expression, (tree) => {
      const text = printExpression(tree);
      for (const [open, close] of groupings(text)) {
        const shorter = `${text.slice(0, open)} ${text.slice(open + 1, close)} ${text.slice(close + 1)}`;
        const { expression: again, diagnostics } = parseExpression(source(shorter));
        if (diagnostics.length === 0 && sameMeaning(tree, again)) expect.unreachable(`${text}\n${shorter}`);
      }
    }),
    runs(500),
  );
});

/** The pairs of parentheses that group, as against those of calls. Literals in front of `.`, `[`, `(` keep theirs for the eye. */
function* groupings(text: string): Generator<readonly [number, number]> {
  const { tokens } = readTokens(source(text));
  const open: number[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.image === "(") open.push(index);
    if (token.image !== ")") continue;
    const start = open.pop() ?? 0;
    const before = tokens[start - 1];
    const isCall =
      before !== undefined &&
      /^(?:[\w)\]]+)$/.test(before.image) &&
      !/^(?:and|or|not|mod|in|if|then|else|above|below)$/.test(before.image);
    const attached = /^[.[(]$/.test(tokens[index + 1]?.image ?? "");
    // A choice among operators keeps its parentheses for the eye.
    const inChoice = before?.image === "if" || before?.image === "then" || tokens[start + 1]?.image === "if";
    if (!isCall && !attached && !inChoice) yield [tokens[start]?.startOffset ?? 0, token.startOffset];
  }
}

describe("the formatter", () => {
  test("is idempotent on any layout", () => {
    fc.assert(
      fc.property(
        file,
        fc.infiniteStream(
          fc.constantFrom(" ", " ", "\n", "\n\n\n", "\t", " // a\n", "\n// b\n", "\n/// c\n"),
        ),
        (tree, gaps) => {
          const messy = scatter(printTree(tree, source("")), gaps);
          const before = parse(source(messy));
          // A line break can end a statement that goes on; such a text is another program, or none.
          if (before.diagnostics.length > 0) return;
          const once = format(messy);
          expect(sameMeaning(before.file, parse(source(once)).file)).toBe(true);
          expect(format(once)).toBe(once);
          expect(commentsOf(once)).toEqual(commentsOf(messy));
        },
      ),
      runs(400),
    );
  });

  test.each(corpus.map(({ name, text }) => [name, text]))("keeps the meaning of %s", (_name, text) => {
    const once = format(text);
    expect(sameMeaning(parse(source(text)).file, parse(source(once)).file)).toBe(true);
    expect(format(once)).toBe(once);
  });

  test("keeps a series called risk apart from the word", () => {
    for (const size of [
      "(risk - 1) of equity",
      "risk of equity",
      "(fixed) max 2% of equity",
      "risk 1% of equity",
    ]) {
      const text = `sage 1\n\nstrategy a {\n  size ${size}\n}\n`;
      expect(format(text)).toBe(text);
    }
  });

  test("refuses a file with mistakes", () => {
    const broken = "sage 1\n\nstrategy x {\n  let a =\n}\n";
    expect(print(parse(source(broken)).file, source(broken))).toBeNull();
  });
});

/** Puts other white space and comments between tokens. */
function scatter(text: string, gaps: Iterator<string>): string {
  let result = "";
  let end = 0;
  for (const { startOffset, image } of readTokens(source(text)).tokens) {
    const gap = text.slice(end, startOffset);
    // Documentation stays where it is, or it would document something else.
    if (gap.includes("///")) result += gap;
    else result += /\s/.test(gap) ? String(gaps.next().value) : gap;
    result += image;
    end = startOffset + image.length;
  }
  return result + text.slice(end);
}

function commentsOf(text: string): readonly string[] {
  return readTokens(source(text)).comments.map((comment) => comment.text.trim());
}

describe("functions", () => {
  test("a record as result is indented once, however the function is written", () => {
    const fields =
      "{ conversion: highest(high, 9), base: lowest(low, 26), lead: (highest(high, 52) + lowest(low, 52)) / 2 }";
    expect(format(`sage 1\n\nfn short() = ${fields}\n`)).toBe(
      [
        "sage 1\n",
        "fn short() = {",
        "  conversion: highest(high, 9),",
        "  base: lowest(low, 26),",
        "  lead: (highest(high, 52) + lowest(low, 52)) / 2",
        "}\n",
      ].join("\n"),
    );
    expect(format(`sage 1\n\nfn long() {\n  let x = 1\n  return ${fields}\n}\n`)).toContain(
      ["  return {", "    conversion: highest(high, 9),"].join("\n"),
    );
  });

  test("a body that has no room goes below its head", () => {
    const head = "fn vertical_horizontal_filter(series: series, length: bars = 28 bars) -> number =";
    const body = "(highest(series, length) - lowest(series, length)) / sum(absolute(change(series)), length)";
    expect(format(`sage 1\n\n${head} ${body}\n`)).toBe(`sage 1\n\n${head}\n  ${body}\n`);
  });
});
