import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, model, modelRules } from "./example.js";

export const ownPrediction = defineDiagnostic<{
  readonly model: string;
  /** Names on the way from the model back to itself. */
  readonly via: readonly string[];
}>({
  code: "SAGE5007",
  severity: "error",
  summary: "prediction feeds its own features",
  message: ({ model }) => `\`${model}\` would have to know its own prediction to make it`,
  label: ({ model }) => `what \`${model}\` says`,
  why: "a model that learns from what it said before learns its own mistakes, and there is no first answer",
  note: ({ via }) => `${via.map((name) => `\`${name}\``).join(" uses ")}`,
  help: () => [
    "let a second model use the first: `model second { features { opinion = first.probability(up) } … }`",
  ],
  explanation:
    "Features and target are known before a prediction is made of them. They may use what another model says, but no way may lead from a " +
    "model back to itself, be it through names, functions or other models.",
  bad: example(`
let opinion = edge.probability(up)
${model("momentum = close / close[24] - 1\nbefore = opinion[1]")}
${modelRules}`).replace("= edge.probability(up)\n", "= [[edge.probability(up)]]\n"),
  good: example(`
${model("momentum = close / close[24] - 1\nbefore = close[1] / close[2] - 1")}
${modelRules}`),
});
