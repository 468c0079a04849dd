import type { GraphModel } from "../../../compiler/graph/index.js";
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
