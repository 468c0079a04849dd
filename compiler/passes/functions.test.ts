import { describe, expect, test } from "vitest";
import { createSource } from "../../lang/source.js";
import { check } from "../check.js";
import { compile } from "../compile.js";
import { example } from "../diagnostics/example.js";

/** What is found in a file that holds functions only, with the place. */
function found(text: string): string[] {
  const source = createSource("lib.sage", `sage 1\n${text}\n`);
  return check(source).diagnostics.map(
    ({ code, span, message }) => `${code} ${source.text.slice(span.start, span.end)}: ${message}`,
  );
}

const rules = `enter long when close > level
exit  long when close < level`;

function hashOf(lines: string, before = ""): string | undefined {
  const { graph, diagnostics } = compile(
    createSource("main.sage", example(`${lines}\n${rules}`, { before })),
  );
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  return graph?.hash;
}

describe("a function is checked wholly although nobody calls it", () => {
  test.each([
    ["fn f(x: price) = x + 1", "SAGE2104 1"],
    ["fn f(x: price, y: quantity) = x > y", "SAGE2104 y"],
    ["fn f(x: bool) = x + 1", "SAGE2101 x"],
    ["fn f(x: number) = if x then 1 else 2", "SAGE2102 x"],
    ["fn f(x: price) -> number = x", "SAGE2104 x"],
    ["fn f(x: price) -> bool = x", "SAGE2102 x"],
    ["fn f(x: price?) -> price = x", "SAGE2106 x"],
    ["fn f(x: series) = ema(close, x)", "SAGE2110 x"],
    ["fn f(length: bars) = ema(close, length) > 5", "SAGE2104 5"],
    ["fn f(x: prize) = x", "SAGE2001 prize"],
    ["fn f(x: price) = ema(x, 2.5)", "SAGE2109 2.5"],
    ["fn f(x: price) = x[0 - 1]", "SAGE3002 x[0 - 1]"],
    ["fn f(x: price, x: price) = x", "SAGE2002 x"],
    ["fn f(x: price) {\n  let x = 2\n  return x\n}", "SAGE2002 x"],
    ["fn f(x: price) {\n  let close = x\n  return close\n}", "SAGE2002 close"],
    ["const day = 24\nfn f(x: price) {\n  let day = x\n  return day\n}", "SAGE2002 day"],
    ["fn f(x: price) = f(x)", "SAGE3004 f"],
    ["fn f(x: price) = g(x)\nfn g(x: price) = f(x)", "SAGE3004 g"],
    ["fn f(x: price) = prev + x", "SAGE2001 prev"],
    ["fn f(x: { top: price }) = x.bottom", "SAGE2001 bottom"],
    ["fn f(x: { top: price }) = x.top + 1", "SAGE2104 1"],
    ["fn f(x: price = 5) = x", "SAGE2105 5"],
    ["fn f(x: price = nothing) = x", "SAGE2001 nothing"],
    ["fn f(x: price) = g(x, 3)\nfn g(x: price) = x", "SAGE2008 3"],
    ["fn f(x: price) = g(y: x)\nfn g(x: price) = x", "SAGE2007 y"],
    ["fn f(x: price) = g()\nfn g(x: price) = x", "SAGE2008 g()"],
  ])("%s", (text, start) => {
    const [first = "", ...rest] = found(text);
    expect(first.slice(0, start.length)).toBe(start);
    expect(rest.filter((each) => !each.startsWith("SAGE3004"))).toEqual([]);
  });

  test.each([
    "fn f(x: series, length: bars) -> series = (x - x[length]) / 2",
    "fn f(high: series, low: series) = (high + low) / 2",
    "fn f(length: bars) = ema(close, round(length / 2))",
    "fn f(factor: number) = close - factor * atr(14)",
    "fn f(wait: duration) = time + wait",
    "fn f(x: price?) -> price = x ?? close",
    "fn f(share: percent) = money(100) * share",
    "fn f(at: time) -> number = hour_of_day(at)",
    "fn f(x: any) = x",
    "fn f(x: { top: price, up: bool }) -> bool = x.up and close > x.top",
    "const day = 24 bars\nfn f(length: bars = 2 * day) = ema(close, length)",
  ])("sound: %s", (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe("records", () => {
  test.each([
    ["fn f() -> { a: price, b: bool } = { a: close }", "SAGE2101 { a: close }: the result of `f` lacks `b`"],
    ["fn f() -> { a: price } = { a: close, b: true }", "SAGE2101 b: the result of `f` has no field `b`"],
    ["fn f() -> { a: price } = { a: rsi(close, 14) }", "SAGE2105 rsi(close, 14)"],
    ["fn f() -> { a: price } = { a: close > open }", "SAGE2101 close > open"],
    ["fn f() -> { a: price } = close", "SAGE2101 close"],
    ["fn f() -> price = { a: close }", "SAGE2101 { a: close }"],
    [
      "fn f() -> { a: { b: price } } = { a: { b: true } }",
      "SAGE2101 true: `b` of `a` of the result of `f` must be a number",
    ],
    ["fn f() -> { a: price } = if close > open then { a: close } else { b: open }", "SAGE2101"],
  ])("%s", (text, start) => {
    const [first = ""] = found(text);
    expect(first.slice(0, start.length)).toBe(start);
  });

  test("nested, chosen, passed on and read field by field", () => {
    const before = `fn both(length: bars) -> { line: price, more: { low: price, up: bool } } {
  let middle = ema(close, length)
  return { line: middle, more: { low: lowest(low, length), up: close > middle } }
}
fn lower(of: { line: price, more: { low: price, up: bool } }) -> price = if of.more.up then of.line else of.more.low`;
    const lines = "let level = lower(if close > open then both(12) else both(24))";
    const written = `let a = ema(close, 12)
let b = ema(close, 24)
let c = close > open
let level = if (if c then close > a else close > b) then (if c then a else b) else (if c then lowest(low, 12) else lowest(low, 24))`;
    expect(hashOf(lines, before)).toBe(hashOf(written));
  });
});

describe("the meaning of a call", () => {
  const before = `const half = 0.5
fn mix(a: series, b: series, share: number = half, length: bars = 3 bars) -> series = ema(share * a + (1 - share) * b, length)`;

  test("places, names and defaults say the same", () => {
    const hash = hashOf("let level = ema(0.5 * high + (1 - 0.5) * low, 3 bars)");
    for (const call of [
      "mix(high, low)",
      "mix(a: high, b: low)",
      "mix(b: low, a: high, length: 3 bars)",
      "mix(high, low, half)",
      "mix(high, low, 50%, 3)",
    ]) {
      expect(hashOf(`let level = ${call}`, before)).toBe(hash);
    }
  });

  test("a number without a unit of its own keeps that of the argument", () => {
    const text = example(
      `let level = mix(high, low)\nlet _size = mix(volume, volume)\nlet _share = mix(rsi(close, 14), 50)\n${rules}`,
      { before },
    );
    const { strategies, diagnostics } = check(createSource("main.sage", text));
    expect(diagnostics).toEqual([]);
    const units = strategies[0]?.lets.map(({ value }) => strategies[0]?.facts.get(value)?.unit);
    expect(units).toEqual(
      [
        { quote: 1, base: -1 },
        { quote: 0, base: 1 },
        { quote: 0, base: 0 },
      ].map((unit) => expect.objectContaining(unit)),
    );
  });

  test("each call has its own memory", () => {
    const counting =
      "fn count(condition: bool) {\n  state n from 0 = if condition then prev + 1 else 0\n  return n\n}";
    const lines = "let level = close + count(close > open) * 1 tick - count(close < open) * 1 tick";
    const { graph } = compile(
      createSource(
        "main.sage",
        example(`${lines}\n${rules}`, { before: counting }).replace(
          "timeframe: 1h",
          "timeframe: 1h\n    tick: 0.01",
        ),
      ),
    );
    expect(graph?.nodes.filter(({ operation }) => operation === "recurrence")).toHaveLength(2);
  });

  test("a length that the search chooses flows through functions", () => {
    const lines = "param n = 12 bars in 5..40\nlet level = outer(n)";
    const inner = "fn outer(length: bars) = inner(2 * length)\nfn inner(length: bars) = ema(close, length)";
    expect(hashOf(lines, inner)).toBe(hashOf("param n = 12 bars in 5..40\nlet level = ema(close, 2 * n)"));
  });
});

describe("constants", () => {
  const before = "const day = 24 bars\nconst week = 7 * day\nconst part = 5%";

  test("keep their unit in lengths, parameters and other constants", () => {
    const lines =
      "param n = day in day / 2..week step day / 2\nparam share = 2 * part in part..4 * part\nlet level = ema(close, n) * (1 - share)";
    const written =
      "param n = 24 bars in 12..168 step 12\nparam share = 10% in 5%..20%\nlet level = ema(close, n) * (1 - share)";
    expect(hashOf(lines, before)).toBe(hashOf(written));
  });

  test("of a wrong kind or going round they are refused", () => {
    const codes = (lines: string, more: string) =>
      check(createSource("main.sage", example(`${lines}\n${rules}`, { before: more }))).diagnostics.map(
        ({ code }) => code,
      );
    expect(codes("param n = close in 5..40\nlet level = ema(close, n)", "const _x = 1")).toEqual([
      "SAGE2110",
    ]);
    expect(codes("let level = ema(close, a)", "const a = b\nconst b = a")).toContain("SAGE3004");
    expect(
      codes("param n = a in 5..40\nlet level = ema(close, n)", "const a = b\nconst b = a").length,
    ).toBeGreaterThan(0);
    expect(codes("let level = close + c", "const c = 5")).toEqual(["SAGE2104"]);
  });
});

describe("a function of a `series`, whose unit only its callers know", () => {
  const found = (body: string) =>
    check(createSource("a.sage", `sage 1\n\nfn f(x: series, y: series) = ${body}\n`)).diagnostics.map(
      ({ code, message }) => [code, message],
    );

  test("may do what suits every unit", () => {
    for (const body of [
      "(x - y) / 2",
      "(x - ema(x, 20)) / stdev(x, 20)",
      "if x > 0 then x else y",
      "x * y",
    ]) {
      expect([body, found(body)]).toEqual([body, []]);
    }
  });

  test("is refused where it takes it for one of them, before anybody calls it", () => {
    expect(found("x + 1")).toEqual([["SAGE2104", "adds a plain number to a series of any unit"]]);
    expect(found("if y > close then x else y")).toEqual([
      ["SAGE2104", "compares a series of any unit with a price"],
    ]);
  });
});
