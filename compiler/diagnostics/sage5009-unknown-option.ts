import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, feature, model, modelRules } from "./example.js";

export const unknownOption = defineDiagnostic<{
  readonly kind: "learner" | "setting";
  readonly name: string;
  readonly of: string;
  readonly suggestion: string | undefined;
  readonly known: readonly string[];
}>({
  code: "SAGE5009",
  severity: "error",
  summary: "unknown learner or setting",
  message: ({ kind, name, of }) =>
    kind === "learner" ? `there is no learner \`${name}\`` : `${of} has no setting \`${name}\``,
  label: ({ suggestion }) =>
    suggestion === undefined ? "not known here" : `did you mean \`${suggestion}\`?`,
  why: "leaving it out silently would train another model than the one that is written",
  help: ({ suggestion, known }) =>
    suggestion === undefined
      ? [`one of ${known.map((name) => `\`${name}\``).join(", ")}`]
      : [`\`${suggestion}\``],
  explanation:
    "Each learner has settings of its own, and `train` has those of the training. The reference of models lists them with their bounds " +
    "and what is taken where nothing is written.",
  bad: example(`
${model(feature, { algorithm: "algorithm boosted_trees {\n  [[tres]]: 100\n  seed: 7\n}" })}
${modelRules}`),
  good: example(`
${model(feature, { algorithm: "algorithm boosted_trees {\n  trees: 100\n  seed: 7\n}" })}
${modelRules}`),
});
