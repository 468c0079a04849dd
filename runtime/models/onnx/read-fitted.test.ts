import * as fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryModel, type ModelCase } from "../testing/arbitrary-model.js";
import { answers, rawScores } from "../testing/score.js";
import type { FittedModel } from "../fitted-model.js";
import { openPredictor } from "./predictor.js";
import { decodeModel, encodeModel } from "./protocol.js";
import { readFitted } from "./read-fitted.js";
import { writeOnnx } from "./write.js";

/** With so many rows through each node as its number says: anything but 0. */
function withCover(model: FittedModel): FittedModel {
  return model.kind === "trees" ? { ...model, cover: model.cover.map((_, node) => node + 1.5) } : model;
}

function described({ kind, types, model }: ModelCase) {
  const count = model.kind === "trees" ? model.base.length : model.intercepts.length;
  return {
    features: types.map((type, k) => ({ name: `feature_${k}`, type })),
    target: {
      name: "up",
      kind,
      classes: kind === "classes" ? Array.from({ length: count }, (_, k) => `class ${k}`) : [],
    },
    schemaHash: null,
    knownUntil: null,
    program: "nailsage 0",
    ...(model.kind === "linear" && { inputMeans: model.inputs.map((_, k) => k / 7) }),
  };
}

test("a model read from its file scores as the one that was written, bit for bit", () => {
  fc.assert(
    fc.property(arbitraryModel, (each) => {
      const model = withCover(each.model);
      const bytes = writeOnnx(model, each.calibration, described(each));
      const read = readFitted({ name: "case.onnx", bytes });
      if ("unreadable" in read) throw new Error(read.unreadable);
      const { fitted, calibration } = read;
      expect(rawScores(fitted, each.columns, each.count)).toEqual(rawScores(model, each.columns, each.count));
      const given = [each.calibration, calibration].map((one, k) =>
        answers(
          [model, fitted][k]?.link ?? "identity",
          one,
          rawScores(model, each.columns, each.count),
          each.kind,
        ),
      );
      expect(given[1]).toEqual(given[0]);
      if (model.kind === "trees" && fitted.kind === "trees") {
        expect(fitted.roots.length).toBe(model.roots.length);
        // Every node is there once, whatever its new number.
        expect([...fitted.cover].toSorted((a, b) => a - b)).toEqual([...model.cover]);
      } else if (fitted.kind === "linear" && model.kind === "linear" && model.inputs.length > 0)
        expect(read).toMatchObject({ fitted: model, inputMeans: model.inputs.map((_, k) => k / 7) });
    }),
    { numRuns: 300 },
  );
}, 60_000);

test("onnxruntime takes a file with the rows that went each way", async () => {
  const model: FittedModel = {
    kind: "trees",
    link: "identity",
    base: [10],
    roots: Int32Array.of(0),
    outputs: Int32Array.of(0),
    feature: Int32Array.of(0, -1, -1),
    threshold: Float32Array.of(1, 0, 0),
    categories: new Map(),
    left: Int32Array.of(1, 0, 0),
    right: Int32Array.of(2, 0, 0),
    missingLeft: Uint8Array.of(0, 0, 0),
    value: Float64Array.of(0, 1, 5),
    cover: Float64Array.of(8, 6, 2),
    gain: Float64Array.of(3, 0, 0),
  };
  const target = { name: "move", kind: "regression", classes: [] } as const;
  const features = [{ name: "x", type: "number" }] as const;
  const about = { features, target, schemaHash: null, knownUntil: null, program: "nailsage 0" };
  const file = { name: "one.onnx", bytes: writeOnnx(model, { kind: "none" }, about) };
  const { predictor } = await openPredictor(file, { features, target });
  const [given] = await predictor.predict([Float32Array.of(1, 2)], 2);
  await predictor.close();
  expect([...(given ?? [])]).toEqual([11, 15]);
  expect(readFitted(file)).toMatchObject({ fitted: { cover: model.cover, gain: new Float64Array(3) } });
  const bare = writeOnnx({ ...model, cover: new Float64Array(3) }, { kind: "none" }, about);
  expect(readFitted({ name: "bare.onnx", bytes: bare })).toMatchObject({
    unreadable: expect.stringContaining("train it again"),
  });
  const foreign = encodeModel({ ...decodeModel(file.bytes), metadata: [] });
  expect(readFitted({ name: "theirs.onnx", bytes: foreign })).toEqual({
    unreadable: "theirs.onnx was not trained here, and how it comes to its answers is not computed",
  });
});
