import { describe, expect, test } from "vitest";
import { compute } from "./testing/compute.js";
import {
  at,
  averageRange,
  close,
  differences,
  high,
  low,
  mean,
  stdev,
  walk,
  windowOf,
} from "./testing/walk.js";

const bars = walk.close.length;

function expectColumn(expression: string, from: number, wanted: (bar: number) => number): void {
  const found = compute(["risk"], [expression], { bars: walk }).get(expression) ?? new Float64Array();
  expect(differences(found, from, wanted)).toEqual([]);
}

const atr14 = averageRange(14);
const atr22 = averageRange(22);
const logReturn = (bar: number) => Math.log(close(bar) / close(bar - 1));
const simpleReturn = (bar: number) => close(bar) / close(bar - 1) - 1;

describe("stops", () => {
  test("atr_stop", () => {
    expectColumn("risk.atr_stop(2, 14 bars).long", 13, (bar) => close(bar) - 2 * at(atr14, bar));
    expectColumn("risk.atr_stop(1.5, 14 bars).short", 13, (bar) => close(bar) + 1.5 * at(atr14, bar));
  });

  test("chandelier", () => {
    const highest = (bar: number) => Math.max(...windowOf(high, bar, 22));
    const lowest = (bar: number) => Math.min(...windowOf(low, bar, 22));
    expectColumn("risk.chandelier().long", 21, (bar) => highest(bar) - 3 * at(atr22, bar));
    expectColumn("risk.chandelier().short", 21, (bar) => lowest(bar) + 3 * at(atr22, bar));
  });

  test("swing_stop", () => {
    const lowest = (bar: number) => Math.min(...windowOf(low, bar, 10));
    const highest = (bar: number) => Math.max(...windowOf(high, bar, 10));
    expectColumn("risk.swing_stop(10 bars, 0.25).long", 13, (bar) => lowest(bar) - 0.25 * at(atr14, bar));
    expectColumn("risk.swing_stop(10 bars, 0.25).short", 13, (bar) => highest(bar) + 0.25 * at(atr14, bar));
  });

  test("percent_stop", () => {
    expectColumn("risk.percent_stop(2%).long", 0, (bar) => 0.98 * close(bar));
    expectColumn("risk.percent_stop(2%).short", 0, (bar) => 1.02 * close(bar));
  });

  test("safe_zone", () => {
    const stabs = (under: (bar: number) => number) => (bar: number) => {
      const found = windowOf(under, bar - 1, 20).filter((size) => size > 0);
      return mean(found);
    };
    const falls = stabs((bar) => low(bar - 1) - low(bar));
    const rises = stabs((bar) => high(bar) - high(bar - 1));
    expectColumn("risk.safe_zone(2.5, 20 bars).long", 21, (bar) => low(bar - 1) - 2.5 * falls(bar));
    expectColumn("risk.safe_zone(2.5, 20 bars).short", 21, (bar) => high(bar - 1) + 2.5 * rises(bar));
  });

  test("ratchet turns only when the close breaks it", () => {
    let line = NaN;
    const lines = Array.from({ length: bars }, (_, bar) => {
      if (bar < 21) return NaN;
      const [now, before, reach] = [close(bar), close(bar - 1), 3 * at(atr22, bar)];
      if (Number.isNaN(line)) line = now - reach;
      else if (now > line) line = before > line ? Math.max(line, now - reach) : now - reach;
      else line = before < line ? Math.min(line, now + reach) : now + reach;
      return line;
    });
    expectColumn("risk.ratchet(3, 22 bars).line", 21, (bar) => at(lines, bar));
    expectColumn("risk.ratchet(3, 22 bars).rising", 21, (bar) => Number(close(bar) > at(lines, bar)));
  });
});

describe("targets, multiples and shares by hand", () => {
  /** The same number on every bar. */
  const numberOf = (expression: string) =>
    compute(["risk"], [expression], { bars: walk }).get(expression)?.at(-1) ?? NaN;

  test.each([
    ["risk.target(price(100), price(96), 3)", 112],
    ["risk.target(price(100), price(105), 2)", 90],
    ["risk.r_multiple(price(100), price(96), price(110))", 2.5],
    ["risk.r_multiple(price(100), price(105), price(105))", -1],
    ["risk.expectancy(0.4, 2)", 0.2],
    ["risk.kelly(0.6, 1, 1)", 0.2],
    ["risk.kelly(0.6, 1)", 0.1],
    ["risk.kelly(0.4, 1)", 0],
    ["risk.kelly(0.99, 50, 1, 0.25)", 0.25],
    ["risk.risk_parity(0.1, 0.3)", 0.75],
    ["risk.inverse_volatility_of_three(0.1, 0.2, 0.2)", 0.5],
    ["risk.drawdown_scale(0.05, 20%)", 0.75],
    ["risk.drawdown_scale(0.3, 20%, 0.1)", 0.1],
    ["risk.drawdown_scale(0, 20%)", 1],
    ["risk.bars_per_year()", 8760],
    ["risk.bars_per_year(252)", 6048],
  ])("%s is %d", (expression, wanted) => {
    expect(numberOf(expression)).toBeCloseTo(wanted, 12);
  });
});

describe("sizes", () => {
  test("annual_volatility and volatility_target", () => {
    const yearly = (bar: number) => stdev(windowOf(logReturn, bar, 30)) * Math.sqrt(8760);
    expectColumn("risk.annual_volatility(30 bars)", 50, yearly);
    expectColumn("risk.volatility_target(20%, 30 bars)", 50, (bar) => Math.min(1, 0.2 / yearly(bar)));
    expectColumn("risk.volatility_target(20%, 30 bars, 0.1)", 50, (bar) => Math.min(0.1, 0.2 / yearly(bar)));
  });

  test("turtle_unit", () => {
    expectColumn("risk.turtle_unit(1%, 2, 14 bars)", 13, (bar) =>
      Math.min(1, (0.01 * close(bar)) / (2 * at(atr14, bar))),
    );
  });

  test("kelly_of_returns", () => {
    expectColumn("risk.kelly_of_returns(100 bars, 0.01)", 100, (bar) => {
      const returns = windowOf(simpleReturn, bar, 100);
      return Math.min(1, Math.max(0, (0.01 * mean(returns)) / stdev(returns) ** 2));
    });
  });

  test("drawdown_of and value_at_risk", () => {
    expectColumn(
      "risk.drawdown_of(close, 50 bars)",
      49,
      (bar) => 1 - close(bar) / Math.max(...windowOf(close, bar, 50)),
    );
    expectColumn("risk.value_at_risk(101 bars, 0.05)", 101, (bar) => {
      const sorted = windowOf(simpleReturn, bar, 101).toSorted((a, b) => a - b);
      return -(sorted[5] ?? NaN);
    });
  });
});
