import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, feature, model } from "./example.js";

export const targetKind = defineDiagnostic<{
  readonly message: string;
  readonly label: string;
  readonly help: readonly string[];
}>({
  code: "SAGE5015",
  severity: "error",
  summary: "target and use do not fit",
  message: ({ message }) => message,
  label: ({ label }) => label,
  why: "a condition is learned as a probability, a category as one probability for each class, a number as a number",
  help: ({ help }) => help,
  explanation:
    "The target decides what a model is: `up = … > 1%` has a probability, `outcome = triple_barrier(…)` has one for each class and the most " +
    "probable `class`, `move = ahead(close, 12) / close - 1` has a `value`. Not every learner learns each of them: `logistic` learns classes, `ridge` numbers.",
  bad: example(`
${model(feature)}
enter long when [[edge.value]] > 1%
exit  long when edge.probability(up) < 0.5`),
  good: example(`
${model(feature, { target: "move = ahead(close, 12) / close - 1" })}
enter long when edge.value > 1%
exit  long when edge.value < 0`),
});
