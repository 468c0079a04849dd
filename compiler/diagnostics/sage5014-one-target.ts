import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, feature, model, modelRules } from "./example.js";

export const oneTarget = defineDiagnostic<{ readonly model: string }>({
  code: "SAGE5014",
  severity: "error",
  summary: "one target",
  message: ({ model }) => `\`${model}\` has more than one target`,
  label: "a second thing to learn",
  why: "a model learns to foresee one thing, and its answers are about that",
  help: () => ["one `model` for each target"],
  explanation:
    "Several outcomes of one question are the classes of one target: `three_way` and `triple_barrier` give three of them, each with its " +
    "own probability. Several questions are several models; they may share their features through `let`s.",
  bad: example(`
${model(feature, {
  target: "up = ahead(close, 12) / close - 1 > 1%\n[[down]] = ahead(close, 12) / close - 1 < -1%",
})}
${modelRules}`),
  good: example(`
${model(feature)}
${modelRules}`),
});
