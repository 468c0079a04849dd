import { expect, test } from "vitest";
import { rawScores } from "../runtime/models/explain/raw-scores.js";
import { boost } from "../runtime/models/learn/trees/boost.js";
import { fineSettings } from "../runtime/models/learn/trees/boost-settings.js";
import { PlainBoosting } from "./plain-boosting.js";
import { syntheticRows } from "./synthetic-rows.js";

test("the kernels learn what plain sums in floating point learn", async () => {
  const rows = syntheticRows(0, 12_000);
  const settings = { trees: 12, leaves: 15, rate: 0.1, leafRows: 20, leafWeight: 0.001 };
  const plain = new PlainBoosting(rows, settings);
  plain.grow();
  const { model } = await boost(rows, {
    ...settings,
    depth: 1000,
    subsample: 1,
    columns: 1,
    l1: 0,
    l2: 0,
    gain: 0,
    bins: 255,
    earlyStopping: 0,
    loss: "logistic",
    quantile: 0.5,
    monotone: [],
    seed: 1,
    fine: fineSettings,
  });
  const columns = rows.features.map(({ values }) => values);
  const scores = rawScores(model, columns, rows.count)[0] ?? new Float64Array(0);
  for (const [row, score] of scores.entries()) expect(score).toBeCloseTo(plain.scores[row] ?? NaN, 5);
});
