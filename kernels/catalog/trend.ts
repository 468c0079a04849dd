import { exponentialStateBytes, rangeStateBytes } from "./state.js";
import { at, choice, exponentialDecay, forgettingBars, length, number, wilderDecay } from "./declare.js";
import { hull } from "./interval.js";
import type { Operation, ParameterValues } from "./operation.js";
import { anywhere, notNegative, truthRange } from "./range.js";
import type { Range } from "./range.js";
import { price, ratio } from "./unit.js";

const typicalPrice: Operation = {
  name: "typical_price",
  surface: "call",
  family: "trend",
  summary: "One price for the whole bar: the mean of high, low and close.",
  formula: "(high + low + close) / 3",
  source: "TradingView's `hlc3`, TA-Lib's `TYPPRICE`.",
  inputs: [],
  bar: ["high", "low", "close"],
  parameters: [],
  outputs: [
    { name: "value", type: "number", unit: price, range: hull, degree: 1, summary: "The typical price." },
  ],
  first: () => 0,
  settled: () => 0,
  stateBytes: () => 0,
  missing: "skip",
  kernel: "typical_price",
};

const firstBar = choice(
  "first_bar",
  "The first bar of the data has no close before it: count its high − low, or leave it out.",
  ["counted", "skipped"],
);

const trueRange: Operation = {
  name: "true_range",
  surface: "call",
  family: "trend",
  summary: "True range: the distance a bar covered, with the gap from the close before it.",
  formula:
    "max(high, close[1]) − min(low, close[1]); on the first bar high − low, or `na` with first_bar: skipped",
  source:
    "J. Welles Wilder, New Concepts in Technical Trading Systems, 1978. As TradingView's `ta.tr(true)`; `first_bar: skipped` is its `ta.tr(false)` and TA-Lib's `TRANGE`.",
  inputs: [],
  bar: ["high", "low", "close"],
  parameters: [firstBar],
  outputs: [
    { name: "value", type: "number", unit: price, range: notNegative, degree: 1, summary: "The true range." },
  ],
  first: (p) => at(p, 0),
  settled: (p) => at(p, 0),
  stateBytes: () => rangeStateBytes,
  missing: "skip",
  kernel: "true_range",
};

const atrFirst = (p: ParameterValues): number => at(p, 0) - 1 + at(p, 2);

const atr: Operation = {
  name: "atr",
  surface: "call",
  family: "trend",
  summary: "Average true range: how far the price usually moves in a bar, gaps included.",
  formula:
    "Running average of the true range. smoothing: wilder has weight 1/length and is seeded with the mean of the first `length` ranges; span has weight 2/(length + 1) and is seeded with the first range.",
  source:
    "J. Welles Wilder, New Concepts in Technical Trading Systems, 1978. As TradingView's `ta.atr`: the first bar counts with high − low, so that the first value stands on bar length − 1. `first_bar: skipped` leaves it out, as TA-Lib's `ATR` and Stock.Indicators (first value one bar later). `smoothing: span` is the variant of pandas users (`ewm(span)`, `adjust=False`).",
  inputs: [],
  bar: ["high", "low", "close"],
  parameters: [
    length("Bars of the average.", { fallback: 14 }),
    choice(
      "smoothing",
      "Wilder's average (weight 1/length) or the exponential one (weight 2/(length + 1)).",
      ["wilder", "span"],
    ),
    firstBar,
  ],
  outputs: [
    {
      name: "value",
      type: "number",
      unit: price,
      range: notNegative,
      degree: 1,
      summary: "The average true range.",
    },
  ],
  first: atrFirst,
  settled: (p, epsilon) =>
    atrFirst(p) +
    forgettingBars(at(p, 1) === 0 ? wilderDecay(at(p, 0)) : exponentialDecay(at(p, 0)), epsilon),
  stateBytes: () => rangeStateBytes + exponentialStateBytes,
  missing: "skip",
  kernel: "atr",
};

const dmiFirst = (p: ParameterValues): number => at(p, 0) + at(p, 1) - 1;
const directionFirst = (p: ParameterValues): number => at(p, 0);
const directionSettled = (p: ParameterValues, epsilon: number): number =>
  at(p, 0) + forgettingBars(wilderDecay(at(p, 0)), epsilon);

