import { ringStateBytes } from "./average.js";
import { at, length, number, windowed } from "./declare.js";
import type { Input, Operation, Output } from "./operation.js";
import { anywhere, truthRange } from "./range.js";
import type { Range } from "./range.js";
import { bars, ratio } from "./unit.js";

const series: Input = { name: "series", type: "number", unit: "any", summary: "Usually the close." };

/** x − y for x and y in one range. */
function spread(inputs: readonly Range[]): Range {
  const range = inputs[0] ?? anywhere;
  const width = range.high - range.low;
  return Number.isFinite(width) ? { low: -width, high: width } : anywhere;
}

const difference: Output = {
  name: "value",
  type: "number",
  unit: { powers: { series: 1 } },
  range: spread,
  degree: 1,
  summary: "Above 0 after a rise.",
};

/** A quotient x/y − 1 of values that are never negative is never below −1. */
function relative(inputs: readonly Range[], scale: number): Range {
  return (inputs[0]?.low ?? -Infinity) >= 0 ? { low: -scale, high: Infinity } : anywhere;
}

const plainChange: Operation = {
  name: "change",
  surface: "call",
  family: "change",
  summary: "How much the series changed over the last bars. A bar on which it is `na` is not counted.",
  formula: "series − series[length]",
  source: "TradingView's `ta.change`, TA-Lib's `MOM`, pandas' `diff`.",
  inputs: [series],
  bar: [],
  parameters: [length("Bars back to the value compared with.", { fallback: 1 })],
  outputs: [difference],
  first: (p) => at(p, 0),
  settled: (p) => at(p, 0),
  stateBytes: (p) => 16 + 8 * at(p, 0),
  missing: "skip",
  kernel: "change",
};

const momentum: Operation = {
  ...plainChange,
  name: "momentum",
  summary:
    "Momentum: how much the series changed over the last `length` bars; `change` under its older name.",
  source: "TradingView's `ta.mom`, TA-Lib's `MOM`; default length 10 as there.",
  parameters: [length("Bars back to the value compared with.", { fallback: 10 })],
};

const roc: Operation = {
  name: "roc",
  surface: "call",
  family: "change",
  summary: "Rate of change over the last bars, in percent. `na` where the earlier value is 0.",
  formula: "100 · (series − series[length]) / series[length]",
  source:
    "TradingView's `ta.roc` and TA-Lib's `ROC`, in percent; Tulip's `roc` and pandas' `pct_change` are the ratio: use `returns`.",
  inputs: [series],
  bar: [],
  parameters: [length("Bars back to the value compared with.", { fallback: 10 })],
  outputs: [
    {
      name: "value",
      type: "number",
      unit: ratio,
      range: (inputs) => relative(inputs, 100),
      degree: 0,
      summary: "Change in percent of the earlier value.",
    },
  ],
  first: (p) => at(p, 0),
  settled: (p) => at(p, 0),
  stateBytes: (p) => 16 + 8 * at(p, 0),
  missing: "skip",
  kernel: "roc",
};

const returns: Operation = {
  name: "returns",
  surface: "call",
  family: "change",
  summary:
    "Simple return over the last bars, as a ratio: 0.01 is one percent. `na` where the earlier value is 0.",
  formula: "(series − series[length]) / series[length]",
  source: "pandas' `pct_change`, TA-Lib's `ROCP`.",
  inputs: [series],
  bar: [],
  parameters: [length("Bars back to the value compared with.", { fallback: 1 })],
  outputs: [
    {
      name: "value",
      type: "number",
      unit: ratio,
      range: (inputs) => relative(inputs, 1),
      degree: 0,
      summary: "Change as a part of the earlier value.",
    },
  ],
  first: (p) => at(p, 0),
  settled: (p) => at(p, 0),
  stateBytes: (p) => 16 + 8 * at(p, 0),
  missing: "skip",
  kernel: "returns",
};

