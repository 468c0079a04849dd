import { canonicalJson } from "../registry/canonical.js";
import type { Graph, GraphModel } from "../../../compiler/graph/index.js";
import type { BarFeed } from "../../data/dataset.js";
import { bindFeeds, type Feeds } from "../../feeds/bind.js";
import { judge, judgedAnswers } from "../judge/index.js";
import { profileFeatures, splitImportance, type FeatureProfile } from "../explain/index.js";
import type { BarRange } from "../fold.js";
import type { LearnerSettings } from "../learner.js";
import { featureSchemaOf, targetHash } from "../registry/feature-schema.js";
import type { NewModel } from "../registry/record.js";
import type { TrainSettings } from "../train-settings.js";
import { modelReportOf } from "./explain.js";
import { thresholdsOf } from "./thresholds.js";
import type { FittedFold, Trainee } from "./fit.js";
import type { ModelOutcome, TrainResult } from "./train.js";

/** Where things came from, as far as files are concerned. */
export interface TrainingPlace {
  /** The strategy's file; null: given by a program. */
  readonly strategy: string | null;
  /** Absolute path of the candles, or "sample"; null: given by a program. */
  readonly data: string | null;
  /** Paths of the feeds' data by name. */
  readonly feeds?: Readonly<Record<string, string>>;
}

export interface RecordOptions {
  readonly place: TrainingPlace;
  readonly feeds?: Feeds | undefined;
  readonly from?: number | null | undefined;
  readonly to?: number | null | undefined;
  readonly tags?: readonly string[];
  readonly notes?: string;
}

/** All that the registry keeps beside the file of a trained model. */
export async function describeTrained(
  result: TrainResult,
  outcome: ModelOutcome,
  final: FittedFold,
  feed: BarFeed,
  options: RecordOptions,
): Promise<NewModel> {
  const {
    run,
    plan: { graph, values },
  } = result;
  const { planned, together } = outcome;
  const { trainee } = planned;
  const { model, table, settings } = trainee;
  const features = featureSchemaOf(graph, values, model);
  return {
    strategy: {
      name: graph.strategy,
      path: options.place.strategy,
      graphHash: graph.hash,
      parameters: run.parameters,
    },
    model: model.name,
    intent: intentOf(result, trainee, features.graphHash, options),
    data: dataOf(graph, feed, options),
    features,
    target: { ...targetOf(model), reach: table.delay },
    learner: {
      name: model.algorithm.name,
      settings: plainSettings(settings),
      rounds: final.rounds,
      settled: final.settled,
    },
    training: {
      ...timesOf(table.time, planned.whole),
      rows: final.seen.count,
      knownUntil: final.knownUntil,
      seed: seedOf(settings),
      durationMs: final.milliseconds,
      metrics: await trainingMetrics(outcome, final),
    },
    validation: validationOf(outcome),
    thresholds: thresholdsOf(graph, values, model.name),
    importance: importanceOf(outcome, final),
    distributions: profileFeatures(final.seen.features).map(distributionOf),
    calibration: {
      kind: final.calibration.kind,
      brier: together?.metrics.brier ?? null,
      curve: (together?.reliability[0]?.bins ?? []).map(({ said, came, rows }) => ({
        predicted: said,
        observed: came,
        count: rows,
      })),
    },
    versions: await versionsOf(run.program),
    tags: [...(options.tags ?? [])],
    notes: options.notes ?? "",
  };
}

function targetOf({ target: { name, kind, classes }, reach }: GraphModel): NewModel["target"] {
  return { name, kind, classes: [...classes], reach };
}

const seedOf = ({ seed }: LearnerSettings): number => Number(seed ?? 0);

function intentOf(
  { run, plan: { graph, values } }: TrainResult,
  { model, table, settings }: Trainee,
  features: string,
  { from = null, to = null }: RecordOptions,
): NewModel["intent"] {
  return {
    features,
    target: targetHash(graph, values, model),
    learner: { name: model.algorithm.name, settings: plainSettings(settings) },
    training: trainingSettings(table.settings),
    data: run.dataHash,
    range: { from, to },
    seed: seedOf(settings),
  };
}

