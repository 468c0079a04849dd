import { describe, expect, test } from "vitest";
import type { TreeEnsemble } from "../fitted-model.js";
import type { LearnerSettings } from "../learner.js";
import type { TrainingRows } from "../training-rows.js";
import { learnerNamed } from "./index.js";

const settings: LearnerSettings = {
  trees: 20,
  depth: 6,
  leaves: 31,
  learning_rate: 0.1,
  subsample: 1,
  columns: 1,
  leaf_rows: 20,
  leaf_weight: 0.001,
  l1: 0,
  l2: 1,
  gain: 0,
  bins: 255,
  early_stopping: 0,
  quantile: 0.5,
  seed: 7,
};

/** Whole numbers that look random, by place. */
function noise(place: number): number {
  let z = Math.imul(place + 1, 0x9e3779b9);
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
}

function table(count: number, features: number, kind: TrainingRows["target"]["kind"]): TrainingRows {
  const columns = Array.from({ length: features }, (_, feature) =>
    Float32Array.from({ length: count }, (__, row) => {
      const value = noise(row * 64 + feature) * 4 - 2;
      return feature === 3 && value > 1 ? NaN : feature === 2 ? Math.floor(value * 4) + 8 : value;
    }),
  );
  const values = Float64Array.from({ length: count }, (_, row) => {
    const score =
      (columns[0]?.[row] ?? 0) +
      (columns[1]?.[row] ?? 0) * (columns[0]?.[row] ?? 0) +
      noise(row * 64 + 63) -
      0.5;
    return kind === "regression"
      ? score
      : kind === "binary"
        ? score > 0
          ? 1
          : 0
        : score > 1
          ? 2
          : score > 0
            ? 1
            : 0;
  });
  return {
    count,
    features: columns.map((column, feature) => ({
      name: `x${feature}`,
      type: feature === 2 ? "category" : "number",
      values: column,
    })),
    target: { name: "y", kind, classes: kind === "classes" ? ["a", "b", "c"] : [], values },
    weights: null,
    bars: Int32Array.from({ length: count }, (_, row) => row),
  };
}

async function fit(rows: TrainingRows, given: LearnerSettings = {}, threads = 1) {
  const learn = await learnerNamed("boosted_trees");
  if (learn === undefined) throw new Error("no such learner");
  const { model, ...rest } = await learn(rows, { ...settings, ...given }, { threads });
  if (model.kind !== "trees") throw new Error("not trees");
  return { model, ...rest };
}

function bytesOf(model: TreeEnsemble): string {
  const parts = [
    model.feature,
    model.threshold,
    model.left,
    model.right,
    model.missingLeft,
    model.value,
    model.cover,
    model.gain,
  ];
  return parts.map(({ buffer }) => Buffer.from(buffer).toString("base64")).join();
}

describe("the same model on any number of threads", () => {
  test.each(["binary", "classes", "regression"] as const)("%s", async (kind) => {
    const rows = table(40_000, 9, kind);
    const given = { subsample: 0.8, columns: 0.7, trees: 3 };
    const one = await fit(rows, given);
    for (const threads of [2, 4])
      expect(bytesOf((await fit(rows, given, threads)).model)).toBe(bytesOf(one.model));
    expect(one.model.feature.some((feature) => feature >= 0)).toBe(true);
  });
});