const dmi: Operation = {
  name: "dmi",
  surface: "call",
  family: "trend",
  summary:
    "Directional movement: strength of upward (`plus`) and downward (`minus`) movement in percent of the range, and of the trend itself whichever way it goes (`adx`). `na` until the price has moved at all.",
  formula:
    "up = high − high[1], down = low[1] − low; +DM = up if up > down and up > 0, else 0; −DM the mirror image; plus, minus = 100 · rma(±DM, length) / rma(true range, length); adx = 100 · rma(|plus − minus| / (plus + minus), adx_length), the quotient being 0 where both are 0",
  source:
    "J. Welles Wilder, New Concepts in Technical Trading Systems, 1978. As TradingView's `ta.dmi`; every average is seeded with the mean of its first values, as in the ChartSchool worksheet. TA-Lib seeds the sums with one value less and comes together with ours after some hundred bars.",
  inputs: [],
  bar: ["high", "low", "close"],
  parameters: [
    length("Bars of the averages of movement and range.", { fallback: 14 }),
    length("Bars of the average that makes the ADX.", { name: "adx_length", fallback: 14 }),
  ],
  outputs: [
    {
      name: "plus",
      type: "number",
      unit: ratio,
      range: { low: 0, high: 100 },
      first: directionFirst,
      settled: directionSettled,
      degree: 0,
      summary: "+DI: upward movement in percent of the true range.",
    },
    {
      name: "minus",
      type: "number",
      unit: ratio,
      range: { low: 0, high: 100 },
      first: directionFirst,
      settled: directionSettled,
      degree: 0,
      summary: "−DI: downward movement in percent of the true range.",
    },
    {
      name: "adx",
      type: "number",
      unit: ratio,
      range: { low: 0, high: 100 },
      degree: 0,
      summary: "Average directional index: above 25 most call it a trend.",
    },
  ],
  first: dmiFirst,
  settled: (p, epsilon) =>
    directionSettled(p, epsilon) + at(p, 1) - 1 + forgettingBars(wilderDecay(at(p, 1)), epsilon),
  stateBytes: () => rangeStateBytes + 16 + 4 * exponentialStateBytes,
  missing: "skip",
  kernel: "dmi",
};

const supertrend: Operation = {
  name: "supertrend",
  surface: "call",
  family: "trend",
  summary:
    "Supertrend: a stop line `factor` average true ranges from the middle of the bar that only moves in the direction of the trend, until the close breaks it.",
  formula:
    "upper, lower = (high + low)/2 ± factor · atr(length); the lower band falls only after a close below it, the upper rises only after a close above it; the trend turns when the close passes the band that is the line. It starts as a falling trend.",
  source:
    "Olivier Seban, 2008. As TradingView's `ta.supertrend(factor, atrPeriod)`, with its sign: direction −1 is a rising trend, +1 a falling one; `rising` says it in words. What came before the data is forgotten only when the trend turns, which no number of bars guarantees.",
  inputs: [],
  bar: ["high", "low", "close"],
  parameters: [
    number(
      "factor",
      "Average true ranges from the middle of the bar to the line.",
      { low: 0, high: 1000 },
      3,
    ),
    length("Bars of the average true range.", { fallback: 10 }),
  ],
  outputs: [
    {
      name: "line",
      type: "number",
      unit: price,
      range: anywhere,
      degree: 1,
      summary: "The stop line: below the price in a rising trend, above it in a falling one.",
    },
    {
      name: "direction",
      type: "number",
      unit: ratio,
      range: { low: -1, high: 1 },
      degree: 0,
      summary: "−1 in a rising trend, +1 in a falling one (TradingView's sign).",
    },
    {
      name: "rising",
      type: "truth",
      unit: ratio,
      range: truthRange,
      degree: 0,
      summary: "Whether the trend is a rising one.",
    },
  ],
  first: (p) => at(p, 1) - 1,
  settled: () => Infinity,
  stateBytes: () => rangeStateBytes + exponentialStateBytes + 32,
  missing: "skip",
  kernel: "supertrend",
};

const accelerationRange: Range = { low: 0, high: 1 };

const sar: Operation = {
  name: "sar",
  surface: "call",
  family: "trend",
  summary:
    "Parabolic stop and reverse: a trailing stop that follows the trend ever faster and changes sides when the price touches it.",
  formula:
    "stop = stop[1] + acceleration · (extreme − stop[1]), held outside the two bars before; acceleration begins at `start` and grows by `step` with each new extreme up to `maximum`; when the bar breaks the stop, the extreme becomes the new stop on the other side. turn: free compares the bar with the stop before it is held, and the first trend follows the second close; held compares with the held stop, touching it is enough, and the first trend follows directional movement.",
  source:
    "J. Welles Wilder, New Concepts in Technical Trading Systems, 1978. `turn: free` is TradingView's `ta.sar(start, inc, max)`; `turn: held` is Wilder's own rule, TA-Lib's `SAR` (and Tulip's and Stock.Indicators', which only begin differently). What came before the data is forgotten only when the trend turns, which no number of bars guarantees.",
  inputs: [],
  bar: ["high", "low", "close"],
  parameters: [
    number("start", "Acceleration of a new trend.", accelerationRange, 0.02),
    number("step", "What each new extreme adds to the acceleration.", accelerationRange, 0.02),
    number("maximum", "Largest acceleration.", accelerationRange, 0.2),
    choice(
      "turn",
      "Which stop ends a trend: the one before it is held outside the last two bars, or the held one.",
      ["free", "held"],
    ),
  ],
  outputs: [
    {
      name: "value",
      type: "number",
      unit: price,
      range: (inputs) => hull(inputs.slice(0, 2)),
      degree: 1,
      summary: "The stop: below the price in a rising trend, above it in a falling one.",
    },
  ],
  first: () => 1,
  settled: () => Infinity,
  stateBytes: () => 80,
  missing: "skip",
  kernel: "sar",
};

/** Direction and range of the price. */
export const trend: readonly Operation[] = [typicalPrice, trueRange, atr, dmi, supertrend, sar];
