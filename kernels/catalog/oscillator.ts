import { blockStateBytes, exponentialStateBytes, pairWindowBytes } from "./state.js";
import { at, choice, exponentialDecay, forgettingBars, length, wilderDecay } from "./declare.js";
import type { Operation, ParameterValues } from "./operation.js";
import { anywhere } from "./range.js";
import { ratio } from "./unit.js";

const percent = { low: 0, high: 100 };

function rsiFirst(p: ParameterValues): number {
  const length = at(p, 0);
  return at(p, 1) === 0 ? length : Math.max(1, length - 1);
}

const rsi: Operation = {
  name: "rsi",
  surface: "call",
  family: "oscillator",
  summary:
    "Relative strength index, 0 to 100: the share of upward moves in all movement of the last bars. `na` while there was no movement at all.",
  formula:
    "100 · up / (up + down), where up and down are running averages of max(Δ, 0) and max(−Δ, 0), Δ = series − series[1]. smoothing: wilder averages with weight 1/length, seeded with the mean of the first `length` moves; span averages with weight 2/(length + 1) from a first move counted as 0.",
  source:
    "J. Welles Wilder, New Concepts in Technical Trading Systems, 1978. Values are TradingView's `ta.rsi` and TA-Lib's `RSI`. A market without any movement is `na` (0/0); TA-Lib and Tulip answer 0 there. `smoothing: span` is the variant of pandas users (`ewm(span)`, `adjust=False`).",
  inputs: [{ name: "series", type: "number", unit: "any", summary: "Usually the close." }],
  bar: [],
  parameters: [
    length("Bars of the average.", { fallback: 14 }),
    choice(
      "smoothing",
      "Wilder's average (weight 1/length) or the exponential one (weight 2/(length + 1)).",
      ["wilder", "span"],
    ),
  ],
  outputs: [
    {
      name: "value",
      type: "number",
      unit: ratio,
      range: percent,
      degree: 0,
      summary: "0 when every move was down, 100 when every move was up, 50 when both balance.",
    },
  ],
  first: rsiFirst,
  settled: (p, epsilon) =>
    rsiFirst(p) +
    forgettingBars(at(p, 1) === 0 ? wilderDecay(at(p, 0)) : exponentialDecay(at(p, 0)), epsilon),
  stateBytes: () => 32,
  missing: "skip",
  kernel: "rsi",
};

const stochasticKFirst = (p: ParameterValues): number => at(p, 0) + at(p, 1) - 2;
const stochasticDFirst = (p: ParameterValues): number => stochasticKFirst(p) + at(p, 2) - 1;

const stochastic: Operation = {
  name: "stochastic",
  surface: "call",
  family: "oscillator",
  summary:
    "Stochastic oscillator: where the close stands between the lowest low (0) and the highest high (100) of the last bars, and its average. `na` on a window without any range; such a bar does not enter the averages.",
  formula:
    "raw = 100 · (close − lowest(low, length)) / (highest(high, length) − lowest(low, length)); k = sma(raw, smooth); d = sma(k, signal)",
  source:
    "George C. Lane, Lane's Stochastics, 1984. With smooth 1, k is TradingView's `ta.stoch(close, high, low, length)`; smooth 3 gives the slow stochastic (TA-Lib `STOCH` with simple averages). TA-Lib and Tulip answer 0 on a window without range.",
  inputs: [],
  bar: ["high", "low", "close"],
  parameters: [
    length("Bars over which the highest high and the lowest low are taken.", { fallback: 14 }),
    length("Bars of the average that makes %K; 1 leaves it raw.", { name: "smooth", fallback: 1 }),
    length("Bars of the average of %K that makes %D.", { name: "signal", fallback: 3 }),
  ],
  outputs: [
    {
      name: "k",
      type: "number",
      unit: ratio,
      range: percent,
      first: stochasticKFirst,
      settled: stochasticKFirst,
      degree: 0,
      summary: "%K: 0 at the lowest low, 100 at the highest high.",
    },
    {
      name: "d",
      type: "number",
      unit: ratio,
      range: percent,
      degree: 0,
      summary: "%D: the simple average of %K.",
    },
  ],
  first: stochasticDFirst,
  settled: stochasticDFirst,
  stateBytes: (p) =>
    pairWindowBytes(at(p, 0)) + blockStateBytes(at(p, 1), 1, 1) + blockStateBytes(at(p, 2), 1, 1),
  missing: "skip",
  kernel: "stochastic",
};

const cci: Operation = {
  name: "cci",
  surface: "call",
  family: "oscillator",
  summary:
    "Commodity channel index: distance of the series from its average in units of 0.015 mean absolute deviations; about three quarters of values lie within ±100. `na` on a flat window.",
  formula: "(series − sma(series, length)) / (0.015 · mean |series − sma(series, length)|)",
  source:
    "Donald Lambert, Commodities magazine, 1980. As TradingView's `ta.cci(source, length)`; give it `typical_price()` for Lambert's own and TA-Lib's. The work per bar grows with the length, as the mean deviation has no running form.",
  inputs: [
    {
      name: "series",
      type: "number",
      unit: "any",
      summary: "Usually `typical_price()`, (high + low + close)/3.",
    },
  ],
  bar: [],
  parameters: [length("Bars of the average and of the deviation.", { fallback: 20, low: 2 })],
  outputs: [
    {
      name: "value",
      type: "number",
      unit: ratio,
      range: anywhere,
      degree: 0,
      summary: "0 at the average; beyond ±100 the move is unusual.",
    },
  ],
  first: (p) => at(p, 0) - 1,
  settled: (p) => at(p, 0) - 1,
  stateBytes: (p) => 8 + 16 * at(p, 0),
  work: "window",
  missing: "skip",
  kernel: "cci",
};

