import { at, choice, number } from "./declare.js";
import type { Operation } from "./operation.js";
import { anywhere } from "./range.js";
import { quantity } from "./unit.js";

const obv: Operation = {
  name: "obv",
  surface: "call",
  family: "volume",
  summary:
    "On-balance volume: the running sum of volume, counted up on rising closes and down on falling ones. Only its changes mean anything: its level depends on where the data starts.",
  formula: "obv[1] + volume · sign(close − close[1]), from 0 on the first bar, which itself shows `na`",
  source:
    "Joseph E. Granville, Granville's New Key to Stock Market Profits, 1963. As TradingView's `ta.obv`. Tulip and Stock.Indicators show the 0 of the first bar; TA-Lib starts at the first volume: a constant shift.",
  inputs: [],
  bar: ["close", "volume"],
  parameters: [],
  outputs: [
    {
      name: "value",
      type: "number",
      unit: quantity,
      range: anywhere,
      degree: 0,
      summary: "Volume gained since the data began.",
    },
  ],
  first: () => 1,
  settled: () => Infinity,
  stateBytes: () => 32,
  missing: "skip",
  kernel: "obv",
};

/** Bars (of a minute, the shortest) that an anchor period can last, in the order of the choices. */
const longestPeriod = [1_440, 10_080, 44_640, Infinity];

const vwap: Operation = {
  name: "vwap",
  surface: "call",
  family: "volume",
  summary:
    "Volume-weighted average price since the day (or week, month, data) began. `na` until something was traded in the period.",
  formula: "Σ series · volume / Σ volume over the bars of the current period",
  source:
    "Stephen A. Berkowitz, Dennis E. Logue and Eugene A. Noser, The total cost of transactions on the NYSE, 1988. As TradingView's `ta.vwap(source, anchor)`, whose default anchor is the day. Days are UTC, or begin `session` minutes after midnight UTC; weeks begin on Monday.",
  inputs: [
    {
      name: "series",
      type: "number",
      unit: "any",
      summary: "Usually `typical_price()`, (high + low + close)/3.",
    },
  ],
  bar: ["time", "volume"],
  parameters: [
    choice("anchor", "The period after which the average begins anew.", ["day", "week", "month", "never"]),
    number("session", "Minutes after midnight UTC at which a day begins.", { low: -1439, high: 1439 }, 0),
  ],
  outputs: [
    {
      name: "value",
      type: "number",
      unit: { powers: { series: 1 } },
      range: (inputs) => inputs[0] ?? anywhere,
      degree: 1,
      summary: "Average price of what was traded in the period so far.",
    },
  ],
  first: () => 0,
  settled: (p) => longestPeriod[at(p, 0)] ?? Infinity,
  stateBytes: () => 48,
  missing: "skip",
  kernel: "vwap",
};

/** Volume and what it weighs. A moving average of volume is `sma(volume, n)`. */
export const volume: readonly Operation[] = [obv, vwap];
