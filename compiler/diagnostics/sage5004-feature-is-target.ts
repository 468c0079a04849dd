import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, model, modelRules } from "./example.js";

export const featureIsTarget = defineDiagnostic<{ readonly feature: string; readonly target: string }>({
  code: "SAGE5004",
  severity: "error",
  summary: "feature equals target",
  message: ({ feature, target }) => `feature \`${feature}\` is the target \`${target}\` itself`,
  label: "the answer",
  why: "the model would only copy it: perfect in training, and unable to trade, where it is not known",
  help: () => ["remove it, or look back: `close / close[12] - 1`"],
  explanation:
    "Two expressions are the same when they compute the same, however they are written: names and functions are looked through, and " +
    "`a > b` is `b < a`. A feature that is made of the future in another way is SAGE5001.",
  bad: example(`
${model("leak = [[close * 101% < ahead(close, 12)]]", { target: "up = ahead(close, 12) > 101% * close" })}
${modelRules}`),
  good: example(`
${model("momentum = close / close[12] - 1", { target: "up = ahead(close, 12) > 101% * close" })}
${modelRules}`),
});
