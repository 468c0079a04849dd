import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, feature, model, modelRules } from "./example.js";

export const shortWindow = defineDiagnostic<{
  readonly window: string;
  readonly needed: string;
  readonly settled: string;
  readonly reach: string;
  readonly samples: string;
  readonly better: string;
}>({
  code: "SAGE5006",
  severity: "error",
  summary: "window shorter than warm-up and samples",
  message: () => "the training window cannot hold the samples it needs",
  label: ({ window, needed }) => `${window} bars; ${needed} are needed`,
  why: "no model could ever be trained, and nothing would ever be traded",
  help: ({ better }) => [`\`window: ${better}\`, or fewer \`samples\``],
  note: ({ settled, reach, samples }) =>
    `${settled} bars until the features have settled, ${samples} samples, ${reach} bars until the last target is known`,
  explanation:
    "Within the window the features first have to settle, then come the rows to learn from, and the targets of the last ones are known " +
    "only when their time is over. The window has to hold all three.",
  bad: example(`
${model(feature, { train: "train {\n  window: [[30d]]\n  samples: 5000\n}" })}
${modelRules}`),
  good: example(`
${model(feature, { train: "train {\n  window: 1y\n  samples: 5000\n}" })}
${modelRules}`),
});
