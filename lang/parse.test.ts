import { describe, expect, test } from "vitest";
import { applyFixes } from "./diagnostics/fix.js";
import { readMarkedProgram } from "./diagnostics/prove.js";
import { parse, parseExpression } from "./parse.js";
import { printExpression } from "./printer/expressions.js";
import { createSource } from "./source.js";
import type { Expression, Member, Strategy } from "./tree.js";

const source = (text: string) => createSource("test.sage", text);

function read(text: string): Expression {
  const { expression, diagnostics } = parseExpression(source(text));
  expect(diagnostics, text).toEqual([]);
  return expression;
}

/** The expression with all its parentheses. */
function grouped(tree: Expression): string {
  switch (tree.kind) {
    case "binary":
      return `(${grouped(tree.left)} ${tree.operator} ${grouped(tree.right)})`;
    case "crosses":
      return `(${grouped(tree.left)} crosses ${tree.direction} ${grouped(tree.right)})`;
    case "within":
      return `(${grouped(tree.value)} in ${grouped(tree.low)}..${grouped(tree.high)})`;
    case "not":
      return `(not ${grouped(tree.operand)})`;
    case "negation":
      return `(-${grouped(tree.operand)})`;
    default:
      return printExpression(tree);
  }
}

/** The statements of the one strategy of a program, given without its frame. */
function members(body: string): readonly Member[] {
  const { file } = parse(source(`sage 1\n\nstrategy test {\n${body}\n}\n`));
  const [strategy] = file.declarations;
  return strategy?.kind === "strategy" ? strategy.members : [];
}

function codes(text: string): readonly string[] {
  return parse(source(text)).diagnostics.map(({ code }) => code);
}

const codesOfBody = (body: string) => codes(`sage 1\n\nstrategy test {\n${body}\n}\n`);

describe("operators bind as people read them", () => {
  test.each([
    ["a + b * c", "(a + (b * c))"],
    ["a - b - c", "((a - b) - c)"],
    ["a / b * c mod d", "(((a / b) * c) mod d)"],
    ["-a * b", "((-a) * b)"],
    ["-a[1]", "(-a[1])"],
    ["a or b and c", "(a or (b and c))"],
    ["not a == b and c", "((not (a == b)) and c)"],
    ["a < b + 1 or not c", "((a < (b + 1)) or (not c))"],
    ["a ?? b + c ?? d", "((a ?? (b + c)) ?? d)"],
    ["a ?? b > c", "((a ?? b) > c)"],
    ["a crosses above b + c and d", "((a crosses above (b + c)) and d)"],
    ["x in low - 1..high + 1 and y", "((x in (low - 1)..(high + 1)) and y)"],
    ["a + (b + c)", "(a + (b + c))"],
  ])("%s is %s", (text, meaning) => {
    expect(grouped(read(text))).toBe(meaning);
  });
});

describe("a line break ends an expression only before ( and [", () => {
  test.each([
    ["let a = b\n  - c", 1, "b - c"],
    ["let a = b\n  + c", 1, "b + c"],
    ["let a = b\n  and c", 1, "b and c"],
    ["let a = b\n  .c", 1, "b.c"],
    ["let a = b +\n  c", 1, "b + c"],
    ["let a = f(\n  b,\n  c\n)", 1, "f(b, c)"],
    ["let a =\n  size[1]", 1, "size[1]"],
  ])("%j", (body, count, text) => {
    const found = members(body);
    expect(found).toHaveLength(count);
    const [first] = found;
    expect(first?.kind === "let" ? printExpression(first.value) : undefined).toBe(text);
    expect(codesOfBody(body)).toEqual([]);
  });

  test.each(["let a = b\n(c)", "let a = b\n[1]"])("%j is a second statement, which has no word", (body) => {
    const [first] = members(body);
    expect(first?.kind === "let" ? printExpression(first.value) : undefined).toBe("b");
    expect(codesOfBody(body)).toEqual(["SAGE1005"]);
  });
});

test("a feature's value may begin on its own line", () => {
  const [model] = members(
    "model m {\n  features {\n    a =\n      close[1] - 1\n    b = 1\n    c[k in 1..2] = close[k]\n  }\n}",
  );
  expect(model).toMatchObject({
    parts: [{ bindings: [{ name: { text: "a" } }, { name: { text: "b" } }, { name: { text: "c" } }] }],
  });
});

