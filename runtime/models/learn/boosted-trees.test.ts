import { describe, expect, test } from "vitest";
import { rawScores } from "../explain/raw-scores.js";
import type { TreeEnsemble } from "../fitted-model.js";
import { judge } from "../judge/index.js";
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

/** Raw scores of the rows it was fitted on. */
const scoresOf = (model: TreeEnsemble, rows: TrainingRows): Float64Array =>
  rawScores(
    model,
    rows.features.map(({ values }) => values),
    rows.count,
  )[0] ?? new Float64Array(0);

const changed = (
  rows: TrainingRows,
  feature: number,
  of: (value: number, row: number) => number,
): TrainingRows => ({
  ...rows,
  features: rows.features.map((column, number) =>
    number === feature ? { ...column, values: column.values.map(of) } : column,
  ),
});

describe("what is learned", () => {
  test("labels without a pattern give answers without one", async () => {
    const rows = table(4000, 6, "binary");
    const values = rows.target.values.map((_, row) => (noise(row * 64 + 40) < 0.5 ? 1 : 0));
    const half = rows.count / 2;
    const part = (from: number, to: number): TrainingRows => ({
      ...rows,
      count: to - from,
      features: rows.features.map((column) => ({ ...column, values: column.values.slice(from, to) })),
      target: { ...rows.target, values: values.slice(from, to) },
      bars: rows.bars.slice(from, to),
    });
    const { model } = await fit(part(0, half));
    const later = part(half, rows.count);
    const { metrics } = judge(later.target, {
      truth: later.target.values,
      answers: [scoresOf(model, later).map((x) => 1 / (1 + Math.exp(-x)))],
      weights: null,
    });
    // Three errors of the area where nothing is known: √((m + n + 1)/(12 m n)) with a thousand rows on each side.
    expect(Math.abs((metrics.auc ?? NaN) - 0.5)).toBeLessThan(3 * Math.sqrt(2001 / (12 * 1000 * 1000)));
  });

  test("weights that are all the same change nothing", async () => {
    const rows = table(2000, 6, "regression");
    const plain = await fit(rows);
    const ones = await fit({ ...rows, weights: new Float64Array(rows.count).fill(1) });
    expect(bytesOf(ones.model)).toBe(bytesOf(plain.model));
    // Other weights are rounded more coarsely, which decides near ties.
    const threes = { ...rows, weights: new Float64Array(rows.count).fill(3) };
    const weighted = await fit(threes, { l2: 3, leaf_weight: 0.003 });
    const scores = scoresOf(plain.model, rows);
    const apart = scoresOf(weighted.model, rows).map((score, row) => (score - (scores[row] ?? NaN)) ** 2);
    expect(Math.sqrt(apart.reduce((sum, square) => sum + square, 0) / rows.count)).toBeLessThan(0.02);
  });

  test("a row of weight two is two rows", async () => {
    const rows = table(1500, 5, "regression");
    const twice = Array.from({ length: 3000 }, (_, row) => row >> 1).filter(
      (row, place) => place % 2 === 0 || row % 3 === 0,
    );
    const doubled: TrainingRows = {
      ...rows,
      count: twice.length,
      features: rows.features.map((column) => ({
        ...column,
        values: Float32Array.from(twice, (row) => column.values[row] ?? NaN),
      })),
      target: { ...rows.target, values: Float64Array.from(twice, (row) => rows.target.values[row] ?? NaN) },
      bars: Int32Array.from(twice.keys()),
    };
    const weights = Float64Array.from({ length: rows.count }, (_, row) => (row % 3 === 0 ? 2 : 1));
    // One row may be a leaf, so that counting rows does not matter; few values, so that both have the same bins.
    const few = (given: TrainingRows): TrainingRows => {
      let made = given;
      for (let feature = 0; feature < 5; feature++)
        made = changed(made, feature, (value) => Math.round(value * 4));
      return made;
    };
    const given = { leaf_rows: 1, leaf_weight: 10, trees: 5 };
    const one = await fit(few({ ...rows, weights }), given);
    const other = await fit(few(doubled), given);
    const [a, b] = [scoresOf(one.model, few(rows)), scoresOf(other.model, few(rows))];
    for (const [row, score] of a.entries()) expect(score).toBeCloseTo(b[row] ?? NaN, 4);
  });

  test("features held to rise or fall do", async () => {
    const rows = changed(table(3000, 3, "regression"), 2, () => 0);
    const { model } = await fit(rows, { increasing: ["x0"], decreasing: ["x1"] });
    const at = (x0: number, x1: number): number =>
      rawScores(model, [Float32Array.of(x0), Float32Array.of(x1), Float32Array.of(0)], 1)[0]?.[0] ?? NaN;
    for (let other = -2; other <= 2; other += 0.5)
      for (let x = -2; x < 2; x += 0.05) {
        expect(at(x + 0.05, other)).toBeGreaterThanOrEqual(at(x, other));
        expect(at(other, x + 0.05)).toBeLessThanOrEqual(at(other, x));
      }
  });

  test("early stopping keeps the trees up to the best on the other rows", async () => {
    const all = table(4000, 6, "regression");
    const part = (from: number, to: number): TrainingRows => ({
      ...all,
      count: to - from,
      features: all.features.map((column) => ({ ...column, values: column.values.slice(from, to) })),
      target: { ...all.target, values: all.target.values.slice(from, to) },
      bars: all.bars.slice(from, to),
    });
    const [rows, validation] = [part(0, 3000), part(3000, 4000)];
    const learn = await learnerNamed("boosted_trees");
    const given = { ...settings, trees: 400, learning_rate: 0.3, early_stopping: 15 };
    const stopped = await learn?.(rows, given, { threads: 1, validation });
    if (stopped?.model.kind !== "trees") throw new Error("not trees");
    expect(stopped.settled).toBe(true);
    expect(stopped.rounds).toBeLessThan(385);
    expect(stopped.model.roots.length).toBe(stopped.rounds);
    const lossAt = async (trees: number): Promise<number> => {
      const { model } = await fit(rows, { ...given, trees, early_stopping: 0 });
      const scores = scoresOf(model, validation);
      return scores.reduce(
        (sum, score, row) => sum + (score - (validation.target.values[row] ?? NaN)) ** 2,
        0,
      );
    };
    const best = await lossAt(stopped.rounds);
    for (const trees of [stopped.rounds - 1, stopped.rounds + 1, stopped.rounds + 10])
      expect(await lossAt(trees)).toBeGreaterThan(best - 1e-9);
  });

  test("training is given up between two trees", async () => {
    const learn = await learnerNamed("boosted_trees");
    const controller = new AbortController();
    const progress = (done: number): void => {
      if (done === 3) controller.abort(new Error("enough"));
    };
    const fitting = learn?.(table(500, 4, "binary"), settings, { signal: controller.signal, progress });
    await expect(fitting).rejects.toThrow("enough");
  });
});

