import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, feature, model, modelRules } from "./example.js";

export const noSeed = defineDiagnostic<{
  readonly learner: string;
  readonly option: string;
  readonly line: string;
}>({
  code: "SAGE5010",
  severity: "error",
  summary: "no seed",
  message: ({ learner, option }) => `\`${learner}\` needs a \`${option}\``,
  label: ({ option }) => (option === "seed" ? "draws at random" : `no \`${option}\` given`),
  why: ({ option }) =>
    option === "seed"
      ? "without it every training gives another model, and no result could be repeated"
      : "without it there is nothing to predict with",
  help: ({ line }) => [`\`${line}\``],
  explanation:
    "Trees are grown on samples that are drawn at random. The seed fixes the draw, so that the same file and the same data give the same " +
    "model to the last bit. Any whole number will do. (`onnx` needs its `file` in the same way.)",
  bad: example(`
${model(feature, { algorithm: "algorithm [[random_forest]] {\n  trees: 100\n}" })}
${modelRules}`),
  good: example(`
${model(feature, { algorithm: "algorithm random_forest {\n  trees: 100\n  seed: 7\n}" })}
${modelRules}`),
});
