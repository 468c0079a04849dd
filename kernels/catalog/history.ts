import { at, between, length, output, series } from "./declare.js";
import type { Operation } from "./operation.js";
import { ratio } from "./unit.js";

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
  {
    name: "history_at",
    surface: "internal",
    family: "history",
    summary:
      "The value of a number of bars ago that may change from bar to bar, up to `longest`. The number is taken to the nearest whole one within 0 and `longest`; where it is missing the result is missing, as it is before `longest` bars have passed.",
    formula: "series₋ₙ with n = min(max(⌊offset + ½⌋, 0), longest)",
    source:
      "The delay operator of synchronous languages (Caspi, Pilaud, Halbwachs, Plaice: Lustre, 1987) with a bounded, dynamic delay.",
    inputs: [series("series", "The values."), series("offset", "How many bars ago.", ratio)],
    bar: [],
    parameters: [length("The longest offset.", { name: "longest" })],
    outputs: [output("value", "The earlier value.", "series", between)],
    first: (p) => at(p, 0),
    settled: (p) => at(p, 0),
    stateBytes: (p) => 16 + 8 * at(p, 0),
    missing: "through",
    kernel: "history_at",
  },
];
