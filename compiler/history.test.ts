import { describe, expect, test } from "vitest";
import { run } from "../kernels/testing/run-operation.js";
import { createSource } from "../lang/source.js";
import { check } from "./check.js";
import { compile } from "./compile.js";
import { example, rules } from "./diagnostics/example.js";
import { interpret } from "./testing/interpret.js";
import { computedBy } from "./testing/with-kernels.js";

const close = [10, 11, 12, 9, 8, 13, 14, 15];
const open = [10, 10, 10, 10, 10, 10, 10, 10];
const time = close.map((_, bar) => 3_600_000 * bar);
const feed = { close, open, high: close, low: open, volume: open, time };

function codesOf(lines: string, before = ""): readonly string[] {
  return check(createSource("a.sage", example(`${lines}\n${rules}`, { before }))).diagnostics.map(
    ({ code }) => code,
  );
}

function plotted(lines: string, before = ""): readonly number[] {
  const text = example(`${lines}\n${rules}`, { before });
  const { graph, diagnostics } = compile(createSource("a.sage", text));
  const [plot] = graph?.plots ?? [];
  if (!graph || !plot) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const columns = interpret(graph, feed, computedBy(run));
  return columns[plot.series.node]?.[plot.series.output] ?? [];
}

describe("an offset that changes from bar to bar", () => {
  test("takes the value of so many bars ago, once the longest look back has passed", () => {
    // The offset is 2 while close > open, else 1; the longest is 2, so two bars are needed.
    expect(plotted("plot close[if close > open then 2 else 1]")).toEqual([
      Number.NaN,
      Number.NaN,
      10,
      12,
      9,
      9,
      8,
      13,
    ]);
  });

  test("may be the value of a state that counts up to a bound", () => {
    // Bars since close was below open: 1 2 3 0 0 1 2 3 at most 3, counted from the start of the data.
    const lines = "state age from 0 = if close < open then 0 else min(prev + 1, 3)\nplot close[age]";
    expect(plotted(lines).slice(3)).toEqual([9, 8, 8, 8, 8]);
  });

  test("counts its bound as warm-up", () => {
    const [strategy] = check(
      createSource(
        "a.sage",
        example(`let past = close[if close > open then 20 else 1]\nplot past\n${rules}`),
      ),
    ).strategies;
    const past = strategy?.lets.find(({ name }) => name === "past");
    expect(past && strategy?.facts.get(past.value)?.first).toBe(20);
  });

  test.each([
    ["never ending", "state n from 0 = if close > open then 0 else prev + 1\nplot close[n]", "SAGE3005"],
    ["below zero", "plot close[if close > open then 1 else -1]", "SAGE2111"],
    ["fractions", "plot close[if close > open then 1.5 else 1]", "SAGE2109"],
  ])("%s is refused", (_, lines, code) => {
    expect(codesOf(lines)).toEqual([code]);
  });
});

test("the offset of `prev` may be reckoned from numbers", () => {
  // Fibonacci: prev is one bar ago, prev[1] two.
  expect(plotted("state f from 1 = prev + (prev[3 - 2] ?? 0) + 0 * volume / volume\nplot f")).toEqual([
    1, 2, 3, 5, 8, 13, 21, 34,
  ]);
});

describe("a number that is fixed before the run", () => {
  test("may be made with logarithms, powers and circles", () => {
    const lines = 'param n = 20 in 10..30\nplot close[round(log(n))] as "a"\nrequire power(n, 2) < 1000';
    // log 20 = 2.9957…, so three bars ago.
    expect(plotted(lines).slice(3)).toEqual([10, 11, 12, 9, 8]);
  });

  test("counts bars where a function asks for bars, however it is written", () => {
    const before = "fn ago(x: price, length: bars) = x[length + 1 bars]";
    const three = [Number.NaN, Number.NaN, Number.NaN, 10, 11, 12, 9, 8];
    const names = "param n = 2 in 2..2\nparam d = 2h in 2h..2h\nlet m = n\nlet e = d\n";
    for (const length of ["2", "2 bars", "2h", "n", "d", "m", "e", "n * 1", "d / 1", "max(n, 1)"]) {
      const text = example(
        `${names}plot ago(close, ${length})\nplot n + d / 1h + m + e / 1h as "all"\n${rules}`,
        { before },
      );
      const { graph } = compile(createSource("a.sage", text));
      const [plot] = graph?.plots ?? [];
      const columns = graph ? interpret(graph, feed, computedBy(run)) : [];
      expect([length, plot && columns[plot.series.node]?.[plot.series.output]]).toEqual([length, three]);
    }
  });
});

describe("how a state begins", () => {
  const settled = (state: string): number | undefined => {
    const { strategies } = check(createSource("a.sage", example(`${state}\nplot level\n${rules}`)));
    return [...(strategies[0]?.resolution ?? [])].flatMap(([expression, symbol]) =>
      symbol.kind === "state" ? [strategies[0]?.facts.get(expression)?.settled ?? -1] : [],
    )[0];
  };

  test("is no reset: a running maximum depends on its start", () => {
    expect(
      codesOf("state level from na = if is_missing(prev) then close else max(prev, close)\nplot level"),
    ).toEqual(["SAGE3203"]);
    expect(codesOf("state level from na = max(prev ?? close, close)\nplot level")).toEqual(["SAGE3203"]);
  });

  test.each([
    "if is_missing(prev) then close else prev + 0.5 * (close - prev)",
    "if not is_missing(prev) then prev + 0.5 * (close - prev) else close",
    "(prev ?? close) + 0.5 * (close - (prev ?? close))",
  ])("does not hide that it shrinks: %s", (value) => {
    // 0.5ⁿ is below one in a million from n = 20 on.
    expect(settled(`state level from na = ${value}`)).toBe(20);
  });
});

describe("a state inside a function that never forgets", () => {
  const counting = "fn count(x: price) {\n  state n from 0 = prev + x / x\n  return n\n}";

  test("is told once, at the state, however often the function is called", () => {
    const lines = "plot count(close)\nplot count(open)";
    const found = check(createSource("a.sage", example(`${lines}\n${rules}`, { before: counting })));
    expect(found.diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ["SAGE3203", "`n` depends on the day the data starts"],
    ]);
  });

  test("of another file is told at the call", () => {
    const text = example(`plot close / stats.highest_ever(close)\n${rules}`, { before: "use std.stats" });
    const found = check(createSource("a.sage", text)).diagnostics;
    expect(found.map(({ message, span }) => [message, text.slice(span.start, span.end)])).toEqual([
      ["`stats.highest_ever` depends on the day the data starts", "stats.highest_ever(close)"],
    ]);
  });
});
