import { RunError } from "../../engine/error.js";
import type { Calibration } from "../fitted-model.js";
import type { TargetColumn } from "../training-rows.js";
import { curveAt, isotonicCurve } from "./isotonic.js";
import { fitSigmoid, sigmoidAt } from "./sigmoid.js";

/** Answers of models on rows that they had not learned from, and what came of them. */
export interface OutOfFoldScores {
  /** By output: raw scores, before the link. */
  readonly raw: readonly Float64Array[];
  /** By output: probabilities, after the link. */
  readonly probabilities: readonly Float64Array[];
  /** Of a binary target 0 or 1, of classes the number of the class. */
  readonly truth: Float64Array;
  readonly weights: Float64Array | null;
}

/**
 * How probabilities are to be mended. Give it out-of-fold scores only: on its own training rows a model is surer than
 * it may be, and the calibration would learn to trust that. Of several classes each is mended against the rest, and
 * the answers are made to sum to one again; a class that never came stays as it is.
 * @throws RunError SAGE8334 for a target that is no class, without rows, or where all rows are of one class
 */
export async function fitCalibration(
  kind: Calibration["kind"],
  target: Pick<TargetColumn, "kind" | "name">,
  scores: OutOfFoldScores,
): Promise<Calibration> {
  if (kind === "none") return { kind };
  checkScores(target, scores);
  const { raw, probabilities, truth, weights } = scores;
  const outputs = probabilities.map((of, k) => {
    const number = target.kind === "binary" ? 1 : k;
    return {
      raw: raw[k] ?? of,
      probabilities: of,
      came: truth.map((value) => (value === number ? 1 : 0)),
      hasCome: truth.includes(number),
    };
  });
  if (kind === "isotonic")
    return {
      kind,
      curves: outputs.map((output) =>
        output.hasCome ? isotonicCurve(output.probabilities, output.came, weights) : asItIs,
      ),
    };
  const sigmoids = await Promise.all(outputs.map((output) => fitSigmoid(output.raw, output.came, weights)));
  return {
    kind,
    slopes: sigmoids.map(({ slope }) => slope),
    intercepts: sigmoids.map(({ intercept }) => intercept),
  };
}

const asItIs = { from: Float64Array.of(0, 1), to: Float64Array.of(0, 1) };

function checkScores({ kind, name }: Pick<TargetColumn, "kind" | "name">, { truth }: OutOfFoldScores): void {
  const help = "leave `calibration` out, or give more rows to validate on";
  if (kind === "regression")
    throw new RunError("SAGE8334", `\`${name}\` is a number: there are no probabilities to mend.`, help);
  if (truth.length === 0)
    throw new RunError(
      "SAGE8334",
      "No row was left out of a training to calibrate probabilities with.",
      help,
    );
  if (truth.every((value) => value === truth[0]))
    throw new RunError(
      "SAGE8334",
      `All ${truth.length} rows that calibrate \`${name}\` are of one class.`,
      help,
    );
}

/** Mended probabilities, by output and row; of several classes they sum to one. */
export function applyCalibration(
  calibration: Calibration,
  raw: readonly Float64Array[],
  probabilities: readonly Float64Array[],
): readonly Float64Array[] {
  if (calibration.kind === "none") return probabilities;
  const mended = probabilities.map((values, k) => mend(calibration, k, raw[k] ?? values, values));
  return mended.length > 1 ? summingToOne(mended) : mended;
}

function mend(
  calibration: Exclude<Calibration, { readonly kind: "none" }>,
  output: number,
  raw: Float64Array,
  probabilities: Float64Array,
): Float64Array {
  if (calibration.kind === "isotonic") {
    const curve = calibration.curves[output] ?? asItIs;
    return probabilities.map((probability) => curveAt(curve, probability));
  }
  const sigmoid = {
    slope: calibration.slopes[output] ?? 0,
    intercept: calibration.intercepts[output] ?? 0,
  };
  return raw.map((score) => sigmoidAt(sigmoid, score));
}

/** Each row divided by its sum; where all are 0 they are equally probable. */
function summingToOne(values: readonly Float64Array[]): readonly Float64Array[] {
  const shares = values.map((each) => each.slice());
  for (let row = 0; row < (values[0]?.length ?? 0); row++) {
    const sum = values.reduce((total, each) => total + (each[row] ?? 0), 0);
    for (const share of shares)
      share[row] = sum > 0 ? (share[row] ?? 0) / sum : sum === 0 ? 1 / values.length : NaN;
  }
  return shares;
}
