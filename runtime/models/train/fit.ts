import type { GraphModel } from "../../../compiler/graph/index.js";
import { RunError } from "../../engine/error.js";
import { applyLink, inputMeans, rawScores } from "../explain/index.js";
import { fitCalibration } from "../calibrate/index.js";
import type { BarRange } from "../fold.js";
import type { Calibration, FittedModel } from "../fitted-model.js";
import { learnerNamed } from "../learn/index.js";
import type { LearnerSettings } from "../learner.js";
import { exportModel, openModel } from "../onnx/index.js";
import type { Predictor } from "../predictor.js";
import type { ModelTable, RowSelection } from "../rows/index.js";
import type { TrainingRows } from "../training-rows.js";
import { splitTail } from "./tail.js";

/** A model of a strategy with all that its trainings have in common. */
export interface Trainee {
  readonly model: GraphModel;
  readonly table: ModelTable;
  readonly rows: RowSelection;
  readonly settings: LearnerSettings;
  /** Identity of its features. */
  readonly schemaHash: string;
  readonly program: string;
  /** Milliseconds of a bar. */
  readonly timeframe: number;
}

export interface FitLimits {
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

/** One training, as far as it goes into a file. */
export interface FittedFold {
  readonly fitted: FittedModel;
  readonly calibration: Calibration;
  /** The model with its calibration as ONNX. */
  readonly bytes: Uint8Array;
  readonly predictor: Predictor;
  /** Trees that were kept, or steps of the solver. */
  readonly rounds: number;
  readonly settled: boolean;
  /** All rows that it has seen: those that decided when to stop, and mended its probabilities, too. */
  readonly seen: TrainingRows;
  /** Rows that the learner has seen. */
  readonly learned: number;
  /** The close at which the last target was known that it has seen. */
  readonly knownUntil: number;
  readonly milliseconds: number;
}

/**
 * Learns a model on these bars, mends its probabilities on their purged end, writes it as ONNX and opens that file.
 * @throws RunError SAGE8305, 8306 for too few rows or one class; those of the learner and of the calibration
 */
export async function fitModel(
  trainee: Trainee,
  ranges: readonly BarRange[],
  limits: FitLimits = {},
): Promise<FittedFold> {
  const started = performance.now();
  const { model, table, rows, settings } = trainee;
  const learn = await learnerNamed(model.algorithm.name);
  if (learn === undefined) throw comesTrained(model);
  const seen = rows.train(ranges);
  const { purge, calibration: wanted } = table.settings;
  const stops = Number(settings["early_stopping"] ?? 0) > 0;
  const parts = stops || wanted !== "none" ? splitTail(ranges, purge) : null;
  const learned = parts === null ? seen : rows.train(parts.head);
  const tail = parts === null ? null : rows.judge(parts.tail);
  const fit = await learn(learned, settings, {
    validation: stops ? tail : null,
    signal: limits.signal,
    ...(limits.threads !== undefined && { threads: limits.threads }),
    ...(limits.progress !== undefined && { progress: limits.progress }),
  });
  const calibration: Calibration =
    tail === null || wanted === "none" ? { kind: "none" } : await calibrate(fit.model, tail, wanted);
  const knownUntil = knownFrom(trainee, seen);
  const bytes = await exportModel(fit.model, calibration, {
    features: model.features,
    target: model.target,
    schemaHash: trainee.schemaHash,
    knownUntil,
    program: trainee.program,
    ...(fit.model.kind === "linear" && {
      inputMeans: inputMeans(fit.model, valuesOf(learned), learned.count),
    }),
  });
  const { predictor } = await openModel(
    { name: `${model.name}.onnx`, bytes },
    { features: model.features, target: model.target, schemaHash: trainee.schemaHash },
  );
  return {
    fitted: fit.model,
    calibration,
    bytes,
    predictor,
    rounds: fit.rounds,
    settled: fit.settled,
    seen,
    learned: learned.count,
    knownUntil,
    milliseconds: performance.now() - started,
  };
}

async function calibrate(
  fitted: FittedModel,
  tail: TrainingRows,
  kind: "isotonic" | "sigmoid",
): Promise<Calibration> {
  const raw = rawScores(fitted, valuesOf(tail), tail.count);
  return fitCalibration(kind, tail.target, {
    raw,
    probabilities: applyLink(fitted.link, raw),
    truth: tail.target.values,
    weights: tail.weights,
  });
}

const valuesOf = ({ features }: TrainingRows): readonly Float32Array[] =>
  features.map(({ values }) => values);

/** When the last target among these rows was known. */
function knownFrom({ table: { time, delay }, timeframe }: Trainee, { bars, count }: TrainingRows): number {
  const last = (bars[count - 1] ?? 0) + delay;
  return (time[Math.min(last, time.length - 1)] ?? Number.NaN) + timeframe;
}

const comesTrained = ({ name, algorithm }: GraphModel): RunError =>
  new RunError(
    "SAGE8383",
    `\`${name}\` has the learner \`${algorithm.name}\`, which comes trained: there is nothing to train here.`,
    "Run the strategy as it is: sage run FILE.",
  );
