import * as z from "zod";
import { runSummarySchema } from "../../run-summary.js";
import { summarizeWalkForward } from "../../modes/walk-forward/summary.js";
import { walkForwardSummarySchema } from "../../modes/walk-forward/schema.js";
import { skillOf } from "../explain/index.js";
import { constantLogLoss, type Judgement } from "../judge/index.js";
import type { DryRun } from "./dry-run.js";
import type { TrainResult } from "./train.js";
import { walkOf } from "./walk-of.js";

const count = z.int().nonnegative();
const finiteOrNull = z.number().nullable();
const metrics = z.record(z.string(), finiteOrNull);
const period = z.object({ from: z.number(), to: z.number() });

/** The object of `sage train --json`. */
export const trainSummarySchema = z.object({
  schema: z.literal("sage.train/1"),
  run: runSummarySchema.shape.run,
  models: z.array(
    z.object({
      model: z.string(),
      learner: z.string(),
      target: z.object({ name: z.string(), kind: z.enum(["binary", "classes", "regression"]) }),
      scheme: z.string(),
      /** Id in the registry; null where none was trained for use, or it was not stored. */
      id: z.string().nullable(),
      /** When the last target was known that the model for use has learned from, epoch ms. */
      knownUntil: finiteOrNull,
      rows: count.nullable(),
      folds: z.array(
        z.object({
          fold: count,
          train: z.array(period),
          test: z.array(period),
          trainRows: count,
          testRows: count,
          rounds: count,
          metrics,
        }),
      ),
      /** Folds that could not be trained, and why. */
      skipped: z.array(z.object({ fold: count, reason: z.string() })),
      /** Of all folds' test rows together, with standard errors; null where it was not validated. */
      metrics: metrics.nullable(),
      errors: metrics.nullable(),
      /** Log loss of always saying how often each class came; null without classes. */
      constantLogLoss: finiteOrNull,
      /** Whether it knows more than guessing. */
      skill: z
        .object({
          metric: z.string(),
          value: z.number(),
          error: z.number(),
          verdict: z.enum(["yes", "no", "worse"]),
        })
        .nullable(),
    }),
  ),
  /** The test bars as they were traded; null where nothing was. */
  traded: walkForwardSummarySchema.nullable(),
  trainings: count,
  /** Milliseconds. */
  timings: z.object({ features: z.number(), train: z.number(), validation: z.number() }),
  elapsedMs: z.number(),
});

export type TrainSummary = z.infer<typeof trainSummarySchema>;

/** @param ids of the stored models, by name */
export function summarizeTraining(result: TrainResult, ids: ReadonlyMap<string, string>): TrainSummary {
  const { run, plan, models, trainings, timings, elapsedMs } = result;
  const walk = walkOf(result);
  const { time } = plan;
  const times = (ranges: readonly { readonly from: number; readonly to: number }[]) =>
    ranges.map(({ from, to }) => ({ from: time[from] ?? 0, to: time[to - 1] ?? 0 }));
  return {
    schema: "sage.train/1",
    run: { ...run, parameters: { ...run.parameters } },
    models: models.map(({ planned, folds, skipped, together, final }) => {
      const { model } = planned.trainee;
      return {
        model: model.name,
        learner: model.algorithm.name,
        target: { name: model.target.name, kind: model.target.kind },
        scheme: planned.folds.scheme,
        id: ids.get(model.name) ?? null,
        knownUntil: final?.knownUntil ?? null,
        rows: final?.seen.count ?? null,
        folds: folds.map(({ fold, judgement, trainRows, rounds }) => ({
          fold: fold.number,
          train: times(fold.train),
          test: times(fold.test),
          trainRows,
          testRows: judgement.rows,
          rounds,
          metrics: { ...judgement.metrics },
        })),
        skipped: skipped.map(({ fold, reason }) => ({ fold: fold.number, reason })),
        metrics: together === null ? null : { ...together.metrics },
        errors: together === null ? null : { ...together.errors },
        constantLogLoss: together === null ? null : constantLogLoss(together),
        skill: together === null ? null : skillFacts(together),
      };
    }),
    traded: walk === null ? null : summarizeWalkForward(walk),
    trainings,
    timings,
    elapsedMs,
  };
}

function skillFacts(judgement: Judgement): TrainSummary["models"][number]["skill"] {
  const skill = skillOf(judgement);
  if (skill === null) return null;
  const { metric, value, error, verdict } = skill;
  return { metric, value, error, verdict };
}

/** The object of `sage train --dry-run --json`. */
export const dryRunSchema = z.object({
  schema: z.literal("sage.train-dry-run/1"),
  strategy: z.string(),
  models: z.array(
    z.object({
      model: z.string(),
      learner: z.string(),
      features: count,
      rows: count,
      folds: z.array(
        z.object({
          number: count,
          /** "3", or "3.2" where a model is fitted again inside a fold. */
          name: z.string(),
          train: z.array(period),
          test: z.array(period),
          trainRows: count,
          testRows: count,
          problem: z.string().nullable(),
        }),
      ),
    }),
  ),
  trainings: count,
  /** About how long it would take. */
  seconds: z.number(),
});

export function summarizeDryRun(strategy: string, dry: DryRun): z.infer<typeof dryRunSchema> {
  return {
    schema: "sage.train-dry-run/1",
    strategy,
    models: dry.models.map((model) => ({
      ...model,
      folds: model.folds.map((fold) => ({ ...fold, train: [...fold.train], test: [...fold.test] })),
    })),
    trainings: dry.trainings,
    seconds: dry.seconds,
  };
}

/** The object of `sage train --model ID --json`. */
export const storedJudgementSchema = z.object({
  schema: z.literal("sage.train-model/1"),
  id: z.string(),
  model: z.string(),
  from: z.number(),
  to: z.number(),
  rows: count,
  metrics,
  errors: metrics,
  run: runSummarySchema.nullable(),
});
