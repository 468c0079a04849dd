import {
  at,
  between,
  choice,
  exponentialDecay,
  forgettingBars,
  length,
  number,
  output,
  series,
  wilderDecay,
  windowed,
} from "./declare.js";
import { interval, spread } from "./interval.js";
import type { Operation, Output } from "./operation.js";
import { anywhere } from "./range.js";

const values = series("series", "The values to smooth.");
const seed = choice(
  "seed",
  "How it starts: `mean` with the plain average of the first `length` values (TradingView, TA-Lib), `first` with the first value (pandas `ewm(adjust=False)`). The first output is on the same bar.",
  ["mean", "first"],
);
const smoothed: Output = output("value", "The average.", "series", between);

/** State of an exponential average: counters, the average before the group of four bars, and what the group has so far. */
export const exponentialStateBytes = 40;

/** State of a window that is rebuilt block by block: a counter, the block's running sums, and one slot a bar for each suffix sum. */
export function blockStateBytes(bars: number, columns: number, sums: number): number {
  return 8 + 8 * sums + 8 * columns * bars;
}

/** State of a window that lies in one piece: counters, and each value twice. */
export function ringStateBytes(bars: number): number {
  return 8 + 16 * bars;
}

const weightedStateBytes = (bars: number): number => blockStateBytes(bars, 2, 2);
const hullBars = (bars: number): number => Math.floor(Math.sqrt(bars));

export const average: readonly Operation[] = [
  {
    ...declare("sma", "Simple moving average: the mean of the last values.", "(x + x₋₁ + … + x₋ₙ₊₁) / n"),
    source: "The arithmetic mean of a sliding window; the same in every program.",
    ...windowed(
      (p) => at(p, 0),
      (p) => blockStateBytes(at(p, 0), 1, 1),
    ),
  },
  {
    ...declare(
      "ema",
      "Exponential moving average: each bar closes 2/(length + 1) of the distance to the new value.",
      "e = α·x + (1 − α)·e₋₁, α = 2/(n + 1)",
    ),
    source:
      "R. G. Brown, Statistical Forecasting for Inventory Control, 1959; seeded as in TradingView `ta.ema` and TA-Lib (Tulip and pandas start with the first value: `seed: first`).",
    parameters: [length("Bars whose centre of weight equals that of a simple average this long."), seed],
    first: (p) => at(p, 0) - 1,
    settled: (p, epsilon) => at(p, 0) - 1 + forgettingBars(exponentialDecay(at(p, 0)), epsilon),
    stateBytes: () => exponentialStateBytes,
  },
  {
    ...declare(
      "rma",
      "Wilder's moving average: each bar closes 1/length of the distance to the new value.",
      "e = e₋₁ + (x − e₋₁)/n",
    ),
    source:
      "J. W. Wilder, New Concepts in Technical Trading Systems, 1978; seeded as in TradingView `ta.rma` and TA-Lib (pandas `ewm(alpha=1/n, adjust=False)` is `seed: first`).",
    parameters: [
      length("Wilder's length; it smooths like an exponential average of 2·length − 1 bars."),
      seed,
    ],
    first: (p) => at(p, 0) - 1,
    settled: (p, epsilon) => at(p, 0) - 1 + forgettingBars(wilderDecay(at(p, 0)), epsilon),
    stateBytes: () => exponentialStateBytes,
  },
  {
    ...declare(
      "wma",
      "Linearly weighted moving average: the newest value counts `length` times, the oldest once.",
      "Σ (n − k)·x₋ₖ / (n(n + 1)/2), k = 0 … n − 1",
    ),
    source: "The weighted mean with weights 1 … n; TradingView `ta.wma`, TA-Lib WMA.",
    ...windowed(
      (p) => at(p, 0),
      (p) => weightedStateBytes(at(p, 0)),
    ),
  },
  {
    ...declare(
      "hma",
      "Hull moving average: a weighted average with most of its lag taken out. It can leave the range of its values.",
      "wma(2·wma(x, ⌊n/2⌋) − wma(x, n), ⌊√n⌋)",
    ),
    source: "A. Hull, 2005; whole numbers rounded down as in TradingView `ta.hma`.",
    parameters: [length("Bars of the long average.", { low: 2 })],
    outputs: [
      output("value", "The average.", "series", (inputs) => {
        const x = inputs[0] ?? anywhere;
        return interval(x.low - spread(x), x.high + spread(x));
      }),
    ],
    ...windowed(
      (p) => at(p, 0) + hullBars(at(p, 0)) - 1,
      (p) =>
        weightedStateBytes(at(p, 0)) +
        weightedStateBytes(Math.floor(at(p, 0) / 2)) +
        weightedStateBytes(hullBars(at(p, 0))),
    ),
  },
  {
    ...declare(
      "alma",
      "Arnaud Legoux average: a bell of weights whose top lies `offset` of the way from the oldest bar to the newest.",
      "Σ wₖ·xₖ / Σ wₖ, wₖ = exp(−(k − offset·(n − 1))² / (2·(n/sigma)²)), k = 0 for the oldest",
    ),
    source:
      "A. Legoux and D. Kouzis-Loukas, 2009; TradingView `ta.alma(series, length, offset, sigma)` with its `floor` left false. The work per bar grows with the length.",
    parameters: [
      length("Bars of the window."),
      number("offset", "Place of the top: 0 the oldest bar, 1 the newest.", { low: 0, high: 1 }, 0.85),
      number("sigma", "The greater, the narrower the bell.", { low: 0.1, high: 20 }, 6),
    ],
    work: "window",
    ...windowed(
      (p) => at(p, 0),
      (p) => ringStateBytes(at(p, 0)) + 8 * at(p, 0),
    ),
  },
  {
    ...declare(
      "vwma",
      "Volume-weighted moving average: bars count by what was traded in them. Missing where nothing was traded in the whole window.",
      "Σ x·volume / Σ volume over the last n bars",
    ),
    source: "TradingView `ta.vwma`.",
    bar: ["volume"],
    ...windowed(
      (p) => at(p, 0),
      (p) => 2 * blockStateBytes(at(p, 0), 1, 1),
    ),
  },
];

function declare(name: string, summary: string, formula: string): Operation {
  return {
    name,
    surface: "call",
    family: "average",
    summary,
    formula,
    source: "",
    inputs: [values],
    bar: [],
    parameters: [length("Bars to average over.")],
    outputs: [smoothed],
    ...windowed(
      (p) => at(p, 0),
      () => 0,
    ),
    missing: "skip",
    kernel: name,
  };
}