function dataOf(graph: Graph, feed: BarFeed, { place, feeds }: RecordOptions): NewModel["data"] {
  const { source, symbol, exchange, marketType, interval, hash, bars, from, to, score } = feed.information;
  return {
    source,
    path: place.data,
    symbol,
    exchange,
    marketType,
    interval,
    hash,
    bars,
    from,
    to,
    score,
    feeds: bindFeeds(graph, feed, feeds).map(({ name, hash: own }) => ({
      name,
      path: place.feeds?.[name] ?? null,
      hash: own,
    })),
  };
}

function validationOf({ planned, folds, together }: ModelOutcome): NewModel["validation"] {
  if (together === null) return null;
  const { time } = planned.trainee.table;
  return {
    scheme: planned.folds.scheme,
    folds: folds.map(({ fold, judgement, trainRows }) => ({
      number: fold.number,
      train: fold.train.map((range) => timesOf(time, [range])),
      test: fold.test.map((range) => timesOf(time, [range])),
      trainRows,
      testRows: judgement.rows,
      metrics: judgement.metrics,
    })),
    metrics: together.metrics,
  };
}

function timesOf(
  time: Float64Array,
  ranges: readonly BarRange[],
): { readonly from: number; readonly to: number } {
  const last = (ranges.at(-1)?.to ?? 1) - 1;
  return { from: time[ranges[0]?.from ?? 0] ?? 0, to: time[last] ?? 0 };
}

const plainSettings = (settings: LearnerSettings): Record<string, number | string | string[]> =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, typeof value === "object" ? [...value] : value]),
  );

/** What is said about the training, as numbers and words; what is not said is left out. */
function trainingSettings(settings: TrainSettings): Record<string, number | string | string[]> {
  const out: Record<string, number | string | string[]> = {};
  for (const [name, value] of Object.entries(settings) as readonly (readonly [string, unknown])[]) {
    if (typeof value === "number" || typeof value === "string") out[name] = value;
    else if (typeof value === "boolean") out[name] = value ? 1 : 0;
    else if (value !== null && value !== undefined) out[name] = canonicalJson(value);
  }
  return out;
}

/** On rows that it has learned from: to be held against those of the validation, and for nothing else. */
async function trainingMetrics({ planned }: ModelOutcome, { predictor, seen }: FittedFold) {
  const { model, table } = planned.trainee;
  const outputs = await predictor.predict(
    seen.features.map(({ values }) => values),
    seen.count,
  );
  const answers = judgedAnswers(model.target.kind, outputs);
  const rows = { truth: seen.target.values, answers, weights: null };
  return judge(model.target, rows, { overlap: Math.max(1, table.delay) }).metrics;
}

function importanceOf(outcome: ModelOutcome, { fitted }: FittedFold): NewModel["importance"] {
  const names = outcome.planned.trainee.model.features.map(({ name }) => name);
  const report = modelReportOf(outcome, null);
  if (report !== null)
    return report.importance.map(({ feature, gainShare, splits, permutation }) => ({
      feature,
      gain: gainShare,
      splits,
      permutation: permutation?.mean ?? null,
    }));
  const found = fitted.kind === "trees" ? splitImportance(fitted, names.length) : null;
  return names.map((feature, k) => ({
    feature,
    gain: found?.gainShare[k] ?? null,
    splits: found?.splits[k] ?? null,
    permutation: null,
  }));
}

/** Categories as bins between whole numbers. */
function distributionOf(profile: FeatureProfile): NewModel["distributions"][number] {
  const { name, missing, shares } = profile;
  const edges =
    profile.kind === "numbers"
      ? profile.edges
      : profile.categories.slice(1).map((category) => category - 0.5);
  return { feature: name, edges: [...edges], shares: [...shares], missing };
}

async function versionsOf(program: string): Promise<Record<string, string>> {
  const { env } = await import("onnxruntime-node");
  return { program, node: process.versions.node, onnxruntime: env.versions.node ?? env.versions.common };
}
