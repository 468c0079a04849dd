import { blockStateBytes } from "./average.js";
import { at, between, choice, length, number, output, series, windowed } from "./declare.js";
import { interval, multiplyRanges, scaleRange, spread } from "./interval.js";
import type { Operation, Output, ParameterValues } from "./operation.js";
import { anywhere, type Range } from "./range.js";
import { bars, ratio } from "./unit.js";

const values = series("series", "The values.");
const window = length("Bars of the window.");
const longerWindow = length("Bars of the window.", { low: 2 });
const kind = choice(
  "kind",
  "What the squares are divided by: `population` the length (TradingView, TA-Lib), `sample` one less (pandas, spreadsheets' STDEV).",
  ["population", "sample"],
);

const ties = choice("ties", "Which of equal values counts.", ["oldest", "newest"]);

/** A value, a counter and links for every bar of the window, ordered by value. */
export function orderStateBytes(bars: number): number {
  return 16 + 24 * bars;
}

export const windowStatistics: readonly Operation[] = [
  declare("sum", "Sum of the last values.", "x + x₋₁ + … + x₋ₙ₊₁", "The sum of a sliding window.", {
    outputs: [
      output("value", "The sum.", "series", (inputs, p) => scaleRange(inputs[0] ?? anywhere, at(p, 0))),
    ],
    ...block(1, 1),
  }),
  declare(
    "variance",
    "Mean squared distance of the last values from their mean.",
    "Σ (x₋ₖ − mean)² / n, or / (n − 1) for a sample",
    "R. A. Fisher, 1918. TradingView `ta.variance` and TA-Lib VAR divide by n; computed from squared deviations, never as E[x²] − E[x]².",
    {
      parameters: [longerWindow, kind],
      outputs: [output("value", "The variance.", { powers: { series: 2 } }, varianceRange, 2)],
      ...block(2, 3),
    },
  ),
  declare(
    "stdev",
    "Standard deviation: the typical distance of the last values from their mean.",
    "√ variance(x, n)",
    "K. Pearson, 1894. TradingView `ta.stdev` and TA-Lib STDDEV divide by n; pandas `rolling.std` is `kind: sample`.",
    {
      parameters: [longerWindow, kind],
      outputs: [
        output("value", "The deviation.", "series", (inputs, p) =>
          interval(0, Math.sqrt(varianceRange(inputs, p).high)),
        ),
      ],
      ...block(2, 3),
    },
  ),
  declare(
    "zscore",
    "How many standard deviations the newest value lies above the mean of the window. Missing where all values are equal.",
    "(x − mean) / stdev",
    "The standard score; deviation as in `stdev`.",
    {
      parameters: [longerWindow, kind],
      outputs: [output("value", "The score.", ratio, (_, p) => symmetric(largestScore(p)), 0)],
      ...block(2, 3),
    },
  ),
  declare(
    "highest",
    "Highest of the last values.",
    "max(x, x₋₁, …, x₋ₙ₊₁)",
    "TradingView `ta.highest`, TA-Lib MAX.",
    {
      outputs: [output("value", "The highest.", "series", between)],
      ...block(1, 1),
    },
  ),
  declare(
    "lowest",
    "Lowest of the last values.",
    "min(x, x₋₁, …, x₋ₙ₊₁)",
    "TradingView `ta.lowest`, TA-Lib MIN.",
    {
      outputs: [output("value", "The lowest.", "series", between)],
      ...block(1, 1),
    },
  ),
  declare(
    "bars_since_highest",
    "Bars since the highest of the last values.",
    "k with x₋ₖ = highest(x, n)",
    "TradingView `ta.highestbars` with the sign turned round; `ties: newest` is the rule of TA-Lib's AROON.",
    { parameters: [window, ties], outputs: [position("highest")], ...block(2, 2) },
  ),
  declare(
    "bars_since_lowest",
    "Bars since the lowest of the last values.",
    "k with x₋ₖ = lowest(x, n)",
    "TradingView `ta.lowestbars` with the sign turned round; `ties: newest` is the rule of TA-Lib's AROON.",
    { parameters: [window, ties], outputs: [position("lowest")], ...block(2, 2) },
  ),
  declare(
    "median",
    "The middle one of the last values in order of size; of an even number the mean of the two in the middle.",
    "quantile(x, n, 0.5)",
    "F. Galton, 1881; the mean of the two for an even length as in TradingView `ta.median`, pandas and spreadsheets.",
    {
      outputs: [output("value", "The median.", "series", between)],
      ...ordered((p) => at(p, 0)),
    },
  ),
  declare(
    "quantile",
    "The value that a given share of the last values does not exceed.",
    "value at place fraction·(n − 1) of the ordered window",
    "Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996: `linear` is their type 7 (numpy, pandas, Excel), `nearest` their type 1 (TradingView `percentile_nearest_rank`).",
    {
      parameters: [
        window,
        number("fraction", "Share of the window, 0.5 for the median.", { low: 0, high: 1 }),
        choice(
          "method",
          "Between two values of the window: `linear` interpolates, `nearest` takes one of the window's own.",
          ["linear", "nearest"],
        ),
      ],
      outputs: [output("value", "The quantile.", "series", between)],
      ...ordered((p) => at(p, 0)),
    },
  ),
  {
    ...declare(
      "percent_rank",
      "Percentage of the previous values that the newest one is not below.",
      "100 · #{k in 1 … n: x₋ₖ ≤ x} / n",
      "TradingView `ta.percentrank`.",
      {
        parameters: [length("How many previous values to compare with.")],
        outputs: [output("value", "0 to 100.", ratio, { low: 0, high: 100 }, 0)],
        ...ordered((p) => at(p, 0) + 1),
      },
    ),
  },
  declare(
    "cumulative",
    "Sum of all values since the data began. Only its changes mean anything: its level depends on where the data starts.",
    "x + x₋₁ + x₋₂ + …",
    "TradingView `ta.cum`; what rounding takes away is kept and given back (D. E. Knuth, The Art of Computer Programming 2, 1969).",
    {
      parameters: [],
      outputs: [output("value", "The sum so far.", "series")],
      first: () => 0,
      settled: () => Infinity,
      stateBytes: () => 16,
    },
  ),
  declare(
    "correlation",
    "How closely two series move together: 1 in step, −1 in opposition, 0 unrelated. Missing where one of them does not move.",
    "Σ (a − ā)(b − b̄) / √(Σ (a − ā)² · Σ (b − b̄)²)",
    "K. Pearson, 1895; TradingView `ta.correlation`, TA-Lib CORREL.",
    {
      inputs: [series("a", "One series.", "A"), series("b", "The other series.", "B")],
      parameters: [longerWindow],
      outputs: [output("value", "−1 to 1.", ratio, symmetric(1), 0)],
      ...block(5, 7),
    },
  ),
  declare(
    "linreg",
    "The straight line that fits the last values best.",
    "least squares of x₋ₖ over −k, k = 0 … n − 1",
    "C. F. Gauss, 1809; `value` is TradingView `ta.linreg(x, n, 0)` and TA-Lib LINEARREG.",
    {
      parameters: [longerWindow],
      outputs: [
        output("value", "The line at the newest bar.", "series", lineRange),
        output(
          "slope",
          "Rise of the line from one bar to the next.",
          { powers: { series: 1 }, times: { ...ratio, bars: -1 } },
          slopeRange,
        ),
        output("intercept", "The line at the oldest bar of the window.", "series", lineRange),
        output(
          "r_squared",
          "Share of the variance that the line explains, 0 to 1. Missing where all values are equal.",
          ratio,
          { low: 0, high: 1 },
          0,
        ),
      ],
      ...block(3, 4),
    },
  ),
];