describe("words of the language are names where they cannot be statements", () => {
  const names = [
    "stop",
    "take",
    "trail",
    "expire",
    "size",
    "market",
    "limit",
    "position",
    "model",
    "for",
    "of",
    "at",
    "max",
    "bars",
    "long",
    "test",
  ];
  test.each(names)("%s", (name) => {
    expect(
      codesOfBody(
        `let ${name} = close\nlet b = ${name} + ${name}[1]\nplot ${name}\nexit long when ${name} > 0`,
      ),
    ).toEqual([]);
  });

  test("a size may be given by a series called risk", () => {
    const [risk] = members("size risk * 2 of equity");
    expect(risk).toMatchObject({ kind: "size", mode: "plain" });
    expect(members("size risk 1% of equity")[0]).toMatchObject({ kind: "size", mode: "risk" });
    expect(members("size risk max(1%, b) of equity")[0]).toMatchObject({ kind: "size", mode: "risk" });
    expect(members("size risk of equity max 1% of equity")[0]).toMatchObject({ kind: "size", mode: "plain" });
    expect(members("size fixed\ngaps hold")).toMatchObject([
      { kind: "size", mode: "plain" },
      { kind: "gaps" },
    ]);
    expect(members("size fixed 100")[0]).toMatchObject({ kind: "size", mode: "fixed" });
  });

  test("an unfinished statement does not swallow the next one", () => {
    for (const next of [
      "size 25% of equity",
      "market {\n}",
      "plot close",
      "halt when a > b",
      "exit long when a",
    ]) {
      const [first] = members(`let a =\n${next}`);
      expect(first).toMatchObject({ kind: "let", name: { text: "a" }, value: { kind: "damaged" } });
    }
  });
});

describe("what a mistake leaves standing", () => {
  test("a damaged value keeps its name", () => {
    expect(members("let a = (b\nlet c = a")).toMatchObject([
      { kind: "let", name: { text: "a" }, value: { kind: "damaged" } },
      { kind: "let", name: { text: "c" }, value: { kind: "name", text: "a" } },
    ]);
  });

  test("a damaged condition keeps the order and its protection", () => {
    const [enter] = members("enter long when a > {\n  stop entry - 1\n  take\n  expire 2d\n}");
    expect(enter).toMatchObject({
      kind: "enter",
      condition: { kind: "damaged" },
      protections: [{ kind: "stop" }, { kind: "damaged" }, { kind: "expire" }],
    });
  });

  test("a missing brace ends its block where the lines move back", () => {
    const text =
      "sage 1\n\nstrategy a {\n  market {\n    symbol: X\n\n  let b = close\n  exit long when b > 0\n}\n\nconst c = 1\n";
    const { file, diagnostics } = parse(source(text));
    expect(diagnostics.map(({ code, span }) => [code, text.slice(span.start, span.end), span.start])).toEqual(
      [["SAGE1004", "{", text.indexOf("market") + 7]],
    );
    expect(file.declarations.map(({ kind }) => kind)).toEqual(["strategy", "constant"]);
    expect((file.declarations[0] as Strategy).members.map(({ kind }) => kind)).toEqual([
      "section",
      "let",
      "exit",
    ]);
  });

  test("a brace too many does not cut a strategy in two", () => {
    const text = "sage 1\n\nstrategy a {\n  let b = close\n  }\n  exit long when b > 0\n}\n\nconst c = 1\n";
    const { file, diagnostics } = parse(source(text));
    expect(diagnostics.map(({ code }) => code)).toEqual(["SAGE1016"]);
    expect(file.declarations.map(({ kind }) => kind)).toEqual(["strategy", "constant"]);
    expect((file.declarations[0] as Strategy).members.map(({ kind }) => kind)).toEqual(["let", "exit"]);
  });

  test("a stray character hides the follow-up in its statement, and nothing else", () => {
    expect(codesOfBody("let a = b $ c\nlet d =\n")).toEqual(["SAGE1001", "SAGE1003"]);
  });
});

