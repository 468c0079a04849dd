import { describe, expect, test } from "vitest";
import { createSource } from "../../lang/source.js";
import { print } from "../../lang/printer/print.js";
import { check } from "../check.js";
import { compile } from "../compile.js";
import { example } from "../diagnostics/example.js";

const withRules = (lines: string, before = "") =>
  example(`${lines}\nexit long when close < ema(close, 48)`, { before });
const found = (text: string) =>
  check(createSource("family.sage", text)).diagnostics.map(({ code, span }) => [
    code,
    text.slice(span.start, span.end),
  ]);

describe("members of a family", () => {
  test("are series with the number in the place of the index", () => {
    const text = withRules(`
let lag[k in 1..3] = close / close[k] - 1
let calm[k in 2..3] = ema(close, k * 10 bars)
enter long when lag[3] > 0 and close > calm[2]`);
    expect(found(text)).toEqual([]);
    const { strategies } = check(createSource("family.sage", text));
    const [strategy] = strategies;
    expect(strategy?.lets.map(({ name }) => name)).toEqual([
      "lag[1]",
      "lag[2]",
      "lag[3]",
      "calm[2]",
      "calm[3]",
    ]);
    const firsts = strategy?.lets.map(({ value }) => strategy.facts.get(value)?.first);
    // close[k] needs k bars, ema(close, n) gives its first value on its n-th bar.
    expect(firsts).toEqual([1, 2, 3, 19, 29]);
  });

  test("compute what the same lines written one by one compute", () => {
    const family = withRules(`
let lag[k in 1..2] = close / close[k] - 1
enter long when lag[1] > 0 and lag[2][3] > lag[2]`);
    const single = withRules(`
let lag_1 = close / close[1] - 1
let lag_2 = close / close[2] - 1
enter long when lag_1 > 0 and lag_2[3] > lag_2`);
    const hash = (text: string) => compile(createSource("family.sage", text)).graph?.hash;
    expect(hash(family)).toBeDefined();
    expect(hash(family)).toBe(hash(single));
  });

  test("have their names in the graph", () => {
    const text = withRules(`
let lag[k in 1..2] = close / close[k] - 1
enter long when lag[2] > 0 and lag[1] > 0`);
    const { graph } = compile(createSource("family.sage", text));
    expect(graph?.names.map(({ name }) => name)).toEqual(["lag[1]", "lag[2]"]);
  });

  test("may be made of each other, of constants and inside functions", () => {
    const before = `const last = 2 + 1
const one = 1
fn speed(x: price) {
  let step[j in 1..2] = x - x[j]
  return step[1] + step[2]
}`;
    const text = withRules(
      `
let lag[k in one..last] = close / close[k] - 1
let turn[k in 2..last] = lag[k] - lag[k - 1]
enter long when turn[last] > 0 and turn[2] > 0 and speed(close) > 0`,
      before,
    );
    expect(found(text)).toEqual([]);
  });

  test("stay apart although they share their text", () => {
    const text = withRules(`
let up[k in 1..2] = close > close[k]
enter long when up[1]
enter short when up[2]`).replace("BTCUSDT", "BTCUSDT\n    type: perpetual");
    expect(found(text)).toEqual([]);
  });
});

describe("what cannot be a family or a member says so", () => {
  test.each([
    [
      "a number outside",
      "let lag[k in 1..5] = close / close[k]\nenter long when lag[6] > 1",
      "SAGE2012",
      "lag[6]",
    ],
    ["no number", "let lag[k in 1..5] = close / close[k]\nenter long when lag > 1", "SAGE2012", "lag"],
    [
      "a series as number",
      "let lag[k in 1..5] = close / close[k]\nenter long when lag[round(volume)] > 1",
      "SAGE2110",
      "round(volume)",
    ],
    [
      "a parameter as number",
      "param n = 2 in 1..3\nlet lag[k in 1..5] = close / close[k]\nenter long when lag[n] > 1",
      "SAGE2110",
      "n",
    ],
    [
      "a parameter as bound",
      "param n = 2 in 1..3\nlet lag[k in 1..n] = close / close[k]\nenter long when lag[1] > 1 and n > 0",
      "SAGE2110",
      "n",
    ],
    [
      "too many",
      "let lag[k in 1..100000] = close / close[k]\nenter long when lag[1] > 1",
      "SAGE2013",
      "1..100000",
    ],
    [
      "fractions",
      "let lag[k in 0.5..2] = close / close[k]\nenter long when lag[1] > 1",
      "SAGE2013",
      "0.5..2",
    ],
    [
      "a circle",
      "let lag[k in 1..2] = lag[k] + 1\nenter long when lag[1] > 1 and lag[2] > 1",
      "SAGE3004",
      "lag",
    ],
  ])("%s", (_, lines, code, at) => {
    expect(found(withRules(lines))[0]).toEqual([code, at]);
  });

  test("a circle of constants ends", () => {
    const text = withRules(
      "let lag[k in 1..a] = close[k]\nenter long when lag[1] > 1",
      "const a = b\nconst b = a",
    );
    expect(found(text).length).toBeGreaterThan(0);
  });
});

test("a family is printed as it is read", () => {
  const text = withRules("let lag[k in 1..5] = close / close[k] - 1\nenter long when lag[5] > 0");
  const source = createSource("family.sage", text);
  const { file } = check(source);
  expect(print(file, source)).toContain("let lag[k in 1..5] = close / close[k] - 1\n");
});
