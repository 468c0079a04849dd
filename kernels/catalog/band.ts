import { blockStateBytes, exponentialStateBytes, pairWindowBytes, rangeStateBytes } from "./state.js";
import { at, choice, exponentialDecay, forgettingBars, length, number, wilderDecay } from "./declare.js";
import type { Operation, Output, ParameterValues } from "./operation.js";
import { anywhere, notNegative } from "./range.js";
import type { Range } from "./range.js";
import { price, ratio } from "./unit.js";

const likeSeries = { powers: { series: 1 } };
const sameRange = (inputs: readonly Range[]): Range => inputs[0] ?? anywhere;

function priceOutput(name: string, summary: string, range: Output["range"] = anywhere): Output {
  return { name, type: "number", unit: likeSeries, range, degree: 1, summary };
}

const bollinger: Operation = {
  name: "bollinger",
  surface: "call",
  family: "band",
  summary:
    "Bollinger bands: the simple average and two bands `multiplier` standard deviations around it, with their width and the place of the series between them.",
  formula:
    "middle = sma(series, length); upper, lower = middle ± multiplier · deviation; width = (upper − lower)/middle; position = (series − lower)/(upper − lower). deviation: population divides by length, sample by length − 1.",
  source:
    "John Bollinger, Bollinger on Bollinger Bands, 2001. Population deviation as he, TradingView (`ta.bb`) and TA-Lib use; `deviation: sample` as pandas' `std`. `width` is a ratio; TradingView's `ta.bbw` is 100 times it. `position` is Bollinger's %b: `na` on a flat window.",
  inputs: [{ name: "series", type: "number", unit: "any", summary: "Usually the close." }],
  bar: [],
  parameters: [
    length("Bars of the average and of the deviation.", { fallback: 20, low: 2 }),
    number("multiplier", "Standard deviations from the average to a band.", { low: 0, high: 100 }, 2),
    choice("deviation", "Divide by the number of bars, or by one less.", ["population", "sample"]),
  ],
  outputs: [
    priceOutput("middle", "Simple average of the series.", sameRange),
    priceOutput("upper", "Average plus the deviations."),
    priceOutput("lower", "Average minus the deviations."),
    {
      name: "width",
      type: "number",
      unit: ratio,
      range: (inputs) => ((inputs[0]?.low ?? -1) >= 0 ? notNegative : anywhere),
      degree: 0,
      summary: "Distance of the bands in units of the average; `na` where the average is 0.",
    },
    {
      name: "position",
      type: "number",
      unit: ratio,
      range: anywhere,
      degree: 0,
      summary: "0 on the lower band, 1 on the upper one; `na` where both are equal.",
    },
  ],
  first: (p) => at(p, 0) - 1,
  settled: (p) => at(p, 0) - 1,
  stateBytes: (p) => blockStateBytes(at(p, 0), 2, 3),
  missing: "skip",
  kernel: "bollinger",
};

/** The index of `range` in the catalogue: true_range, high_low, atr. */
const keltnerSpreadFirst = (p: ParameterValues): number => {
  const length = at(p, 0);
  if (at(p, 2) === 0) return length;
  return at(p, 2) === 1 ? length - 1 : Math.max(length, at(p, 3)) - 1;
};
const keltnerMiddleFirst = (p: ParameterValues): number => at(p, 0) - 1;
const keltnerMiddleSettled = (p: ParameterValues, epsilon: number): number =>
  keltnerMiddleFirst(p) + forgettingBars(exponentialDecay(at(p, 0)), epsilon);
const keltnerSettled = (p: ParameterValues, epsilon: number): number =>
  at(p, 2) === 2
    ? Math.max(
        keltnerMiddleSettled(p, epsilon),
        at(p, 3) - 1 + forgettingBars(wilderDecay(at(p, 3)), epsilon),
      )
    : keltnerSpreadFirst(p) + forgettingBars(exponentialDecay(at(p, 0)), epsilon);

