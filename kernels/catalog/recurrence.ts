import { output } from "./declare.js";
import type { Operation } from "./operation.js";

export const recurrence: readonly Operation[] = [
  {
    name: "recurrence",
    surface: "internal",
    family: "recurrence",
    summary:
      "What `state` computes from bar to bar: a program over the last values of its states and the columns it reads. A bar on which one of these columns is missing is skipped: the result is missing and the states stay as they are.",
    formula: "xₜ = f(xₜ₋₁, inputsₜ), x₋₁ = start",
    source:
      "The initialised delay of synchronous languages (Caspi, Pilaud, Halbwachs, Plaice: Lustre, 1987).",
    inputs: [],
    bar: [],
    parameters: [],
    outputs: [output("value", "The value of the state.", { powers: {} })],
    first: () => 0,
    settled: () => Infinity,
    // The compiler passes one block of numbers, described in compiler/graph/recurrence.ts; the sixth counts registers.
    stateBytes: (parameters) => 8 * (1 + (parameters[5] ?? 0)),
    missing: "through",
    kernel: "recurrence",
  },
];
