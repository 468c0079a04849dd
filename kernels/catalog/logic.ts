import { immediate, output, series, truth, truthOutput } from "./declare.js";
import { hull } from "./interval.js";
import type { Input, Operation, Output } from "./operation.js";
import { anywhere } from "./range.js";

const boolean = "Boolean algebra over yes, no and missing, where missing makes the result missing.";
const selection = "NailSage: choice between series without branches; every operand is always computed.";

const a = truth("a", "Left condition.");
const b = truth("b", "Right condition.");

export const logic: readonly Operation[] = [
  declare(
    "and",
    "operator",
    "Whether both conditions hold.",
    "a ∧ b",
    boolean,
    [a, b],
    truthOutput("Whether both hold."),
  ),
  declare(
    "or",
    "operator",
    "Whether at least one condition holds.",
    "a ∨ b",
    boolean,
    [a, b],
    truthOutput("Whether one holds."),
  ),
  declare(
    "not",
    "operator",
    "Whether the condition does not hold.",
    "¬a",
    boolean,
    [truth("a", "The condition.")],
    truthOutput("The opposite."),
  ),
  {
    ...declare(
      "select",
      "operator",
      "One of two values, by a condition. Missing where the condition is missing or the chosen value is; the other value does not matter.",
      "if condition then a else b",
      selection,
      [
        truth("condition", "Which value to take."),
        series("then", "Taken where the condition holds."),
        series("else", "Taken where it does not."),
      ],
      output("value", "The chosen value.", "then", (inputs) =>
        hull([inputs[1] ?? anywhere, inputs[2] ?? anywhere]),
      ),
    ),
    missing: "through",
  },
  {
    ...declare(
      "coalesce",
      "operator",
      "The value, or a stand-in on the bars where it is missing.",
      "value ?? instead",
      selection,
      [series("value", "The value that may be missing."), series("instead", "Taken where it is missing.")],
      output("value", "The first that is not missing.", "value", (inputs) =>
        hull([inputs[0] ?? anywhere, inputs[1] ?? anywhere]),
      ),
    ),
    missing: "through",
  },
  {
    ...declare(
      "is_missing",
      "call",
      "Whether the value is missing on this bar. Never missing itself.",
      "value = na",
      selection,
      [series("value", "The value that may be missing.", "any")],
      truthOutput("Whether it is missing."),
    ),
    missing: "through",
  },
];

function declare(
  name: string,
  surface: Operation["surface"],
  summary: string,
  formula: string,
  source: string,
  inputs: readonly Input[],
  result: Output,
): Operation {
  return {
    name,
    surface,
    family: "logic",
    summary,
    formula,
    source,
    inputs,
    bar: [],
    parameters: [],
    outputs: [result],
    ...immediate,
    missing: "skip",
    kernel: name,
  };
}
