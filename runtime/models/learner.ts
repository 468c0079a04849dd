import type { FittedModel } from "./fitted-model.js";
import type { TrainingRows } from "./training-rows.js";

/** Settings of a learner by the names of the language, as `compiler/models/learners.ts` declares them, defaults filled in. */
export type LearnerSettings = Readonly<Record<string, number | string | readonly string[]>>;

export interface FitOptions {
  /** Threads; the result does not depend on them. Default: one a core. */
  readonly threads?: number;
  /** Rows of the training's purged tail, on which early stopping looks; null where there is none. */
  readonly validation?: TrainingRows | null;
  readonly signal?: AbortSignal | undefined;
  /** How much is done, e.g. trees. */
  readonly progress?: (done: number, total: number) => void;
}

/** What came of a training. */
export interface Fit {
  readonly model: FittedModel;
  /** Trees that were kept, or steps of the solver. */
  readonly rounds: number;
  /** Whether a solver reached its tolerance, or early stopping found its best. */
  readonly settled: boolean;
  /** Score on rows that a forest's trees did not draw: probabilities or values by row, NaN where all drew it. */
  readonly outOfBag: readonly Float64Array[] | null;
}

/** Learns. The same rows and settings give the same model, to the last bit, on any number of threads. */
export type Learn = (rows: TrainingRows, settings: LearnerSettings, options?: FitOptions) => Promise<Fit>;
