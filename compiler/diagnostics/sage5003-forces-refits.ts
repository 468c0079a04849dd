import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, feature, model, modelRules } from "./example.js";

export const forcesRefits = defineDiagnostic<{
  readonly parameter: string;
  readonly model: string;
  readonly trainings: string;
  readonly cells: string;
}>({
  code: "SAGE5003",
  severity: "info",
  summary: "parameter forces refits",
  message: ({ parameter, model }) => `each value of \`${parameter}\` needs its own \`${model}\``,
  label: ({ trainings, cells }) => `${trainings} trainings for ${cells} cells of the search`,
  why: "training takes most of the time of a search; parameters that only the rules read cost next to nothing",
  explanation:
    "A parameter that a feature, the target, the learner or its training reads changes what is learned, so that every value of it is " +
    "another model. All other parameters share the models that are there. Nothing is wrong with it; it is said because it is what a search costs.",
  bad: example(`
param [[hold]] = 12 bars in 6..24
${model(feature, { target: "up = ahead(close, hold) / close - 1 > 1%" })}
${modelRules}`),
  good: example(`
param confidence = 0.6 in 0.5..0.7
${model(feature)}
enter long when edge.probability(up) > confidence
exit  long when edge.probability(up) < 0.5`),
});
