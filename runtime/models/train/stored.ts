import type { GraphModel } from "../../../compiler/graph/index.js";
import type { BarFeed } from "../../data/dataset.js";
import { RunError } from "../../engine/error.js";
import { lowerBound } from "../../modes/series.js";
import type { BacktestResult } from "../../result.js";
import { AnswerLog } from "../../engine/answer-log.js";
import { canTrade } from "../../broker/bind.js";
import { backtest } from "../../modes/backtest.js";
import type { BacktestOptions } from "../../modes/options.js";
import { judge, judgedAnswers, type Judgement } from "../judge/index.js";
import { openModel } from "../onnx/index.js";
import { featureSchemaOf, refuseOtherFeatures } from "../registry/feature-schema.js";
import type { ModelRecord } from "../registry/record.js";
import type { TrainingPlan } from "./plan.js";
import type { TrainOptions } from "./train.js";

/** A stored model held against bars that came after all it knows. */
export interface StoredJudgement {
  readonly id: string;
  readonly model: string;
  readonly target: Pick<GraphModel["target"], "name" | "kind" | "classes">;
  readonly judgement: Judgement;
  /** Open times of the first and last bar it was asked about. */
  readonly from: number;
  readonly to: number;
  /** Those bars as they were traded; null for a strategy that never trades, or that asks other models too. */
  readonly result: BacktestResult | null;
}

/**
 * Judges a stored model on the bars that open after the last target it has learned from. Nothing is trained.
 * @throws RunError SAGE8364 where it was trained on other features; SAGE8391 where no bar comes after its training
 */
export async function judgeStored(
  plan: TrainingPlan,
  feed: BarFeed,
  { record, artefact }: { readonly record: ModelRecord; readonly artefact: Uint8Array },
  options: TrainOptions = {},
): Promise<StoredJudgement> {
  const { graph, values, models, time } = plan;
  const place = models.findIndex(({ trainee }) => trainee.model.name === record.model);
  const planned = models[place];
  if (planned === undefined) throw notIts(graph.strategy, record);
  const { trainee } = planned;
  const { model, table, rows } = trainee;
  const schema = featureSchemaOf(graph, values, model);
  refuseOtherFeatures(record, schema, graph.strategy);
  const { until } = table.settings;
  const to = until === null ? time.length : lowerBound(time, until);
  const from = Math.max(table.first, lowerBound(time, record.training.knownUntil));
  if (from >= to) throw nothingLeft(record, time[to - 1] ?? Number.NaN);
  const { predictor } = await openModel(
    { name: record.id, bytes: artefact },
    { features: model.features, target: model.target, schemaHash: schema.schemaHash },
  );
  const outputs = await predictor.predict(
    table.features.map(({ values: column }) => column.subarray(from, to)),
    to - from,
  );
  await predictor.close();
  const judged = rows.judge([{ from, to }]);
  const said = outputs.map((column) =>
    Float64Array.from(judged.bars, (bar) => column[bar - from] ?? Number.NaN),
  );
  const answers = judgedAnswers(model.target.kind, said);
  const judgement = judge(
    model.target,
    { truth: judged.target.values, answers, weights: null },
    { overlap: Math.max(1, table.delay) },
  );
  const log = new AnswerLog();
  log.keep(place, from, outputs);
  const begins = time[from] ?? Number.NaN;
  const trades = canTrade(graph) && models.length === 1;
  const result = trades
    ? backtest(graph, feed, {
        ...given(options),
        from: begins,
        to: time[to] ?? null,
        answers: log,
      })
    : null;
  return {
    id: record.id,
    model: model.name,
    target: model.target,
    judgement,
    from: begins,
    to: time[to - 1] ?? Number.NaN,
    result,
  };
}

function given(options: TrainOptions): BacktestOptions {
  const { capital, currency, parameters, feeds, calendar, riskFree, signal } = options;
  return {
    ...(capital !== undefined && { capital }),
    ...(currency !== undefined && { currency }),
    ...(parameters !== undefined && { parameters }),
    ...(feeds !== undefined && { feeds }),
    ...(calendar !== undefined && { calendar }),
    ...(riskFree !== undefined && { riskFree }),
    ...(signal !== undefined && { signal }),
  };
}

const notIts = (strategy: string, { id, model }: ModelRecord): RunError =>
  new RunError(
    "SAGE8308",
    `\`${strategy}\` has no model \`${model}\`, which ${id} is one of.`,
    "Name the strategy it was trained for (`sage models show`).",
  );

const day = (time: number): string => new Date(time).toISOString().slice(0, 10);

const nothingLeft = ({ id, training }: ModelRecord, last: number): RunError =>
  new RunError(
    "SAGE8391",
    `${id} has learned from prices up to ${day(training.knownUntil)}, and the data ends on ${day(last)}: there is no bar that it does not know.`,
    "Give newer data, or validate with `sage train`, which trains a model for each period.",
  );