const mfi: Operation = {
  name: "mfi",
  surface: "call",
  family: "oscillator",
  summary:
    "Money flow index, 0 to 100: the share of volume × price that came in on rising bars. `na` on a window in which no money moved up or down.",
  formula:
    "100 · up / (up + down), where up and down sum |series · volume| over the last `length` bars on which the series rose or fell; bars without change count to neither.",
  source:
    "Gene Quong and Avrum Soudack, Volume-weighted RSI: money flow, Stocks & Commodities, 1989. Values are TradingView's `ta.mfi(source, length)` and, with `typical_price()`, TA-Lib's `MFI`. First value after `length` changes as in TA-Lib; TradingView has one more before it, in which the first bar, whose change is unknown, counts both up and down. A window without flow is `na`; TA-Lib answers 0.",
  inputs: [
    {
      name: "series",
      type: "number",
      unit: "any",
      summary: "Usually `typical_price()`, (high + low + close)/3.",
    },
  ],
  bar: ["volume"],
  parameters: [length("Bars over which flows are summed.", { fallback: 14 })],
  outputs: [
    {
      name: "value",
      type: "number",
      unit: ratio,
      range: percent,
      degree: 0,
      summary: "0 when all money came in on falling bars, 100 when all came in on rising bars.",
    },
  ],
  first: (p) => at(p, 0),
  settled: (p) => at(p, 0),
  stateBytes: (p) => 16 + pairWindowBytes(at(p, 0)),
  missing: "skip",
  kernel: "mfi",
};

const williamsR: Operation = {
  name: "williams_r",
  surface: "call",
  family: "oscillator",
  summary:
    "Williams %R, −100 to 0: how far the close stands below the highest high of the last bars, in percent of their range. `na` on a window without any range.",
  formula: "100 · (close − highest(high, length)) / (highest(high, length) − lowest(low, length))",
  source:
    "Larry Williams, How I Made One Million Dollars Last Year Trading Commodities, 1973. As TradingView's `ta.wpr` and TA-Lib's `WILLR`, which answers 0 on a window without range.",
  inputs: [],
  bar: ["high", "low", "close"],
  parameters: [length("Bars over which the highest high and the lowest low are taken.", { fallback: 14 })],
  outputs: [
    {
      name: "value",
      type: "number",
      unit: ratio,
      range: { low: -100, high: 0 },
      degree: 0,
      summary: "0 at the highest high, −100 at the lowest low.",
    },
  ],
  first: (p) => at(p, 0) - 1,
  settled: (p) => at(p, 0) - 1,
  stateBytes: (p) => pairWindowBytes(at(p, 0)),
  missing: "skip",
  kernel: "williams_r",
};

const macdLineFirst = (p: ParameterValues): number => Math.max(at(p, 0), at(p, 1)) - 1;
const macdFirst = (p: ParameterValues): number => macdLineFirst(p) + at(p, 2) - 1;
const macdLineSettled = (p: ParameterValues, epsilon: number): number =>
  macdLineFirst(p) + forgettingBars(exponentialDecay(Math.max(at(p, 0), at(p, 1))), epsilon);
const macdSettled = (p: ParameterValues, epsilon: number): number =>
  macdLineSettled(p, epsilon) + at(p, 2) - 1 + forgettingBars(exponentialDecay(at(p, 2)), epsilon);

const macd: Operation = {
  name: "macd",
  surface: "call",
  family: "oscillator",
  summary:
    "Moving average convergence/divergence: a fast exponential average minus a slow one, the average of that line, and the distance of both.",
  formula:
    "line = ema(series, fast) − ema(series, slow); signal = ema(line, signal); histogram = line − signal",
  source:
    "Gerald Appel, The Moving Average Convergence-Divergence Method, 1979; histogram: Thomas Aspray, 1986. As TradingView's `ta.macd`: every average is seeded with the mean of its first values (`seed: mean`). `seed: first` seeds with the first value, as pandas `ewm(span, adjust=False, min_periods=span)`. TA-Lib seeds its fast average late and shows the line only with the signal; Tulip uses 0.15 and 0.075 in place of 2/13 and 2/27.",
  inputs: [{ name: "series", type: "number", unit: "any", summary: "Usually the close." }],
  bar: [],
  parameters: [
    length("Bars of the fast average.", { name: "fast", fallback: 12 }),
    length("Bars of the slow average.", { name: "slow", fallback: 26 }),
    length("Bars of the average of the line.", { name: "signal", fallback: 9 }),
    choice("seed", "What an average starts from: the mean of its first values, or the first value alone.", [
      "mean",
      "first",
    ]),
  ],
  outputs: [
    {
      name: "line",
      type: "number",
      unit: { powers: { series: 1 } },
      range: anywhere,
      first: macdLineFirst,
      settled: macdLineSettled,
      degree: 1,
      summary: "Fast average minus slow average: above 0 while the fast one leads.",
    },
    {
      name: "signal",
      type: "number",
      unit: { powers: { series: 1 } },
      range: anywhere,
      degree: 1,
      summary: "Exponential average of the line.",
    },
    {
      name: "histogram",
      type: "number",
      unit: { powers: { series: 1 } },
      range: anywhere,
      degree: 1,
      summary: "Line minus signal.",
    },
  ],
  first: macdFirst,
  settled: macdSettled,
  stateBytes: () => 3 * exponentialStateBytes,
  missing: "skip",
  kernel: "macd",
};

/** Oscillators: bounded or centred measures of momentum. */
export const oscillator: readonly Operation[] = [rsi, stochastic, cci, mfi, williamsR, macd];
