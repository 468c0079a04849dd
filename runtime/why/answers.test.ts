import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FittedModel, TreeEnsemble } from "../models/fitted-model.js";
import { arbitraryModel } from "../models/testing/arbitrary-model.js";
import { answers, rawScores } from "../models/testing/score.js";
import { explainAnswer } from "./answers.js";
import { answerRows, roundAnswer } from "./rounded-answer.js";

/**
 * `x <= 1` (6 of 8 rows) says 1, else `y <= 2` (1 of 2) says 3 or 7. Where nothing is known:
 * 10 + 6/8 · 1 + 2/8 · (3 + 7)/2 = 12.
 */
const tree: TreeEnsemble = {
  kind: "trees",
  link: "identity",
  base: [10],
  roots: Int32Array.of(0),
  outputs: Int32Array.of(0),
  feature: Int32Array.of(0, -1, 1, -1, -1),
  threshold: Float32Array.of(1, 0, 2, 0, 0),
  categories: new Map(),
  left: Int32Array.of(1, 0, 3, 0, 0),
  right: Int32Array.of(2, 0, 4, 0, 0),
  missingLeft: new Uint8Array(5),
  value: Float64Array.of(0, 1, 0, 3, 7),
  cover: Float64Array.of(8, 6, 2, 1, 1),
  gain: new Float64Array(5),
};

const asked = {
  name: "edge",
  // The strategy's order is not the file's.
  features: [
    { name: "y", type: "number" },
    { name: "x", type: "number" },
  ],
  target: { name: "move", kind: "regression", classes: [] },
} as const;

test("a tree worked by hand, its features in another order than the strategy's", () => {
  const read = {
    fitted: tree,
    calibration: { kind: "none" },
    inputMeans: null,
    features: ["x", "y"],
  } as const;
  const answer = explainAnswer(asked, read, [5, 4], 0);
  // x = 4, y = 5: x alone gives 10 + 5 = 15, y alone 10 + 6/8 · 1 + 2/8 · 7 = 12.5, both 17.
  // x adds ((15 − 12) + (17 − 12.5)) / 2 = 3.75, y ((12.5 − 12) + (17 − 15)) / 2 = 1.25.
  expect(answer).toMatchObject({
    unit: "value",
    of: "move",
    base: 12,
    score: 17,
    probability: null,
    parts: [
      { feature: "x", value: 4, adds: 3.75 },
      { feature: "y", value: 5, adds: 1.25 },
    ],
  });
  expect(answerRows(answer)).toEqual([
    ["+12.00", "where nothing is known of the bar"],
    ["+3.75", "x = 4"],
    ["+1.25", "y = 5"],
    ["+17.00", "move"],
  ]);
});

/** With rows at each node as many as below it. */
function withCover(model: FittedModel): FittedModel {
  if (model.kind === "linear") return model;
  const cover = new Float64Array(model.feature.length);
  const fill = (node: number): number =>
    (cover[node] =
      (model.feature[node] ?? -1) < 0
        ? 1 + (node % 3)
        : fill(model.left[node] ?? 0) + fill(model.right[node] ?? 0));
  for (const root of model.roots) fill(root);
  return { ...model, cover };
}

describe("of any model", () => {
  test("base and parts sum to the score, and what follows from it is what the model says", () => {
    fc.assert(
      fc.property(arbitraryModel, (each) => {
        const { calibration, kind, types, columns } = each;
        const fitted = withCover(each.model);
        const features = types.map((type, k) => ({ name: `f${k}`, type }));
        const outputs = fitted.kind === "trees" ? fitted.base.length : fitted.intercepts.length;
        const classes = Array.from({ length: outputs }, (_, k) => `class ${k}`);
        const read = {
          fitted,
          calibration,
          inputMeans: fitted.kind === "linear" ? fitted.inputs.map((_, k) => k / 10) : null,
          features: features.map(({ name }) => name),
        };
        const told = answers(fitted.link, calibration, rawScores(fitted, columns, 1), kind);
        const row = columns.map((column) => column[0] ?? Number.NaN);
        for (let k = 0; k < outputs; k++) {
          const model = { name: "edge", features, target: { name: "up", kind, classes } };
          const answer = explainAnswer(model, read, row, k);
          const sum = answer.parts.reduce((total, { adds }) => total + adds, answer.base);
          expect(Math.abs(sum - answer.score)).toBeLessThan(1e-9);
          const said = answer.calibrated ?? answer.probability ?? answer.score;
          expect(said).toBeCloseTo(told[k]?.[0] ?? Number.NaN, 5);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("what is shown sums to its last digit, however it is rounded", () => {
    const numbers = fc.double({ min: -1e4, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(
        numbers,
        fc.array(numbers, { maxLength: 20 }),
        fc.integer({ min: -9, max: 2 }),
        (base, adds, scale) => {
          const parts = adds.map((one, k) => ({
            feature: `f${k}`,
            type: "number" as const,
            value: 0,
            adds: one * 10 ** scale,
          }));
          const begins = base * 10 ** scale;
          const score = parts.reduce((sum, part) => sum + part.adds, begins);
          const rounded = roundAnswer({ base: begins, score, parts }, 5);
          const shown = [rounded.base, ...rounded.parts.map((part) => part.adds), rounded.rest?.adds ?? "0"];
          const decimals = rounded.score.split(".")[1]?.length ?? 0;
          const units = (text: string): number => Math.round(Number(text) * 10 ** decimals);
          expect(shown.reduce((sum, text) => sum + units(text), 0)).toBe(units(rounded.score));
          expect(rounded.parts).toHaveLength(Math.min(5, parts.length));
          expect(rounded.rest?.features ?? 0).toBe(Math.max(0, parts.length - 5));
        },
      ),
    );
  });
});
