import { at, between, length, output, series } from "./declare.js";
import type { Operation } from "./operation.js";

export const history: readonly Operation[] = [
  {
    name: "history",
    surface: "operator",
    family: "history",
    summary:
      "The value of some bars ago. It counts bars, so a bar on which the value was missing counts and gives missing.",
    formula: "series₋ₙ",
    source: "The delay operator of synchronous languages (Caspi, Pilaud, Halbwachs, Plaice: Lustre, 1987).",
    inputs: [series("series", "The values.")],
    bar: [],
    parameters: [length("How many bars ago.")],
    outputs: [output("value", "The earlier value.", "series", between)],
    first: (p) => at(p, 0),
    settled: (p) => at(p, 0),
    stateBytes: (p) => 8 + 8 * at(p, 0),
    missing: "through",
    kernel: "history",
  },
];
