import { at, length, output, series } from "./declare.js";
import { interval } from "./interval.js";
import type { Operation, ParameterValues } from "./operation.js";
import { anywhere } from "./range.js";
import { price, ratio } from "./unit.js";

const longestOf = (p: ParameterValues): number => Math.max(at(p, 0), at(p, 1));
const lifeOutput = output("life", "Bars until it was decided.", ratio, { low: 1, high: Infinity }, 0);

/** What became of a bar, given when it is known: made by the compiler from the targets of models. */
export const label: readonly Operation[] = [
  {
    name: "triple_barrier",
    surface: "internal",
    family: "label",
    summary:
      "What came first after the close of `within` bars ago: a fall by `stop` (0), the end of the time (1), or a rise by `take` (2). Where one bar holds both, the stop counts.",
    formula:
      "s = within bars ago; first of the bars after s with low ≤ closeₛ − stopₛ: 0; with high ≥ closeₛ + takeₛ: 2; none: 1",
    source: "M. López de Prado: Advances in Financial Machine Learning, 2018, section 3.4.",
    inputs: [
      series("take", "Distance of the upper barrier above the close.", price),
      series("stop", "Distance of the lower barrier below the close.", price),
    ],
    bar: ["high", "low", "close"],
    parameters: [length("Bars after which the time is over.", { name: "within" })],
    outputs: [output("value", "0, 1 or 2.", ratio, interval(0, 2), 0, "category"), lifeOutput],
    first: (p) => at(p, 0),
    settled: (p) => at(p, 0),
    stateBytes: (p) => 8 + 32 * at(p, 0),
    work: "window",
    missing: "through",
    kernel: "triple_barrier",
  },
  {
    name: "trend_scan",
    surface: "internal",
    family: "label",
    summary:
      "How sure the trend was that began `longest` bars ago: the t-value of the slope of the line through it, over the number of bars between `shortest` and `longest` for which it is largest. A line that leaves less than 1e-12 of the squares counts as one that leaves so much; values that do not move give 0; what is surer by less than 1e-9 is as sure, and the shorter one stands.",
    formula:
      "s = longest bars ago; t(n) = slope / its standard error, of the line of least squares through xₛ … xₛ₊ₙ; value = t(n*), life = n* = the smallest n with the largest |t(n)|",
    source: "M. López de Prado: Machine Learning for Asset Managers, 2020, section 5.4.",
    inputs: [series("series", "What may have a trend.")],
    bar: [],
    parameters: [
      length("Fewest bars of the trend.", { name: "shortest", low: 2 }),
      length("Most bars of the trend.", { name: "longest", low: 2 }),
    ],
    outputs: [output("value", "The t-value; positive where it rises.", ratio, anywhere, 0), lifeOutput],
    first: longestOf,
    settled: longestOf,
    stateBytes: (p) => 8 + 8 * longestOf(p),
    work: "window",
    missing: "through",
    kernel: "trend_scan",
  },
];
