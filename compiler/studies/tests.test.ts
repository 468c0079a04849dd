import { describe, expect, test } from "vitest";
import { createSource } from "../../lang/source.js";
import { check } from "../check.js";
import { closes, testExample } from "../diagnostics/test-example.js";

const found = (steps: string) =>
  check(createSource("test.sage", testExample(steps))).diagnostics.map(
    ({ code, message }) => `${code} ${message}`,
  );

describe("what is wrong with a test is said at the test", () => {
  test.each([
    ["nothing", `${closes}\nexpect enter long at bar 4`, []],
    [
      "a column that there is not",
      `${closes}\nvolum: 1, 1\nexpect nothing`,
      ["SAGE2001 there is no row `volum`"],
    ],
    [
      "a parameter that there is not",
      `with fats = 2\n${closes}\nexpect nothing`,
      ["SAGE2001 there is no parameter `fats` in `example`"],
    ],
    [
      "a parameter given twice",
      `with fast = 2, fast = 3\n${closes}\nexpect nothing`,
      ["SAGE1012 the test has `fast` twice"],
    ],
    [
      "a value of another kind",
      `with fast = 2%\n${closes}\nexpect nothing`,
      ["SAGE2101 `fast` takes bars, not percent"],
    ],
    [
      "half a bar",
      `with fast = 2.5\n${closes}\nexpect nothing`,
      ["SAGE2101 `fast` takes bars, not a part of one"],
    ],
    [
      "a series as a value",
      `with fast = close\n${closes}\nexpect nothing`,
      ["SAGE2110 `fast` needs plain values"],
    ],
    ["a row twice", `${closes}\n${closes}\nexpect nothing`, ["SAGE1012 the test has `close` twice"]],
    ["no prices", "volume: 1, 2\nexpect nothing", ["SAGE1013 the test has no `close`"]],
    [
      "a number as the start",
      `${closes}\nstart: 5\nexpect nothing`,
      ["SAGE2101 `start` is the day, or the moment, at which the first bar opens"],
    ],
    ["a name that there is not", `${closes}\nexpect quik = 10 at bar 4`, ["SAGE2001 there is no `quik`"]],
    ["yes where a number is", `${closes}\nexpect quick = true at bar 4`, ["SAGE2101 `quick` is a number"]],
    [
      "half a bar's number",
      `${closes}\nexpect nothing at bar 1.5`,
      ["SAGE7002 there is no bar 1.5: the test has bars 0 to 5"],
    ],
    [
      "a price of nothing",
      "close: 10, 0, 10, 10, 10\nexpect nothing",
      ["SAGE7004 bar 1 cannot be: a price is above zero"],
    ],
    [
      "a low above the close",
      `${closes}\nlow: 10, 10, 9, 10, 9, 12\nexpect nothing`,
      ["SAGE7004 bar 3 cannot be: the low is above the close"],
    ],
    [
      "two values of a name",
      `${closes}\nexpect quick = 10 at bar 4\nexpect quick = 11 at bar 4`,
      ["SAGE7005 `quick = 11 at bar 4` rules out `quick = 10 at bar 4`"],
    ],
    ["a value in fewer digits", `${closes}\nexpect quick = 11 at bar 4\nexpect quick = 11.04 at bar 4`, []],
    [
      "nothing where something is",
      `${closes}\nexpect enter long at bar 4\nexpect nothing`,
      ["SAGE7005 `nothing` rules out `enter long at bar 4`"],
    ],
    ["nothing at another bar", `${closes}\nexpect enter long at bar 4\nexpect nothing at bar 3`, []],
    ["values outside a range", `with fast = 1 bars\n${closes}\nexpect nothing at bar 0`, []],
  ])("%s", (_, steps, expected) => {
    expect(found(steps)).toEqual(expected);
  });
});

test("a strategy that there is not", () => {
  const text = testExample(`${closes}\nexpect nothing`).replace("for example", "for exmaple");
  const { diagnostics, tests } = check(createSource("test.sage", text));
  expect(diagnostics.map(({ code }) => code)).toEqual(["SAGE2001"]);
  expect(diagnostics[0]?.fixes[0]?.edits[0]?.text).toBe("example");
  expect(tests[0]?.sound).toBe(false);
});

test("values that break a requirement are told at the values", () => {
  const text = testExample(`with fast = 4 bars\n${closes}\nexpect nothing`).replace(
    "param fast",
    "require fast < 4 bars\n  param fast",
  );
  const source = createSource("test.sage", text);
  const { diagnostics } = check(source);
  expect(diagnostics.map(({ code, span }) => [code, source.text.slice(span.start, span.end)])).toEqual([
    ["SAGE7007", "with fast = 4 bars"],
  ]);
});

test("warm-up is that of the test's own values", () => {
  const { tests, strategies } = check(
    createSource("test.sage", testExample(`with fast = 3\n${closes}\nexpect nothing`)),
  );
  // Both averages of three bars have a value at bar 2, so that a cross can be seen at bar 3.
  expect(tests[0]?.strategy?.warmup.first).toBe(3);
  expect(strategies[0]?.warmup.first).toBe(4);
});

test("a broken test leaves its strategy as it is", () => {
  const { strategies } = check(createSource("test.sage", testExample("volum: 1\nexpect nothing")));
  expect(strategies[0]?.sound).toBe(true);
});
