import { expect, test } from "vitest";
import { check, compileTests } from "../../compiler/index.js";
import { createSource } from "../../lang/index.js";
import { runTest } from "./tests.js";

const fileOf = (steps: string): string => `sage 1

strategy watched {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  feed eth {
    symbol: "ETH/USDT"
    stale: 3 bars
  }
  feed day {
    symbol: "SOL/USDT"
    timeframe: 1d
    stale: 3 bars
  }
  feed mood from "mood.csv" {
    column: level
    known: 1d
    stale: 9d
  }

  let spread = close / eth.close
  let paid   = funding
  let since  = age(eth)
  let sol    = day.open
  let calm   = mood.level

  enter long when (eth.close > price(20) and calm > 5 and paid < 0) ?? false
  exit  long when close < open

  size 50% of equity
  costs {
    fee: 0.1%
  }
}

test "rows" for watched {
${steps}
}
`;

const rows = `  close: 10, 10, 10, 10
  eth.close: 10, na, 40, 50
  day.close: 3, 4, 4, 4
  mood.level: na, 6, 7, 8
  funding: na, 0.01%, -0.02%, na`;

function run(steps: string) {
  const source = createSource("watched.sage", fileOf(steps));
  const { tests, diagnostics } = compileTests(source, check(source));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return { results: tests.map(runTest), errors };
}

test("rows of feeds and series are what is known at the close of each bar", () => {
  const { results, errors } = run(`${rows}
  expect enter long at bar 2
  expect spread = 1 at bar 1
  expect spread = 0.25 at bar 2
  expect since = 1 at bar 1
  expect since = 0 at bar 3
  expect paid = 0.0001 at bar 1
  expect paid = -0.0002 at bar 3
  expect calm = na at bar 0
  expect calm = 7 at bar 2
  expect sol = 4 at bar 2`);
  expect(errors.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  const failed = results[0]?.expectations.filter(({ passed }) => !passed);
  expect(failed?.map(({ expectation, happened }) => `${expectation.text}: ${happened}`)).toEqual([]);
});

test.each([
  ["a feed that is not there", rows.replace("eth.close", "ets.close"), "SAGE2001"],
  ["a column that is not there", rows.replace("eth.close", "eth.cloes"), "SAGE2001"],
  ["too few values", rows.replace("10, na, 40, 50", "10, na, 40"), "SAGE7001"],
  ["too few values of a series", rows.replace("-0.02%, na", "-0.02%"), "SAGE7001"],
  ["a value that is none", rows.replace("10, na, 40, 50", "10, close, 40, 50"), "SAGE2110"],
  ["nothing of what the strategy reads", rows.replace(/ {2}funding.*/, ""), "SAGE1013"],
])("%s is said", (_, steps, code) => {
  const { results, errors } = run(`${steps}\n  expect nothing at bar 0`);
  expect(errors.map((each) => each.code)).toContain(code);
  expect(results).toEqual([]);
});
