import { foldSpread, skillOf, type ModelReport } from "../../models/explain/model-report.js";
import { decimal, noNumber, percent, time } from "../format.js";
import { cell } from "../summary.js";
import { largestMove } from "./drift.js";
import {
  andMore,
  constantSentence,
  digits,
  driftWords,
  figureText,
  figureWithError,
  metricsOf,
  modelTitle,
  shownFeatures,
  skillSentence,
  spreadText,
} from "./words.js";

/** Models as Markdown, for notes and pull requests; empty without any. */
export function renderModelMarkdown(models: readonly ModelReport[]): string {
  const lines = models.flatMap((model) => [
    `## Model ${cell(modelTitle(model))}`,
    "",
    ...(model.modelId === null ? [] : [`Stored as \`${model.modelId}\`.`, ""]),
    cell(
      `${skillSentence(skillOf(model.overall), model.overall.confusion?.byClass.length)} ${constantSentence(model.overall)}`.trim(),
    ),
    "",
    ...figureLines(model),
    ...foldLines(model),
    ...confusionLines(model),
    ...importanceLines(model),
    ...driftLines(model),
  ]);
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function figureLines(model: ModelReport): readonly string[] {
  const spread = foldSpread(model);
  return [
    "| figure | together | mean of folds | formula |",
    "| --- | ---: | ---: | --- |",
    ...metricsOf(model.target).map(
      (metric) =>
        `| ${metric.title} | ${figureWithError(metric, model.overall)} | ${spreadText(metric, spread[metric.name])} | ${cell(metric.formula)} |`,
    ),
    "",
  ];
}

function foldLines({ folds, target }: ModelReport): readonly string[] {
  if (folds.length === 0) return [];
  const metrics = metricsOf(target);
  return [
    `| fold | tested from | to | trained on | tested on | ${metrics.map(({ title }) => title).join(" | ")} |`,
    `| ---: | --- | --- | ---: | ---: |${metrics.map(() => " ---: |").join("")}`,
    ...folds.map(({ number, train, test, judgement }) => {
      const figures = metrics.map((metric) => figureText(metric, judgement.metrics[metric.name]));
      const rows = `${decimal(train.rows, 0)} | ${decimal(test.rows, 0)}`;
      return `| ${number} | ${time(test.from, true)} | ${time(test.to, true)} | ${rows} | ${figures.join(" | ")} |`;
    }),
    "",
  ];
}

function confusionLines({ overall: { confusion } }: ModelReport): readonly string[] {
  if (confusion === null) return [];
  const { classes, weights } = confusion;
  return [
    `| | ${classes.map((name) => `${cell(name)} said`).join(" | ")} |`,
    `| --- |${classes.map(() => " ---: |").join("")}`,
    ...classes.map((name, k) => {
      const counts = (weights[k] ?? []).map((weight) => decimal(weight, Number.isInteger(weight) ? 0 : 1));
      return `| ${cell(name)} came | ${counts.join(" | ")} |`;
    }),
    "",
  ];
}

function importanceLines({ importance }: ModelReport): readonly string[] {
  if (importance.length === 0) return [];
  const or = (value: number | null, text: (value: number) => string) =>
    value === null ? noNumber : text(value);
  return [
    "| feature | shuffled, loses | ± | adds, mean size | gain share | splits |",
    "| --- | ---: | ---: | ---: | ---: | ---: |",
    ...importance.slice(0, shownFeatures).map(({ feature, permutation, contribution, gainShare, splits }) => {
      const cells = [
        or(permutation?.mean ?? null, (value) => digits(value, 3)),
        or(permutation?.error ?? null, (value) => digits(value, 2)),
        or(contribution, (value) => digits(value, 3)),
        or(gainShare, (value) => percent(value, 1)),
        or(splits, String),
      ];
      return `| ${cell(feature)} | ${cells.join(" | ")} |`;
    }),
    "",
    ...(importance.length > shownFeatures ? [andMore(importance.length).trim(), ""] : []),
  ];
}

function driftLines({ drift }: ModelReport): readonly string[] {
  if (drift.length === 0) return [];
  return [
    "| feature | PSI | by chance | says | moved most |",
    "| --- | ---: | ---: | --- | --- |",
    ...drift
      .slice(0, shownFeatures)
      .map(
        (one) =>
          `| ${cell(one.feature)} | ${decimal(one.psi, 3)} | ${decimal(one.noise, 3)} | ${driftWords[one.level]} | ${cell(largestMove(one))} |`,
      ),
    "",
  ];
}
