import { availableParallelism } from "node:os";
import { RunError } from "../../engine/error.js";
import type { BarRange } from "../fold.js";
import { foldNames } from "../folds/index.js";
import { trainingsOf, type PlannedModel, type TrainingPlan } from "./plan.js";

/** What a training would do, looked at without training anything. */
export interface DryRun {
  readonly models: readonly DryModel[];
  readonly trainings: number;
  /** About how long it would take; a guess from rows, trees and features. */
  readonly seconds: number;
}

export interface DryModel {
  readonly model: string;
  readonly learner: string;
  readonly features: number;
  readonly folds: readonly DryFold[];
  /** Rows of the model for use. */
  readonly rows: number;
}

export interface DryFold {
  readonly number: number;
  /** "3", or "3.2" where a model is fitted again inside a fold. */
  readonly name: string;
  /** Open times of the first and last bars. */
  readonly train: readonly BarRange[];
  readonly test: readonly BarRange[];
  readonly trainRows: number;
  readonly testRows: number;
  /** Why it could not be trained; null: it can. */
  readonly problem: string | null;
}

/** Seconds for each row, tree and feature of one thread, and for what surrounds a training. */
const perCell = 3e-9;
const around = 0.3;

/** Looks at rows and classes of every fold. @throws RunError SAGE8389 where none of a model's folds could be trained */
export function lookAhead(plan: TrainingPlan, threads = availableParallelism()): DryRun {
  const models = plan.models.map((planned) => lookAtModel(planned, plan.time));
  let seconds = 0;
  for (const [k, { trainee }] of plan.models.entries()) {
    const trees = Number(trainee.settings["trees"] ?? 1);
    const found = models[k];
    if (found === undefined) continue;
    const rows = found.folds.reduce((sum, { trainRows }) => sum + trainRows, found.rows);
    const cells = rows * trees * found.features;
    seconds += (cells * perCell) / Math.min(threads, 2) + (found.folds.length + 1) * around;
  }
  return { models, trainings: trainingsOf(plan, true), seconds };
}

function lookAtModel({ trainee, folds, whole }: PlannedModel, time: Float64Array): DryModel {
  const { model, rows } = trainee;
  const inTimes = ({ from, to }: BarRange): BarRange => ({
    from: time[from] ?? Number.NaN,
    to: time[to - 1] ?? Number.NaN,
  });
  const names = foldNames(folds);
  const looked = folds.folds.map((fold): DryFold => {
    const common = {
      number: fold.number,
      name: names.get(fold.number) ?? String(fold.number),
      train: fold.train.map(inTimes),
      test: fold.test.map(inTimes),
      trainRows: rows.judge(fold.train).count,
      testRows: rows.judge(fold.test).count,
    };
    try {
      rows.train(fold.train);
      return { ...common, problem: null };
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      return { ...common, problem: error.message };
    }
  });
  const [first] = looked;
  const problem = first?.problem ?? null;
  if (problem !== null && looked.every((fold) => fold.problem !== null))
    throw new RunError(
      "SAGE8389",
      `None of the ${looked.length} folds of \`${model.name}\` could be trained. The first: ${problem}`,
      "Use more data, fewer folds, or ask for fewer rows with `train { samples: … }`.",
    );
  return {
    model: model.name,
    learner: model.algorithm.name,
    features: model.features.length,
    folds: looked,
    rows: rows.judge(whole).count,
  };
}