describe("rows that nothing can be learned from", () => {
  const refusal = async (rows: TrainingRows): Promise<unknown> => fit(rows).catch((error: unknown) => error);

  test("one class only", async () => {
    const rows = table(100, 4, "binary");
    const one = { ...rows, target: { ...rows.target, values: rows.target.values.map(() => 1) } };
    expect(await refusal(one)).toMatchObject({ code: "SAGE8330" });
  });

  test("an infinite value, with feature and bar", async () => {
    const rows = changed(table(100, 4, "binary"), 1, (value, row) => (row === 17 ? Infinity : value));
    expect(await refusal(rows)).toMatchObject({
      code: "SAGE8331",
      message: expect.stringMatching(/bar 17.*`x1`/),
    });
  });

  test("every feature missing everywhere", async () => {
    let rows = table(100, 2, "binary");
    for (const feature of [0, 1]) rows = changed(rows, feature, () => NaN);
    expect(await refusal(rows)).toMatchObject({ code: "SAGE8321" });
  });

  test("constant features are no refusal: the answer is the mean", async () => {
    let rows = table(100, 2, "regression");
    for (const feature of [0, 1]) rows = changed(rows, feature, () => 3);
    const { model } = await fit(rows);
    const mean = rows.target.values.reduce((sum, value) => sum + value, 0) / rows.count;
    expect(scoresOf(model, rows)[0]).toBeCloseTo(mean, 12);
  });
});

describe("forests", () => {
  test.each(["random_forest", "extra_trees"])(
    "%s: the same on any number of threads, and shares that sum to one",
    async (name) => {
      const rows = table(30_000, 8, "classes");
      const learn = await learnerNamed(name);
      const given = { ...settings, trees: 7, depth: 9, leaves: 255, columns: 0.4 };
      const fits = [];
      for (const threads of [1, 2, 4]) fits.push(await learn?.(rows, given, { threads }));
      const [first, ...others] = fits.map((fitted) => {
        if (fitted?.model.kind !== "trees") throw new Error("not trees");
        return { bytes: bytesOf(fitted.model), model: fitted.model, outOfBag: fitted.outOfBag };
      });
      if (first === undefined) throw new Error("nothing fitted");
      for (const other of others) {
        expect(other.bytes).toBe(first.bytes);
        expect(other.outOfBag).toEqual(first.outOfBag);
      }
      const columns = rows.features.map(({ values }) => values);
      const answers = rawScores(first.model, columns, 500);
      for (let row = 0; row < 500; row++)
        expect(answers.reduce((sum, each) => sum + (each[row] ?? NaN), 0)).toBeCloseTo(1, 9);
      const { metrics } = judge(rows.target, {
        truth: rows.target.values.slice(0, 500),
        answers,
        weights: null,
      });
      expect(metrics.accuracy ?? 0).toBeGreaterThan(0.6);
      expect(first.outOfBag === null).toBe(name === "extra_trees");
    },
  );
});
