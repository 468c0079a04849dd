import { immediate, series, truthOutput } from "./declare.js";
import type { Input, Operation } from "./operation.js";

const a = series("a", "Left value.");
const b = series("b", "Right value.");
const exact = "IEEE 754-2019 comparison of doubles; nothing is treated as nearly equal.";
const pine =
  "TradingView Pine Script v5 reference, `ta.crossover` and `ta.crossunder`: touching counts as the side before.";

export const comparison: readonly Operation[] = [
  compare("less", "Whether the left value is below the right one.", "a < b"),
  compare("less_equal", "Whether the left value is not above the right one.", "a ≤ b"),
  compare("greater", "Whether the left value is above the right one.", "a > b"),
  compare("greater_equal", "Whether the left value is not below the right one.", "a ≥ b"),
  compare("equal", "Whether two values are the same.", "a = b"),
  compare("not_equal", "Whether two values differ.", "a ≠ b"),
  {
    ...declare("within", "Whether the value lies between two bounds, both included.", "low ≤ value ≤ high", [
      series("value", "The value."),
      series("low", "Lower bound."),
      series("high", "Upper bound."),
    ]),
  },
  crossing(
    "crosses_above",
    "Whether `a` has just gone from not above `b` to above it.",
    "a > b and a₋₁ ≤ b₋₁",
  ),
  crossing(
    "crosses_below",
    "Whether `a` has just gone from not below `b` to below it.",
    "a < b and a₋₁ ≥ b₋₁",
  ),
];

function compare(name: string, summary: string, formula: string): Operation {
  return declare(name, summary, formula, [a, b]);
}

/** The bar before is the last one on which neither value was missing. */
function crossing(name: string, summary: string, formula: string): Operation {
  return {
    ...declare(name, summary, formula, [a, b]),
    source: pine,
    first: () => 1,
    settled: () => 1,
    stateBytes: () => 8,
  };
}

function declare(name: string, summary: string, formula: string, inputs: readonly Input[]): Operation {
  return {
    name,
    surface: "operator",
    family: "comparison",
    summary,
    formula,
    source: exact,
    inputs,
    bar: [],
    parameters: [],
    outputs: [truthOutput(summary)],
    ...immediate,
    missing: "skip",
    kernel: name,
  };
}
