import type { GraphModel } from "../../../compiler/graph/index.js";
import { draw } from "../../live/feeds/draw.js";
import { openPredictor } from "../onnx/predictor.js";
import { writeOnnx } from "../onnx/write.js";
import type { ModelSchedule, Predictor } from "../predictor.js";
import { modelCase } from "./arbitrary-model.js";

/** Says the same of every bar. */
export function constantPredictor(answers: readonly number[], asked: number[] = []): Predictor {
  return {
    hash: answers.join(),
    features: [],
    outputs: answers.length,
    predict: (_, count) => {
      asked.push(count);
      return Promise.resolve(answers.map((answer) => new Float64Array(count).fill(answer)));
    },
    close: () => Promise.resolve(),
  };
}

/**
 * Says something else of each row, from all bits of its features: of a binary target its chance, of classes the likeliest
 * and the chance of each, of a regression something between −0.05 and 0.05.
 */
export function restlessPredictor({ kind, classes }: GraphModel["target"]): Predictor {
  const answer = (keys: readonly number[]): readonly number[] => {
    if (kind !== "classes") return [kind === "binary" ? draw(0, ...keys) : (draw(0, ...keys) - 0.5) / 10];
    const weights = classes.map((_, k) => draw(k, ...keys) ** 4);
    const sum = weights.reduce((all, weight) => all + weight, 0);
    return [weights.indexOf(Math.max(...weights)), ...weights.map((weight) => weight / sum)];
  };
  return {
    hash: `restless ${kind}`,
    features: [],
    outputs: kind === "classes" ? 1 + classes.length : 1,
    predict: (columns, count) => {
      const bits = columns.map(({ buffer, byteOffset }) => new Int32Array(buffer, byteOffset, count));
      const rows = Array.from({ length: count }, (_, row) => answer(bits.map((column) => column[row] ?? 0)));
      return Promise.resolve(
        (rows[0] ?? []).map((_, k) => Float64Array.from(rows, (row) => row[k] ?? Number.NaN)),
      );
    },
    close: () => Promise.resolve(),
  };
}

/** One model for all time. */
export const always = (predictor: Predictor, knownUntil = -Infinity): ModelSchedule => ({
  periods: [{ from: -Infinity, to: Infinity, knownUntil, predictor }],
});

/** A file of random trees for a strategy's model. */
export function randomFile(model: GraphModel, seed: number): Uint8Array {
  const { features, target } = model;
  for (let next = seed; ; next++) {
    const drawn = modelCase(next);
    const outputs = drawn.model.kind === "trees" ? drawn.model.base.length : 0;
    const fits =
      drawn.kind === target.kind &&
      drawn.types.length === features.length &&
      drawn.types.every((type, k) => (type === "category") === (features[k]?.type === "category")) &&
      outputs === (target.kind === "classes" ? target.classes.length : 1);
    if (!fits) continue;
    const description = { features, target, schemaHash: null, knownUntil: null, program: "test" };
    return writeOnnx(drawn.model, drawn.calibration, description);
  }
}

export async function randomPredictor(model: GraphModel, seed: number): Promise<Predictor> {
  const { predictor } = await openPredictor({ name: "random.onnx", bytes: randomFile(model, seed) }, model);
  return predictor;
}
