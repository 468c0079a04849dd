import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, feature, model } from "./example.js";

export const probabilityRange = defineDiagnostic<{
  readonly text: string;
  readonly limit: string;
  readonly answer: string;
  readonly meant: string | undefined;
}>({
  code: "SAGE5011",
  severity: "warning",
  summary: "probability outside 0..1",
  message: ({ limit, answer }) => `a probability against \`${limit}\`: ${answer}`,
  label: ({ meant }) => (meant === undefined ? "no probability" : `did you mean ${meant}?`),
  why: "the rule fires on every bar or on none, whatever the model says",
  note: "harmless only if the rule is really meant to be constant",
  help: ({ text, meant }) => (meant === undefined ? [] : [`compare \`${text}\` with ${meant}`]),
  explanation:
    "What a model says of a class is a probability between 0 and 1, as a share and not in percent; 58 percent are `0.58` or `58%`.",
  bad: example(`
${model(feature)}
enter long when edge.probability(up) > [[60]]
exit  long when edge.probability(up) < 0.5`),
  good: example(`
${model(feature)}
enter long when edge.probability(up) > 60%
exit  long when edge.probability(up) < 0.5`),
});
