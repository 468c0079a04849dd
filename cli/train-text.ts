import type { DryRun, StoredJudgement, TrainResult, WalkForwardResult } from "../runtime/index.js";
import { profitableSentence } from "../runtime/report/walk-forward/folds.js";
import { decimal, duration, noNumber, percent, time } from "../runtime/report/format.js";
import {
  constantSentence,
  figureText,
  figureWithError,
  metricsOf,
  skillSentence,
} from "../runtime/report/models/words.js";
import { skillOf } from "../runtime/models/explain/index.js";
import { foldNames, isRefitted } from "../runtime/models/folds/index.js";

type Row = readonly string[];

/** Figures that a table has room for. */
const shownMetrics: ReadonlySet<string> = new Set([
  "accuracy",
  "auc",
  "log_loss",
  "brier",
  "mcc",
  "rmse",
  "mae",
  "r2",
  "rank_correlation",
]);

function table(rows: readonly Row[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, k) => Math.max(...rows.map((row) => row[k]?.length ?? 0)));
  return rows.map((row) => row.map((cell, k) => cell.padStart(widths[k] ?? 0)).join("  "));
}

const many = (count: number, noun: string): string => `${decimal(count, 0)} ${noun}${count === 1 ? "" : "s"}`;

const span = (from: number, to: number): string =>
  `${time(from, true).slice(0, 10)} to ${time(to, true).slice(0, 10)}`;

/** What was trained and how it was judged, model by model. */
export function showTraining(result: TrainResult, ids: ReadonlyMap<string, string>, brief: boolean): string {
  const { plan, models, trainings, elapsedMs, run } = result;
  const lines = [`${run.strategy}: ${many(trainings, "training")} in ${duration(elapsedMs)}`, ""];
  for (const { planned, folds, skipped, together, final } of models) {
    const { model } = planned.trainee;
    const names = foldNames(planned.folds);
    const shown = metricsOf({ ...model.target }).filter(({ name }) => shownMetrics.has(name));
    lines.push(
      `model ${model.name}: ${model.algorithm.name}, ${many(model.features.length, "feature")}, target ${model.target.name}, ${planned.folds.scheme.replaceAll("_", " ")}`,
    );
    if (together !== null && !brief) {
      const rows = folds.map(({ fold, trainRows, judgement, rounds }) => {
        const [first, last] = [fold.test[0], fold.test.at(-1)];
        return [
          names.get(fold.number) ?? "",
          span(plan.time[first?.from ?? 0] ?? 0, plan.time[(last?.to ?? 1) - 1] ?? 0),
          decimal(trainRows, 0),
          decimal(judgement.rows, 0),
          decimal(rounds, 0),
          ...shown.map((metric) => figureText(metric, judgement.metrics[metric.name])),
        ];
      });
      lines.push(
        ...table([
          [
            isRefitted(planned.folds) ? "fold.refit" : "fold",
            "test",
            "learned",
            "judged",
            "rounds",
            ...shown.map(({ title }) => title.toLowerCase()),
          ],
          ...rows,
        ]),
      );
    }
    for (const { fold, reason } of skipped)
      lines.push(`fold ${names.get(fold.number) ?? ""} was not trained: ${reason}`);
    if (together !== null)
      lines.push(
        `together: ${shown.map((metric) => `${metric.title} ${figureWithError(metric, together)}`).join(", ")}`,
        skillSentence(skillOf(together), together.confusion?.byClass.length),
        ...[constantSentence(together)].filter((sentence) => sentence !== ""),
      );
    const id = ids.get(model.name);
    if (final !== null)
      lines.push(
        `for use: ${decimal(final.seen.count, 0)} rows, knows prices up to ${time(final.knownUntil)} UTC${id === undefined ? "" : `, stored as ${id}`}`,
      );
    lines.push("");
  }
  return plain(lines.join("\n"));
}

/** What trading the test bars brought, in two lines. */
export function showTraded(walk: WalkForwardResult): string {
  const { result } = walk;
  const { totalReturn, buyAndHoldReturn, sharpe, maxDrawdown, tradeCount } = result.metrics;
  const share = (value: number | null): string => (value === null ? noNumber : percent(value));
  return plain(
    [
      `test bars traded: ${share(totalReturn)} after costs (buy and hold ${share(buyAndHoldReturn)}) in ${decimal(tradeCount ?? 0, 0)} trades`,
      `Sharpe ${sharpe === null ? noNumber : decimal(sharpe, 2)}, deepest drawdown ${share(maxDrawdown)}, ${profitableSentence(walk)}`,
    ].join("\n"),
  );
}

/** What would be trained, and on what. */
export function showDryRun(strategy: string, { models, trainings, seconds }: DryRun): string {
  const lines: string[] = [];
  for (const { model, learner, features, folds, rows } of models) {
    lines.push(`model ${model}: ${learner}, ${many(features, "feature")}`);
    lines.push(
      ...table([
        [
          folds.some(({ name }) => name.includes(".")) ? "fold.refit" : "fold",
          "train",
          "rows",
          "test",
          "rows",
        ],
        ...folds.map((fold) => [
          fold.name,
          span(fold.train[0]?.from ?? Number.NaN, fold.train.at(-1)?.to ?? Number.NaN),
          decimal(fold.trainRows, 0),
          span(fold.test[0]?.from ?? Number.NaN, fold.test.at(-1)?.to ?? Number.NaN),
          decimal(fold.testRows, 0),
        ]),
      ]),
    );
    for (const { name, problem } of folds)
      if (problem !== null) lines.push(`fold ${name} would not be trained: ${problem}`);
    lines.push(`for use: ${decimal(rows, 0)} rows`, "");
  }
  lines.push(
    `${strategy}: ${many(trainings, "training")}, about ${duration(Math.max(1000, Math.round(seconds) * 1000))}. Nothing was trained.`,
  );
  return plain(lines.join("\n"));
}

/** A stored model on bars that it does not know. */
export function showStored({ id, model, target, judgement, from, to, result }: StoredJudgement): string {
  const figures = metricsOf(target).map((metric) => `${metric.title} ${figureWithError(metric, judgement)}`);
  const lines = [
    `${id} (${model}) on ${span(from, to)}, ${decimal(judgement.rows, 0)} rows that came after all it knows`,
    figures.join(", "),
    skillSentence(skillOf(judgement), judgement.confusion?.byClass.length),
    ...[constantSentence(judgement)].filter((sentence) => sentence !== ""),
  ];
  if (result !== null)
    lines.push(
      `traded: ${percent(result.metrics.totalReturn ?? 0)} in ${decimal(result.metrics.tradeCount ?? 0, 0)} trades`,
    );
  return plain(lines.join("\n"));
}

/** Characters that every terminal shows and every script reads. */
const plain = (text: string): string => text.replaceAll("−", "-").replaceAll("–", "-");
