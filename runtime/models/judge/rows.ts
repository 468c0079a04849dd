import type { TargetColumn } from "../training-rows.js";

/** What a model said of rows that it had not learned from, and what came. */
export interface JudgedRows {
  /** Of a binary target 0 or 1, of classes the number of the class, of a regression the value. */
  readonly truth: Float64Array;
  /** Binary: the probability of true; classes: a probability for each; regression: the value. NaN: no answer. */
  readonly answers: readonly Float64Array[];
  /** How much each row counts; null: all the same. */
  readonly weights: Float64Array | null;
}

/** The rows that have an answer. */
export function answeredRows(rows: JudgedRows): JudgedRows {
  const isAnswered = (row: number) => rows.answers.every((values) => !Number.isNaN(values[row] ?? NaN));
  const places = Int32Array.from([...rows.truth.keys()].filter(isAnswered));
  if (places.length === rows.truth.length) return rows;
  const taken = (values: Float64Array) => Float64Array.from(places, (row) => values[row] ?? NaN);
  return {
    truth: taken(rows.truth),
    answers: rows.answers.map(taken),
    weights: rows.weights === null ? null : taken(rows.weights),
  };
}

export const weightAt = ({ weights }: JudgedRows, row: number): number =>
  weights === null ? 1 : (weights[row] ?? 0);

/** A weighted mean and how far it may be off for the number of rows alone. */
export interface Estimate {
  readonly value: number;
  /** Standard error; null for fewer than two rows. */
  readonly error: number | null;
}

/**
 * Weighted mean x̄ = Σ w x / Σ w; its error √(Σ w² (x − x̄)² · n/(n − 1)) / Σ w, which without weights is s/√n.
 * Rows whose targets overlap tell less than their number says: see `JudgeOptions`.
 */
export function meanEstimate(values: Float64Array, rows: JudgedRows): Estimate | null {
  const count = values.length;
  if (count === 0) return null;
  let [sum, total] = [0, 0];
  for (let row = 0; row < count; row++) {
    const weight = weightAt(rows, row);
    sum += weight * (values[row] ?? 0);
    total += weight;
  }
  const mean = sum / total;
  let squares = 0;
  for (let row = 0; row < count; row++) {
    const apart = weightAt(rows, row) * ((values[row] ?? 0) - mean);
    squares += apart * apart;
  }
  const error = count < 2 ? null : Math.sqrt((squares * count) / (count - 1)) / total;
  return { value: mean, error };
}

/**
 * What a predictor answers as it is judged: of classes the probabilities without the class that comes first.
 * @param outputs in the order of the `prediction` node's outputs
 */
export function judgedAnswers(
  kind: TargetColumn["kind"],
  outputs: readonly Float64Array[],
): readonly Float64Array[] {
  return kind === "classes" ? outputs.slice(1) : outputs;
}
