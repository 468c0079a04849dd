import { suggest } from "../../../lang/diagnostics/suggest.js";
import type { Expression } from "../../../lang/tree.js";
import type { CheckedModel, Prediction } from "../../checked.js";
import { unknownName } from "../../diagnostics/sage2001-unknown-name.js";
import { targetKind } from "../../diagnostics/sage5015-target-kind.js";
import type { Everything } from "../assemble.js";
import type { Reporter } from "../pass.js";

const questions = {
  probability: "has no probabilities",
  class: "has no classes",
  value: "has no value",
} as const;

const natures = {
  binary: "a condition",
  classes: "a choice of classes",
  regression: "a number",
} as const;

/** Whether each question to a model is one that its target answers. */
export function checkPredictions(models: readonly CheckedModel[], known: Everything, report: Reporter): void {
  for (const [expression, symbol] of known.program.resolution) {
    if (symbol.kind !== "prediction") continue;
    const model = models.find(({ declaration }) => declaration === symbol.model.declaration);
    const unknown = model?.target === undefined || known.types.single(model.target.value) === "unknown";
    if (model !== undefined && !unknown) checkPrediction(expression, symbol, model, report);
  }
}

function checkPrediction(
  expression: Expression,
  { output, of }: Prediction,
  model: CheckedModel,
  report: Reporter,
): void {
  const { kind, classes, name } = model;
  const fits =
    kind === "regression"
      ? output === "value"
      : output === "probability" || (output === "class" && kind === "classes");
  if (!fits) {
    const [first = ""] = classes;
    const better = kind === "regression" ? `${name}.value` : `${name}.probability(${first})`;
    report(
      targetKind({
        span: expression.span,
        holes: {
          message: `\`${name}\` learns ${natures[kind]} and ${questions[output]}`,
          label: `\`${model.target?.name ?? ""}\` is ${natures[kind]}`,
          help: [`\`${better}\``],
        },
        fixes: [],
      }),
    );
    return;
  }
  if (of === undefined || classes.length === 0 || classes.includes(of.text)) return;
  const suggestion = suggest(of.text, classes);
  const only = classes.length === 1 ? classes[0] : undefined;
  const fix = suggestion ?? only;
  report(
    unknownName({
      span: of.span,
      holes: { kind: "class", name: of.text, suggestion, of: name, known: classes },
      fixes: fix ? [{ title: `Write \`${fix}\``, edits: [{ span: of.span, text: fix }] }] : [],
    }),
  );
}
