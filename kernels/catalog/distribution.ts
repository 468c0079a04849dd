import { ringStateBytes } from "./average.js";
import { at, between, choice, length, output, series, windowed } from "./declare.js";
import { interval, spread } from "./interval.js";
import type { Operation, ParameterValues } from "./operation.js";
import { anywhere, type Range } from "./range.js";
import { ratio } from "./unit.js";
import { orderStateBytes } from "./window.js";

const values = series("series", "The values.");
const kind = choice(
  "kind",
  "`population` describes the window, `sample` corrects for its small size (pandas `rolling.skew` and `rolling.kurt`, spreadsheets' SKEW and KURT).",
  ["population", "sample"],
);

const grows = "The work per bar grows with the length, as it has no running form that keeps its digits.";

const ordered = { stateBytes: (p: ParameterValues): number => orderStateBytes(at(p, 0)) };

/** Shape of the last values: what they have in common besides mean and deviation. */
export const distribution: readonly Operation[] = [
  declare(
    "mean_deviation",
    "Mean absolute deviation: the mean distance of the last values from their mean.",
    "Σ |x₋ₖ − mean| / n",
    `C. F. Gauss, 1816; TradingView \`ta.dev\`, Tulip \`md\`. ${grows}`,
    { outputs: [output("value", "The deviation.", "series", (inputs) => half(inputs))], work: "window" },
  ),
  declare(
    "median_deviation",
    "Median absolute deviation: the distance from their median that half of the last values do not exceed. One wild value does not move it.",
    "median |x₋ₖ − median|",
    "F. R. Hampel, The Influence Curve and its Role in Robust Estimation, 1974.",
    {
      outputs: [output("value", "The deviation.", "series", (inputs) => half(inputs))],
      ...ordered,
    },
  ),
  declare(
    "skewness",
    "Which way the last values lean: above 0 where the far ones lie above the mean. Missing where all values are equal.",
    "m₃ / m₂^1.5, mₖ = Σ (x₋ₖ − mean)ᵏ / n; sample: times √(n(n − 1))/(n − 2)",
    `K. Pearson, 1895; the sample form R. A. Fisher, 1930. ${grows}`,
    {
      work: "window",
      parameters: [length("Bars of the window.", { low: 3 }), kind],
      outputs: [output("value", "The skewness.", ratio, (_, p) => symmetric(Math.sqrt(at(p, 0))), 0)],
    },
  ),
  declare(
    "kurtosis",
    "How heavy the tails of the last values are against those of a normal distribution, which has 0. Missing where all values are equal.",
    "m₄ / m₂² − 3, mₖ = Σ (x₋ₖ − mean)ᵏ / n; sample: (n − 1)((n + 1)·that + 6)/((n − 2)(n − 3))",
    `K. Pearson, 1905; the sample form R. A. Fisher, 1930. ${grows}`,
    {
      work: "window",
      parameters: [length("Bars of the window.", { low: 4 }), kind],
      outputs: [output("value", "The excess over 3.", ratio, kurtosisRange, 0)],
    },
  ),
  declare(
    "mode",
    "The most frequent of the last values, of equally frequent ones the lowest.",
    "x with the greatest #{k: x₋ₖ = x}",
    "K. Pearson, 1895; TradingView `ta.mode`. The work per bar grows with the length.",
    { outputs: [output("value", "The most frequent value.", "series", between)], ...ordered, work: "window" },
  ),
  declare(
    "rank_correlation",
    "How closely the order of size of the last values follows the order of time: 1 where each is above the one before, −1 where each is below, 0 for no order. Equal values share their ranks.",
    "1 − 6·Σ (rank(x₋ₖ) − rank of its time)² / (n·(n² − 1))",
    "C. Spearman, 1904; TradingView `ta.rci` is this times 100. The work per bar grows with the length.",
    {
      work: "window",
      parameters: [length("Bars of the window.", { low: 2 })],
      outputs: [output("value", "−1 to 1.", ratio, interval(-1, 1), 0)],
      stateBytes: (p) => ringStateBytes(at(p, 0)),
    },
  ),
];

function symmetric(bound: number): Range {
  return interval(-bound, bound);
}

/** No mean and no median of distances is greater than half of the spread. */
function half(inputs: readonly Range[]): Range {
  return interval(0, spread(inputs[0] ?? anywhere) / 2);
}

/** Smallest where half of the values lie at each end, largest where one lies apart from all others. */
function kurtosisRange(_: readonly Range[], p: ParameterValues): Range {
  const n = at(p, 0);
  const [low, high] = [-2, (n * n - 3 * n + 3) / (n - 1) - 3];
  if (at(p, 1) === 0) return interval(low, high);
  const corrected = (excess: number): number => ((n - 1) * ((n + 1) * excess + 6)) / ((n - 2) * (n - 3));
  return interval(corrected(low), corrected(high));
}

function declare(
  name: string,
  summary: string,
  formula: string,
  source: string,
  own: Partial<Operation>,
): Operation {
  return {
    name,
    surface: "call",
    family: "window",
    summary,
    formula,
    source,
    inputs: [values],
    bar: [],
    parameters: [length("Bars of the window.")],
    outputs: [output("value", summary, "series")],
    ...windowed(
      (p) => at(p, 0),
      (p) => ringStateBytes(at(p, 0)),
    ),
    missing: "skip",
    kernel: name,
    ...own,
  };
}
