import { describe, expect, test } from "vitest";
import { compileTests } from "../../compiler/index.js";
import { createSource } from "../../lang/index.js";
import { runTest, type TestResult } from "./tests.js";

/** A strategy whose one name can be followed by hand, and one test of it. */
function play(steps: string, rules = ""): TestResult {
  const text = `sage 1

strategy steps {
  market {
    symbol: BTCUSDT
    timeframe: 1h
    tick: 0.01
  }
  param length = 20 bars in 10..40
  let ceiling = highest(close, length)[1]
  let broken  = close > ceiling
  enter long when broken {
    stop entry * 0.9
    take entry * 1.2
  }
  exit long when close < ceiling * 0.5
  ${rules}
  size 50% of equity
  costs {
    fee: 0.1%
  }
}

test "it" for steps {
  with length = 2 bars
  ${steps}
}
`;
  const { tests, diagnostics } = compileTests(createSource("steps.sage", text));
  const [first] = tests;
  if (first === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return runTest(first);
}

const outcomes = (steps: string, rules = "") =>
  play(steps, rules).expectations.map(({ passed, happened }) => (passed ? "passed" : happened));

describe("what can be expected", () => {
  // Closes 10, 11, 12: the highest of the two bars before bar 2 is 11, and 12 is above it.
  const rising = "close: 10, 11, 12, 12, 12";

  test("an entry is decided at the close that makes the rule true", () => {
    expect(outcomes(`${rising}\nexpect enter long at bar 2`)).toEqual(["passed"]);
    expect(outcomes(`${rising}\nexpect enter long`)).toEqual(["passed"]);
    expect(outcomes(`${rising}\nexpect enter all at bar 2`)).toEqual(["passed"]);
    expect(outcomes(`${rising}\nexpect enter long at bar 3`)).toEqual(["it happened at bar 2 instead"]);
    expect(outcomes(`${rising}\nexpect no enter long`)).toEqual(["enter long was decided at bar 2"]);
    expect(outcomes(`${rising}\nexpect nothing`)).toEqual(["enter long was decided at bar 2"]);
    expect(outcomes(`${rising}\nexpect nothing at bar 3`)).toEqual(["passed"]);
    expect(outcomes(`${rising}\nexpect no nothing at bar 2`)).toEqual(["passed"]);
    expect(outcomes(`${rising}\nexpect exit long`)).toEqual(["it never happened"]);
  });

  test("a value holds to as many digits as are written", () => {
    const steps = "close: 10, 10.26, 12, 12";
    expect(outcomes(`${steps}\nexpect ceiling = 10.26 at bar 2`)).toEqual(["passed"]);
    expect(outcomes(`${steps}\nexpect ceiling = 10.3 at bar 2`)).toEqual(["passed"]);
    expect(outcomes(`${steps}\nexpect ceiling = 10.2 at bar 2`)).toEqual(["`ceiling` is 10.26"]);
    expect(outcomes(`${steps}\nexpect ceiling = 10.30 at bar 2`)).toEqual(["`ceiling` is 10.26"]);
    expect(outcomes(`${steps}\nexpect ceiling = na at bar 1`)).toEqual(["passed"]);
    expect(outcomes(`${steps}\nexpect ceiling = na at bar 2`)).toEqual(["`ceiling` is 10.26"]);
    expect(outcomes(`${steps}\nexpect broken = true at bar 2`)).toEqual(["passed"]);
  });

  test("a protection counts in the bar that it is filled in", () => {
    // Filled at the open of bar 3 at 12: the stop lies at 10.8, the target at 14.4.
    const stopped = "close: 10, 11, 12, 12, 12\nlow: 10, 10, 11, 11, 10.8";
    expect(outcomes(`${stopped}\nexpect stop at bar 4`)).toEqual(["passed"]);
    expect(outcomes(`${stopped}\nexpect stop at bar 3`)).toEqual(["it happened at bar 4 instead"]);
    expect(outcomes(`${stopped}\nexpect take`)).toEqual(["it never happened"]);
    const taken = "close: 10, 11, 12, 12, 12\nhigh: 10, 11, 12, 14.4, 12";
    expect(outcomes(`${taken}\nexpect take at bar 3`)).toEqual(["passed"]);
    expect(outcomes(`${taken}\nexpect no take`)).toEqual(["the long left by its take in bar 3, at 14.4"]);
  });

  test("a signal that leads to no order is told apart, with its reason", () => {
    const steps = "close: 10, 11, 12, 12, 13\nexpect enter long at bar 4";
    expect(outcomes(steps)).toEqual(["the rule came true, but no order followed: in position"]);
  });
});

test("columns that are left out are those of a quiet market", () => {
  const { test: made } = play("close: 10, 11, 9\nvolume: 5, na, 7\nexpect nothing");
  expect(made.bars).toEqual({
    open: [10, 10, 11],
    high: [10, 11, 11],
    low: [10, 10, 9],
    close: [10, 11, 9],
    volume: [5, Number.NaN, 7],
  });
  expect(made.start).toBe(Date.UTC(2024, 0, 1));
  const opens = play("open: 10, 11, 9\nstart: 2021-05-03T06:00\nexpect nothing").test;
  expect(opens.bars.close).toEqual([10, 11, 9]);
  expect(opens.start).toBe(Date.UTC(2021, 4, 3, 6));
});

test("a series without a decision runs, and says so", () => {
  const result = play("close: 10, 11\nexpect ceiling = na at bar 1\nexpect nothing");
  expect(result.passed).toBe(true);
  expect(result.events).toEqual([]);
  expect(result.valueAt("ceiling", 1)).toBeNaN();
  expect(result.rulesAt(1)).toEqual([]);
});

test("the rules at a bar show the values they were decided by", () => {
  const [rule] = play("close: 10, 11, 12, 12\nexpect enter long at bar 3").rulesAt(3);
  expect(rule).toMatchObject({ action: "enter", side: "long", outcome: null, condition: { value: 0 } });
});
