import { uniformFrom } from "../../data/synthesize/random.js";
import { judge, judgedAnswers, modelMetrics, type ModelMetricName } from "../judge/index.js";
import type { Predictor } from "../predictor.js";
import type { TargetColumn } from "../training-rows.js";

/** Rows that a model was not trained on, purged of those whose target reaches into its training. */
export interface HeldOutRows {
  readonly predictor: Pick<Predictor, "features" | "predict">;
  /** By feature, in the predictor's order. */
  readonly columns: readonly Float32Array[];
  readonly truth: Float64Array;
  readonly weights: Float64Array | null;
}

export interface PermutationOptions {
  /** Log loss of classes and RMSE of numbers, unless told. */
  readonly metric?: ModelMetricName;
  /** How often each feature is shuffled in each fold, 3 unless told. */
  readonly repeats?: number;
  readonly seed?: number;
  /** Features that are shuffled together, by place; each alone unless told. */
  readonly groups?: readonly (readonly number[])[];
  readonly signal?: AbortSignal | undefined;
  readonly progress?: (done: number, total: number) => void;
}

/** How much worse answers become when a feature tells nothing. */
export interface PermutationImportance {
  /** One, or those of a group. */
  readonly features: readonly string[];
  /** Mean worsening of the figure over folds; below 0 the model is better off without. */
  readonly mean: number;
  /** Its standard error: from fold to fold, or of one fold from shuffle to shuffle. Null for one of one. */
  readonly error: number | null;
  /** Worsening in each fold. */
  readonly folds: readonly number[];
}

/**
 * Permutation importance on held-out rows (Breiman 2001; over purged folds the mean decrease in accuracy of López de
 * Prado 2018, ch. 8): the values of a feature are shuffled among rows, and what the figure loses is its importance.
 * Features that say the same share it, and each looks less important than both: shuffle them as a group then.
 */
export async function permutationImportance(
  target: Pick<TargetColumn, "kind" | "name" | "classes">,
  folds: readonly HeldOutRows[],
  options: PermutationOptions = {},
): Promise<readonly PermutationImportance[]> {
  const names = folds[0]?.predictor.features ?? [];
  const groups = options.groups ?? names.map((_, feature) => [feature]);
  const metric = options.metric ?? (target.kind === "regression" ? "rmse" : "log_loss");
  const repeats = options.repeats ?? 3;
  const losses = groups.map((): number[][] => []);
  let done = 0;
  for (const [number, fold] of folds.entries()) {
    const plain = await lossOf(target, fold, fold.columns, metric);
    for (const [g, group] of groups.entries()) {
      options.signal?.throwIfAborted();
      const worse: number[] = [];
      for (let repeat = 0; repeat < repeats; repeat++) {
        const order = shuffled(fold.truth.length, seedOf(options.seed ?? 1, [number, g, repeat]));
        const columns = fold.columns.map((values, feature) =>
          group.includes(feature) ? Float32Array.from(order, (row) => values[row] ?? NaN) : values,
        );
        worse.push((await lossOf(target, fold, columns, metric)) - plain);
      }
      losses[g]?.push(worse);
      options.progress?.(++done, folds.length * groups.length);
    }
  }
  return groups.map((group, g) =>
    summarise(
      group.map((feature) => names[feature] ?? ""),
      losses[g] ?? [],
    ),
  );
}

/** The figure so that more is worse. */
async function lossOf(
  target: Pick<TargetColumn, "kind" | "name" | "classes">,
  { predictor, truth, weights }: HeldOutRows,
  columns: readonly Float32Array[],
  metric: ModelMetricName,
): Promise<number> {
  const outputs = await predictor.predict(columns, truth.length);
  const { metrics } = judge(target, { truth, answers: judgedAnswers(target.kind, outputs), weights });
  const isGain = modelMetrics.find(({ name }) => name === metric)?.better === "more";
  return (metrics[metric] ?? NaN) * (isGain ? -1 : 1);
}

function summarise(
  features: readonly string[],
  losses: readonly (readonly number[])[],
): PermutationImportance {
  const known = losses.map((repeats) => repeats.filter((loss) => !Number.isNaN(loss)));
  const folds = known.filter((repeats) => repeats.length > 0).map(meanOf);
  const spread = folds.length > 1 ? folds : (known[0] ?? []);
  return { features, mean: folds.length === 0 ? 0 : meanOf(folds), error: standardError(spread), folds };
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function standardError(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/** Each combination has a sequence of its own, whatever was shuffled before. */
function seedOf(seed: number, parts: readonly number[]): number {
  return parts.reduce(
    (mixed, part) => Math.imul(mixed ^ (part + 0x9e3779b9), 0x85ebca6b) ^ (mixed >>> 13),
    seed,
  );
}

/** Numbers below `count` in an order drawn at random (Fisher & Yates). */
function shuffled(count: number, seed: number): Int32Array {
  const uniform = uniformFrom(seed);
  const order = Int32Array.from({ length: count }, (_, row) => row);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(uniform() * (last + 1));
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}
