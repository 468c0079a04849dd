import type { FittedModel } from "../fitted-model.js";
import { judge, judgedAnswers, type JudgeOptions } from "../judge/index.js";
import type { Predictor } from "../predictor.js";
import type { TrainingRows } from "../training-rows.js";
import { contributionsOf, meanContributions } from "./contributions.js";
import { driftOf } from "./drift.js";
import { splitImportance } from "./gain-importance.js";
import { importanceTable, type FoldSide, type ModelReport } from "./model-report.js";
import { partialDependence } from "./partial-dependence.js";
import { permutationImportance } from "./permutation.js";
import type { FeatureProfile } from "./profile.js";

/** A fold after its training: the rows it was tested on, which its model has not learned from. */
export interface ValidatedFold {
  readonly number: number;
  readonly train: FoldSide;
  readonly test: Pick<FoldSide, "from" | "to">;
  /** Purged: no target of these reaches into the fold's training. */
  readonly rows: TrainingRows;
  readonly predictor: Pick<Predictor, "features" | "outputs" | "predict">;
}

export interface ModelReportOptions extends JudgeOptions {
  /** The last fold's model, or the final one, for gain, splits and contributions; left out for foreign models. */
  readonly fitted?: FittedModel;
  /** Of the rows that model learned from. */
  readonly profiles?: readonly FeatureProfile[];
  /** How often features are shuffled in each fold, 0: not at all. 2 unless told. */
  readonly repeats?: number;
  readonly seed?: number;
  /** Of how many features, the most important first, dependence is drawn: 9 unless told. */
  readonly dependence?: number;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: (done: number, total: number) => void;
}

/** Rows that contributions are averaged over: exact ones take their time. */
const contributionRows = 200;

/**
 * All that a report shows of a model, from the folds of its validation. Nothing is learned here; every figure is of
 * test rows.
 */
export async function buildModelReport(
  about: Pick<ModelReport, "model" | "learner" | "modelId" | "target">,
  folds: readonly ValidatedFold[],
  options: ModelReportOptions = {},
): Promise<ModelReport> {
  const judged = await Promise.all(folds.map(answerFold));
  const outputs = judged[0]?.answers.length ?? 0;
  const all = {
    truth: joined(judged.map(({ truth }) => truth)),
    answers: Array.from({ length: outputs }, (_, k) => joined(judged.map(({ answers }) => answers[k]))),
    weights: null,
  };
  const importance = await importanceOf(about.target, folds, options);
  const last = folds.at(-1);
  const features = last?.rows.features ?? [];
  const shown = importance.slice(0, options.dependence ?? 9);
  const places = shown.map(({ feature }) => features.findIndex(({ name }) => name === feature));
  const dependence: ModelReport["dependence"][number][] = [];
  for (const place of places) {
    if (last === undefined || last.rows.count === 0) break;
    dependence.push(await partialDependence(last.predictor, features, place, { signal: options.signal }));
  }
  return {
    ...about,
    overall: judge(about.target, all, options),
    folds: folds.map(({ number, train, test, rows }, k) => ({
      number,
      train,
      test: { ...test, rows: rows.count },
      judgement: judge(about.target, judged[k] ?? all, options),
    })),
    importance,
    dependence,
    drift: driftsOf(options.profiles ?? [], last),
  };
}

/** Test rows count all the same: weights are for learning. */
async function answerFold({ rows, predictor }: ValidatedFold) {
  const outputs = await predictor.predict(
    rows.features.map(({ values }) => values),
    rows.count,
  );
  return { truth: rows.target.values, answers: judgedAnswers(rows.target.kind, outputs), weights: null };
}

async function importanceOf(
  target: ModelReport["target"],
  folds: readonly ValidatedFold[],
  options: ModelReportOptions,
): Promise<ModelReport["importance"]> {
  const { fitted, repeats = 2, profiles = [] } = options;
  const last = folds.at(-1);
  const names = last?.rows.features.map(({ name }) => name) ?? [];
  const held = folds.map(({ rows, predictor }) => ({
    predictor,
    columns: rows.features.map(({ values }) => values),
    truth: rows.target.values,
    weights: null,
  }));
  const permutation =
    repeats === 0 ? undefined : await permutationImportance(target, held, { ...options, repeats });
  const taken = Math.min(last?.rows.count ?? 0, contributionRows);
  const columns = (last?.rows.features ?? []).map(({ values }) => spreadOver(values, taken));
  return importanceTable(names, {
    ...(permutation === undefined ? {} : { permutation }),
    ...(fitted?.kind === "trees" ? { splits: splitImportance(fitted, names.length) } : {}),
    ...(fitted === undefined || taken === 0
      ? {}
      : { contributions: meanContributions(contributionsOf(fitted, profiles, columns, taken)) }),
  });
}

/** Values of rows at even distances. */
function spreadOver(values: Float32Array, count: number): Float32Array {
  return Float32Array.from(
    { length: count },
    (_, k) => values[Math.floor((k * values.length) / count)] ?? NaN,
  );
}

function driftsOf(
  profiles: readonly FeatureProfile[],
  last: ValidatedFold | undefined,
): ModelReport["drift"] {
  const columns = new Map(last?.rows.features.map(({ name, values }) => [name, values]) ?? []);
  return profiles
    .flatMap((profile) => {
      const values = columns.get(profile.name);
      return values === undefined ? [] : [driftOf(profile, values)];
    })
    .toSorted((a, b) => b.psi - a.psi);
}

function joined(parts: readonly (Float64Array | undefined)[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0));
  let at = 0;
  for (const part of parts) {
    if (part === undefined) continue;
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
