import { expect, test } from "vitest";
import { uniformFrom } from "../../data/synthesize/random.js";
import type { FittedModel } from "../fitted-model.js";
import { learnerNamed } from "../learn/index.js";
import type { TrainingRows } from "../training-rows.js";
import { applyLink, buildModelReport, profileFeatures, rawScores, skillOf } from "./index.js";

/** Rows on which the first feature knows a share of what comes, and the second nothing. */
function drawRows(seed: number, count: number, knows: number): TrainingRows {
  const uniform = uniformFrom(seed);
  const draw = () => Float32Array.from({ length: count }, () => uniform() - 0.5);
  const [one, two] = [draw(), draw()];
  return {
    count,
    features: [
      { name: "told", type: "number", values: one },
      { name: "noise", type: "number", values: two },
    ],
    target: {
      name: "up",
      kind: "binary",
      classes: ["up"],
      values: Float64Array.from(one, (x) => (knows * x + (1 - knows) * (uniform() - 0.5) > 0 ? 1 : 0)),
    },
    weights: null,
    bars: Int32Array.from({ length: count }, (_, row) => row),
  };
}

const predictorOf = (model: FittedModel) => ({
  features: ["told", "noise"],
  outputs: 1,
  predict: async (columns: readonly Float32Array[], count: number) =>
    applyLink(model.link, rawScores(model, columns, count)),
});

async function validate(knows: number) {
  const learn = await learnerNamed("logistic");
  const folds = await Promise.all(
    [1, 2, 3].map(async (number) => {
      const train = drawRows(number, 2000, knows);
      const fit = await learn?.(train, { l2: 1, iterations: 50, tolerance: 1e-8 });
      if (fit === undefined) throw new Error("no learner");
      return {
        train,
        model: fit.model,
        fold: {
          number,
          train: { from: 0, to: 1, rows: 2000 },
          test: { from: 1, to: 2 },
          rows: drawRows(100 + number, 500, knows),
          predictor: predictorOf(fit.model),
        },
      };
    }),
  );
  const last = folds.at(-1);
  if (last === undefined) throw new Error("no fold");
  return buildModelReport(
    {
      model: "edge",
      learner: "logistic",
      modelId: null,
      target: { name: "up", kind: "binary", classes: ["up"] },
    },
    folds.map(({ fold }) => fold),
    { fitted: last.model, profiles: profileFeatures(last.train.features) },
  );
}

test("a model that knows something: figures of all folds, what it listens to, no drift", async () => {
  const report = await validate(0.6);
  expect(report.overall.rows).toBe(1500);
  expect(report.folds.map(({ test: side }) => side.rows)).toEqual([500, 500, 500]);
  expect(skillOf(report.overall)?.verdict).toBe("yes");
  expect(report.importance.map(({ feature }) => feature)).toEqual(["told", "noise"]);
  expect(report.importance[0]).toMatchObject({ gainShare: null, splits: null });
  expect(report.importance[0]?.contribution).toBeGreaterThan(5 * (report.importance[1]?.contribution ?? NaN));
  expect(report.dependence.map(({ feature }) => feature)).toEqual(["told", "noise"]);
  const [curve] = report.dependence[0]?.curves ?? [];
  expect(curve?.mean.at(-1)).toBeGreaterThan(curve?.mean[0] ?? NaN);
  expect(report.drift.every(({ level }) => level === "none")).toBe(true);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test("of labels that nothing foretells the report says that it cannot be told from guessing", async () => {
  const report = await validate(0);
  expect(skillOf(report.overall)?.verdict).toBe("no");
  const [most] = report.importance;
  expect(Math.abs(most?.permutation?.mean ?? NaN)).toBeLessThan(0.01);
});

test("a validation without folds has a report without figures", async () => {
  const target = { name: "up", kind: "binary", classes: ["up"] } as const;
  const report = await buildModelReport({ model: "edge", learner: "onnx", modelId: null, target }, []);
  expect(report).toMatchObject({ folds: [], importance: [], dependence: [], drift: [] });
  expect(report.overall.rows).toBe(0);
});
