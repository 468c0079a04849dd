import { at, length, output, series } from "./declare.js";
import { interval } from "./interval.js";
import type { Operation } from "./operation.js";
import { price, ratio } from "./unit.js";

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
    outputs: [output("value", "0, 1 or 2.", ratio, interval(0, 2), 0, "category")],
    first: (p) => at(p, 0),
    settled: (p) => at(p, 0),
    stateBytes: (p) => 8 + 24 * at(p, 0),
    work: "window",
    missing: "through",
    kernel: "triple_barrier",
  },
];