describe("mistakes people make", () => {
  test.each([
    ["enter long when a && b", ["SAGE1001"], "enter long when a and b"],
    ["let a = 'x'", ["SAGE1001"], 'let a = "x"'],
    ["plot a as “x”", ["SAGE1001"], 'plot a as "x"'],
    ["let a = b;", ["SAGE1001"], "let a = b"],
    ["let a = b ≥ c", ["SAGE1001"], "let a = b >= c"],
    ["let a = .5", ["SAGE1026"], "let a = 0.5"],
    ["let a = b %3", ["SAGE1009"], "let a = b mod 3"],
    ["let a = 10%3", ["SAGE1009"], "let a = 10 mod 3"],
    ["size 25 % of equity", ["SAGE1009"], "size 25% of equity"],
    ["cooldown 12bars", ["SAGE1010"], "cooldown 12 bars"],
    ["halt when a for 3days", ["SAGE1010"], "halt when a for 3d"],
    ["let a = 1 < b < 2 < c", ["SAGE1007", "SAGE1007"], "let a = 1 < b and b < 2 and 2 < c"],
    ["costs {\n  fee = 0.04%\n}", ["SAGE1008"], "costs {\n  fee: 0.04%\n}"],
    ["enter buy when a", ["SAGE1022"], "enter long when a"],
    ["calm = ema(close, 48)", ["SAGE1005"], "let calm = ema(close, 48)"],
    ["let when = 1", ["SAGE2003"], "let my_when = 1"],
    ["let größe = 1", ["SAGE1017"], "let grosse = 1"],
    ["let a = ema(close, 12", ["SAGE1004"], "let a = ema(close, 12)"],
    ["let a = if b then c", ["SAGE1014"], undefined],
    ["stop entry - 1", ["SAGE1023"], undefined],
    ["universe top { }", ["SAGE2003"], undefined],
    ["let a = rank(close, 20)", [], undefined],
    ["let a = b not c", ["SAGE1027"], undefined],
    ["let a = b == not c", ["SAGE1003"], undefined],
    ["enter long where a > b", ["SAGE1014"], undefined],
    ["let a = b\n}\nuse std.trend\nstrategy other {", ["SAGE1023"], undefined],
  ])("%j gives %j", (body, expected, mended) => {
    const text = `sage 1\n\nstrategy test {\n${body}\n}\n`;
    const { diagnostics } = parse(source(text));
    expect(diagnostics.map(({ code }) => code)).toEqual(expected);
    if (mended === undefined) return;
    const fixed = applyFixes(
      text,
      diagnostics.flatMap(({ fixes }) => fixes.slice(0, 1)),
    );
    expect(fixed).toBe(`sage 1\n\nstrategy test {\n${mended}\n}\n`);
    expect(codes(fixed)).toEqual([]);
  });
});

describe("texts of any kind", () => {
  test("a byte order mark, CRLF and tabs are no mistakes", () => {
    const text = "\ufeffsage 1\r\n\r\nstrategy a {\r\n\tlet b = close // remark\r\n}\r\n";
    const { file, diagnostics } = parse(source(text));
    expect(diagnostics).toEqual([]);
    expect(file.comments.map((comment) => comment.text)).toEqual([" remark"]);
  });

  test("an empty file only lacks its edition", () => {
    expect(codes("")).toEqual(["SAGE1011"]);
    expect(codes("\n// nothing\n")).toEqual(["SAGE1011"]);
  });

  test("what is not UTF-8 is said to be so", () => {
    const [nul] = parse(source("sage 1\0\n")).diagnostics;
    expect(nul).toMatchObject({ code: "SAGE1001", message: "U+0000 means nothing here" });
    const [broken] = parse(source("sage 1\n// ok\n\ufffd\ufffd\n")).diagnostics;
    expect(broken?.note).toContain("UTF-8");
  });

  test.each([
    ["parentheses", "(".repeat(10_000)],
    ["closed parentheses", `${"(".repeat(10_000)}a${")".repeat(10_000)}`],
    ["signs", "-".repeat(10_000)],
    ["nots", "not ".repeat(10_000)],
    ["a sum", `a${" + a".repeat(10_000)}`],
    ["calls", "f(".repeat(10_000)],
    ["brackets", "a[".repeat(10_000)],
    ["history", `a${"[1]".repeat(10_000)}`],
    ["choices", "if a then b else ".repeat(10_000)],
    ["records", "{ a: ".repeat(10_000)],
  ])("10,000 %s end in a message", (_name, text) => {
    const found = codes(`sage 1\n\nstrategy a {\n  let b = ${text}\n  let c = close\n}\n`);
    expect(found.length).toBeGreaterThan(0);
    expect(parseExpression(source(text)).diagnostics.length).toBeGreaterThan(0);
  });

  test("settings in settings are bounded too", () => {
    expect(codes(`sage 1\n\nportfolio a {\n${"b {\n".repeat(10_000)}${"}\n".repeat(10_001)}`)).toContain(
      "SAGE1015",
    );
  });

  test("five megabytes of noise are read in seconds", () => {
    for (const unit of ["\ufffd\0", "/", "9", "é", "'", "let a = ( "]) {
      const text = unit.repeat(Math.ceil(5_000_000 / unit.length));
      const start = performance.now();
      parse(source(text));
      expect(performance.now() - start, JSON.stringify(unit)).toBeLessThan(20_000);
    }
  });
});

test("each diagnostic's span is as small as its cause", () => {
  for (const program of ["sage 1\n\nstrategy a {\n  let b = ema(close[[]] 12)\n}\n"]) {
    const { source: marked, span } = readMarkedProgram(program);
    expect(parse(marked).diagnostics.map((diagnostic) => diagnostic.span.start - span.start)).toEqual([1]);
  }
});