const logReturns: Operation = {
  name: "log_returns",
  surface: "call",
  family: "change",
  summary:
    "Logarithmic return over the last bars: returns of following bars add up. `na` unless both values have one sign and neither is 0.",
  formula: "ln(series / series[length])",
  source: "Common definition; the logarithm is the project's own and equal on every machine.",
  inputs: [series],
  bar: [],
  parameters: [length("Bars back to the value compared with.", { fallback: 1 })],
  outputs: [
    {
      name: "value",
      type: "number",
      unit: ratio,
      range: anywhere,
      degree: 0,
      summary: "Natural logarithm of the growth.",
    },
  ],
  first: (p) => at(p, 0),
  settled: (p) => at(p, 0),
  stateBytes: (p) => 16 + 8 * at(p, 0),
  missing: "skip",
  kernel: "log_returns",
};

function streak(name: string, word: string, sign: string): Operation {
  return {
    name,
    surface: "call",
    family: "change",
    summary: `Whether the series ${word} on each of the last \`length\` bars.`,
    formula: `series ${sign} series[1] and … and series[length − 1] ${sign} series[length]`,
    source: `TradingView's \`ta.${name}\` as it behaves: every single step counts. It answers false during the warm-up, which is \`na\` here.`,
    inputs: [series],
    bar: [],
    parameters: [length("Steps that must all go this way.", { fallback: 1 })],
    outputs: [
      {
        name: "value",
        type: "truth",
        unit: ratio,
        range: truthRange,
        degree: 0,
        summary: `True while the series ${word} on every step.`,
      },
    ],
    first: (p) => at(p, 0),
    settled: (p) => at(p, 0),
    stateBytes: () => 16,
    missing: "skip",
    kernel: name,
  };
}

const fractionalDifference: Operation = {
  name: "fractional_difference",
  surface: "call",
  family: "change",
  summary:
    "Difference of broken order: between the series itself (order 0) and its change (order 1). It takes out the level and keeps as much memory as the order leaves.",
  formula: "Σ wₖ·series₋ₖ, k = 0 … length − 1, w₀ = 1, wₖ = wₖ₋₁·(k − 1 − order)/k",
  source:
    "J. R. M. Hosking, Fractional Differencing, 1981; with a window of fixed width as in M. López de Prado, Advances in Financial Machine Learning, 2018, chapter 5. The work per bar grows with the length.",
  inputs: [series],
  bar: [],
  parameters: [
    number("order", "0 leaves the series as it is, 1 is its change.", { low: 0, high: 2 }, 0.4),
    length("Bars of weights; those farther back are left out.", { fallback: 100 }),
  ],
  outputs: [{ ...difference, range: anywhere, summary: "The differenced value." }],
  ...windowed(
    (p) => at(p, 1),
    (p) => ringStateBytes(at(p, 1)) + 8 * at(p, 1),
  ),
  work: "window",
  missing: "skip",
  kernel: "fractional_difference",
};

const barsSince: Operation = {
  name: "bars_since",
  surface: "call",
  family: "change",
  summary:
    "Bars since the condition was last true: 0 on the bar itself, at most `longest`, which also stands for any time longer ago and for never. A bar on which the condition is `na` counts as one on which it was not true.",
  formula: "min(longest, bars since condition was true)",
  source:
    "TradingView's `ta.barssince`, which has no limit, is `na` before the first time, and so depends on where the data starts; with a limit the answer depends on no more than the last `longest` bars.",
  inputs: [{ name: "condition", type: "truth", unit: ratio, summary: "What may have happened." }],
  bar: [],
  parameters: [length("The largest answer: this many bars or more.", { name: "longest", fallback: 5_000 })],
  outputs: [
    {
      name: "value",
      type: "number",
      unit: bars,
      range: (_, p) => ({ low: 0, high: at(p, 0) }),
      degree: 0,
      summary: "Bars since the condition was last true.",
    },
  ],
  first: () => 0,
  settled: (p) => at(p, 0) - 1,
  stateBytes: () => 8,
  missing: "through",
  kernel: "bars_since",
};

/** Change against earlier bars. */
export const change: readonly Operation[] = [
  plainChange,
  momentum,
  roc,
  returns,
  logReturns,
  streak("rising", "rose", ">"),
  streak("falling", "fell", "<"),
  fractionalDifference,
  barsSince,
];