const keltner: Operation = {
  name: "keltner",
  surface: "call",
  family: "band",
  summary: "Keltner channel: an exponential average and two bands `multiplier` average bar ranges around it.",
  formula:
    "middle = ema(series, length); upper, lower = middle ± multiplier · spread; width = (upper − lower)/middle. range: true_range takes spread = ema(true range, length) from the second bar on; high_low takes ema(high − low, length); atr takes atr(range_length).",
  source:
    "Chester W. Keltner, How to Make Money in Commodities, 1960, in the exponential form of Linda Bradford Raschke. As TradingView's `ta.kc` (`range: true_range`, and `high_low` for its useTrueRange = false). `range: atr` with range_length 10 is Raschke's and StockCharts'.",
  inputs: [{ name: "series", type: "number", unit: price, summary: "Usually the close." }],
  bar: ["high", "low", "close"],
  parameters: [
    length("Bars of the average (and of the average range, but for `range: atr`).", { fallback: 20 }),
    number("multiplier", "Average ranges from the middle to a band.", { low: 0, high: 100 }, 2),
    choice("range", "What the width is made of.", ["true_range", "high_low", "atr"]),
    length("Bars of the average true range; read by `range: atr` only.", {
      name: "range_length",
      fallback: 10,
    }),
  ],
  outputs: [
    {
      ...priceOutput("middle", "Exponential average of the series.", sameRange),
      first: keltnerMiddleFirst,
      settled: keltnerMiddleSettled,
    },
    priceOutput("upper", "Average plus the ranges."),
    priceOutput("lower", "Average minus the ranges."),
    {
      name: "width",
      type: "number",
      unit: ratio,
      range: (inputs) => ((inputs[0]?.low ?? -1) >= 0 ? notNegative : anywhere),
      degree: 0,
      summary: "Distance of the bands in units of the average.",
    },
  ],
  first: keltnerSpreadFirst,
  settled: keltnerSettled,
  stateBytes: () => rangeStateBytes + 2 * exponentialStateBytes,
  missing: "skip",
  kernel: "keltner",
};

const donchian: Operation = {
  name: "donchian",
  surface: "call",
  family: "band",
  summary:
    "Donchian channel: the highest high and the lowest low of the last bars, this one included, and the middle between them. For a breakout compare with the channel of the bar before: `close > donchian(20).upper[1]`.",
  formula: "upper = highest(high, length); lower = lowest(low, length); middle = (upper + lower)/2",
  source:
    "Richard D. Donchian, Commodities: trend-following methods, 1960. As TradingView's indicator: the current bar is part of the window; Stock.Indicators leaves it out (`[1]` of ours).",
  inputs: [],
  bar: ["high", "low"],
  parameters: [length("Bars of the window.", { fallback: 20 })],
  outputs: [
    {
      name: "upper",
      type: "number",
      unit: price,
      range: (inputs) => inputs[0] ?? anywhere,
      degree: 1,
      summary: "Highest high.",
    },
    {
      name: "lower",
      type: "number",
      unit: price,
      range: (inputs) => inputs[1] ?? anywhere,
      degree: 1,
      summary: "Lowest low.",
    },
    {
      name: "middle",
      type: "number",
      unit: price,
      range: (inputs) => ({
        low: Math.min(inputs[0]?.low ?? -Infinity, inputs[1]?.low ?? -Infinity),
        high: Math.max(inputs[0]?.high ?? Infinity, inputs[1]?.high ?? Infinity),
      }),
      degree: 1,
      summary: "Middle of the channel.",
    },
  ],
  first: (p) => at(p, 0) - 1,
  settled: (p) => at(p, 0) - 1,
  stateBytes: (p) => pairWindowBytes(at(p, 0)),
  missing: "skip",
  kernel: "donchian",
};

/** Bands and channels around the price. */
export const band: readonly Operation[] = [bollinger, keltner, donchian];
