import { expect, test } from "vitest";
import { joinStretches } from "./stretches.js";

const joined = (metric: string, ...values: readonly number[]) =>
  joinStretches(
    metric,
    values.map((value, k) => ({ value, bars: 100 * (k + 1) })),
  );

test("what stretches of bars say together", () => {
  expect(joined("netProfit", 10, -4)).toBe(6);
  expect(joined("tradeCount", 10, 4)).toBe(14);
  // 1.1 × 0.9 − 1
  expect(joined("totalReturn", 0.1, -0.1)).toBeCloseTo(-0.01, 15);
  expect(joined("maxDrawdown", -0.1, -0.3)).toBe(-0.3);
  expect(joined("longestDrawdownBars", 7, 3)).toBe(7);
  // The better of two bad months is the better one.
  expect(joined("bestMonth", -0.01, -0.05)).toBe(-0.01);
  // A year has as many bars, however many stretches are judged.
  expect(joined("periodsPerYear", 8760, 8760)).toBe(8760);
  expect(joined("returnCount", 99, 199)).toBe(298);
  // 100 bars of 3 and 200 bars of 0.
  expect(joined("sharpe", 3, 0)).toBe(1);
  expect(joined("sharpe", 3)).toBe(3);
  expect(joined("sharpe")).toBeNaN();
});
