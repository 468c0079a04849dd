import * as fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryModel, modelCase, type ModelCase } from "../testing/arbitrary-model.js";
import { answers, rawScores } from "../testing/score.js";
import type { ModelDescription } from "./description.js";
import { openPredictor } from "./predictor.js";
import { writeOnnx } from "./write.js";

function described({ kind, types, model }: ModelCase): ModelDescription {
  const count = model.kind === "trees" ? model.base.length : model.intercepts.length;
  const classes = kind === "classes" ? Array.from({ length: count }, (_, k) => `class ${k}`) : ["up"];
  return {
    features: types.map((type, k) => ({ name: `feature_${k}`, type })),
    target: { name: "up", kind, classes: kind === "regression" ? [] : classes },
    schemaHash: "abc",
    knownUntil: 1_600_000_000_000,
    program: "nailsage 0",
  };
}

async function asked(each: ModelCase) {
  const description = described(each);
  const file = { name: "case.onnx", bytes: writeOnnx(each.model, each.calibration, description) };
  const { predictor } = await openPredictor(file, description);
  const given = await predictor.predict(each.columns, each.count);
  await predictor.close();
  return given;
}

/** Places of the largest answers, those that are the same to 12 digits together. */
function largest(probabilities: readonly number[]): readonly number[] {
  const most = Math.max(...probabilities);
  return [...probabilities.keys()].filter((k) => (probabilities[k] ?? 0) > most - 1e-12);
}

test("a written file answers as the model does", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryModel, async (each) => {
      const { model, calibration, kind, columns, count } = each;
      const expected = answers(model.link, calibration, rawScores(model, columns, count), kind);
      const given = await asked(each);
      const probabilities = kind === "classes" ? given.slice(1) : given;
      expect(probabilities.length).toBe(expected.length);
      for (let row = 0; row < count; row++) {
        const [own, other] = [expected, probabilities].map((all) => all.map((one) => one[row] ?? Number.NaN));
        for (const [k, value] of (own ?? []).entries())
          expect(Math.abs((other?.[k] ?? Number.NaN) - value)).toBeLessThanOrEqual(
            1e-6 * Math.max(1, Math.abs(value)),
          );
        if (kind === "classes") expect(largest(own ?? [])).toContain(given[0]?.[row]);
        if (kind === "binary") expect((other?.[0] ?? 0) >= 0.5).toBe(Math.fround(own?.[0] ?? 0) >= 0.5);
      }
    }),
    { numRuns: 300 },
  );
}, 60_000);

test("the same model gives the same bytes", () => {
  for (let seed = 0; seed < 20; seed++) {
    const [one, two] = [modelCase(seed), modelCase(seed)];
    expect(writeOnnx(one.model, one.calibration, described(one))).toEqual(
      writeOnnx(two.model, two.calibration, described(two)),
    );
  }
});

/** One tree by hand: `x <= 0.5` with missing to the left, then categories 3 and 7 to the left. */
test("thresholds, categories and missing values go where the tree says", async () => {
  const model: ModelCase["model"] = {
    kind: "trees",
    link: "identity",
    base: [100],
    roots: Int32Array.of(0),
    outputs: Int32Array.of(0),
    feature: Int32Array.of(0, -1, 1, -1, -1),
    threshold: Float32Array.of(0.1, 0, 0, 0, 0),
    categories: new Map([[2, [3, 7]]]),
    left: Int32Array.of(1, 0, 3, 0, 0),
    right: Int32Array.of(2, 0, 4, 0, 0),
    missingLeft: Uint8Array.of(1, 0, 0, 0, 0),
    value: Float64Array.of(0, 1, 0, 2, 3),
    cover: new Float64Array(5),
    gain: new Float64Array(5),
  };
  // The third number is the next above 0.1 in 32 bits, which 64 bits hold apart from 0.1 as well.
  const numbers = Float32Array.of(0.1, Number.NaN, 0.10000001, 5, 5, 5);
  const kinds = Float32Array.of(3, 3, 3, 7, 4, Number.NaN);
  const given = await asked({
    model,
    calibration: { kind: "none" },
    kind: "regression",
    types: ["number", "category"],
    columns: [numbers, kinds],
    count: 6,
  });
  expect([...(given[0] ?? [])]).toEqual([101, 101, 102, 102, 103, 103]);
});
