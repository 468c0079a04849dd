import type { FoldSpread, Judgement, ModelMetric, ModelMetricName } from "../../models/judge/index.js";
import { modelMetrics } from "../../models/judge/catalog.js";
import { constantLogLoss, type ClassesThatCame } from "../../models/judge/constant.js";
import type { ModelReport, Skill } from "../../models/explain/model-report.js";
import { decimal, noNumber, percent } from "../format.js";

/** The figures of one kind of target, in the order of tables. */
export function metricsOf({
  kind,
}: ModelReport["target"]): readonly (ModelMetric & { readonly name: ModelMetricName })[] {
  return modelMetrics.filter((metric) => (metric.of === "regression") === (kind === "regression"));
}

/** A figure as people read it. */
export function figureText({ unit }: Pick<ModelMetric, "unit">, value: number | null | undefined): string {
  if (value === null || value === undefined) return noNumber;
  if (unit === "share") return percent(value, 1);
  return unit === "number" ? decimal(value, 4) : digits(value, 4);
}

/** Together with its standard error: "0.5412 ± 0.0067". */
export function figureWithError(
  metric: Pick<ModelMetric, "unit"> & { readonly name: ModelMetricName },
  { metrics, errors }: Pick<Judgement, "metrics" | "errors">,
): string {
  const error = errors[metric.name] ?? null;
  const value = figureText(metric, metrics[metric.name]);
  return error === null || value === noNumber ? value : `${value} ± ${figureText(metric, error)}`;
}

/** Mean over folds and how far folds lie apart. */
export function spreadText(metric: Pick<ModelMetric, "unit">, spread: FoldSpread | undefined): string {
  if (spread === undefined) return noNumber;
  const value = figureText(metric, spread.mean);
  return spread.deviation === null ? value : `${value} ± ${figureText(metric, spread.deviation)}`;
}

/** So many significant digits, whatever the size. */
export function digits(value: number, count: number): string {
  if (value === 0) return "0";
  const size = Math.floor(Math.log10(Math.abs(value)));
  return decimal(value, Math.min(12, Math.max(0, count - 1 - size)));
}

/** "boosted_trees foresees `up`", for titles and lead sentences. */
export function modelTitle({ model, learner, target }: ModelReport): string {
  return `${model}: ${learner} foresees ${target.name}`;
}

const skillNames = { auc: "AUC", rank_correlation: "rank correlation" } as const;

/** What the AUC of more than two classes does not tell apart. */
const whenNotWhich =
  "That is the mean of each class against the rest: it may know when something comes and not which way, which the confusion table tells.";

/** Whether the model knows anything, in a sentence; of more than two classes, also what that does not say. */
export function skillSentence(skill: Skill | null, classes = 2): string {
  if (skill === null)
    return "There are too few rows, or rows of one class only, to say whether it knows anything.";
  const name = skillNames[skill.metric];
  const figures = `${name} ${decimal(skill.value, 4)} ± ${decimal(skill.error, 4)}, guessing has ${skill.guessing}`;
  switch (skill.verdict) {
    case "yes":
      if (classes > 2)
        return `It tells some classes apart better than guessing: ${figures}, more than two errors away. ${whenNotWhich}`;
      return `It knows more than guessing: ${figures}, more than two errors away.`;
    case "worse":
      return `It is worse than guessing: ${figures}. What it learned has turned around, or something is mixed up.`;
    case "no":
      return `It cannot be told from guessing: ${figures}.`;
  }
}

/** Whether the probabilities themselves are worth something, in a sentence; empty for numbers. */
export function constantSentence(judgement: ClassesThatCame & Pick<Judgement, "metrics" | "errors">): string {
  const constant = constantLogLoss(judgement);
  const { log_loss: own = null } = judgement.metrics;
  if (constant === null || own === null) return "";
  const error = judgement.errors.log_loss ?? null;
  const figures = `log loss ${decimal(own, 4)}${error === null ? "" : ` ± ${decimal(error, 4)}`}, and ${decimal(constant, 4)} for always saying how often each class came`;
  if (own >= constant)
    return `Its probabilities are no better than a constant: ${figures}. They are good for an order at most, not to be taken at their word.`;
  const isClear = error !== null && constant - own > 2 * error;
  return `Its probabilities are better than a constant${isClear ? "" : ", by less than two errors"}: ${figures}.`;
}

/** Features that are shown; the others are counted. */
export const shownFeatures = 25;

/** "and 12 more" for what is left out; empty where nothing is. */
export const andMore = (count: number): string =>
  count > shownFeatures ? ` ${count - shownFeatures} more are not shown.` : "";

export const driftWords = {
  none: "as in training",
  some: "drifts",
  strong: "another population",
  unknown: "too few rows to say",
} as const;
