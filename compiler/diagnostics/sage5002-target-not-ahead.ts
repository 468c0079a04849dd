import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, feature, model, modelRules } from "./example.js";

export const targetNotAhead = defineDiagnostic<{ readonly target: string; readonly text: string }>({
  code: "SAGE5002",
  severity: "error",
  summary: "target does not look ahead",
  message: ({ target }) => `the target \`${target}\` is known when the model decides`,
  label: "nothing of it lies in the future",
  why: "there is nothing to foresee: the answer could simply be computed",
  help: ({ text }) => [`look ahead: \`${text}\``],
  explanation:
    "A target is what the model learns to foresee, so at least a part of it lies in the future: `ahead(x, n)` is the value n bars later, " +
    "and `triple_barrier` looks at the bars that follow by itself.",
  bad: example(`
${model(feature, { target: "up = [[close / close[12] - 1 > 1%]]" })}
${modelRules}`),
  good: example(`
${model(feature)}
${modelRules}`),
});