function position(which: string): Output {
  return output("value", `0 where the newest is the ${which}.`, bars, (_, p) => interval(0, at(p, 0) - 1), 0);
}

function symmetric(bound: number): Range {
  return interval(-bound, bound);
}

/** The divisor of the squares: choice 1 is the sample. */
function divisor(p: ParameterValues): number {
  return at(p, 1) === 1 ? at(p, 0) - 1 : at(p, 0);
}

/** The variance is largest with half of the values at each end (Popoviciu). */
function varianceRange(inputs: readonly Range[], p: ParameterValues): Range {
  const half = spread(inputs[0] ?? anywhere) / 2;
  return multiplyRanges(interval(0, half * half), interval(0, at(p, 0) / divisor(p)));
}

/** One value alone against equal others lies this many deviations away (Samuelson). */
function largestScore(p: ParameterValues): number {
  const n = at(p, 0);
  return Math.sqrt(((n - 1) * divisor(p)) / n);
}

/** The line's ends are weighted sums of the values; the weights add to one, and the negative ones to no more than a third. */
function lineRange(inputs: readonly Range[]): Range {
  const x = inputs[0] ?? anywhere;
  return interval(x.low - spread(x) / 3, x.high + spread(x) / 3);
}

function slopeRange(inputs: readonly Range[], p: ParameterValues): Range {
  const n = at(p, 0);
  return symmetric(
    (spread(inputs[0] ?? anywhere) * (n % 2 === 0 ? 1.5 * n : (1.5 * (n * n - 1)) / n)) / (n * n - 1),
  );
}

type Footprint = Pick<Operation, "first" | "settled" | "stateBytes">;

function block(columns: number, sums: number): Footprint {
  return windowed(
    (p) => at(p, 0),
    (p) => blockStateBytes(at(p, 0), columns, sums),
  );
}

function ordered(size: (p: ParameterValues) => number): Footprint {
  return windowed(size, (p) => orderStateBytes(size(p)));
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
    parameters: [window],
    outputs: [output("value", summary, "series")],
    ...block(1, 1),
    missing: "skip",
    kernel: name,
    ...own,
  };
}
