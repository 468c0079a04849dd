import { expect, test } from "vitest";
import { findLearner } from "../../../compiler/models/learners.js";
import { describeShared } from "../../../tests/shared.js";
import { uniformFrom } from "../../data/synthesize/random.js";
import type { LinearModel, TreeEnsemble } from "../fitted-model.js";
import { learnerNamed } from "../learn/index.js";
import { readBoosting } from "../testing/boosting.js";
import { ensembleOf, type TreeNode } from "../testing/shap-trees.js";
import { contributionsOf, explainRow, meanContributions } from "./contributions.js";
import { splitImportance } from "./gain-importance.js";
import { profileFeatures } from "./profile.js";
import { childAt, rawScores } from "./raw-scores.js";
import { expectedScores, treeShap } from "./tree-shap.js";

interface ShapModel {
  readonly id: string;
  readonly outputs: number;
  readonly feature_names: readonly string[];
  readonly trees: readonly TreeNode[];
  readonly rows: readonly (readonly (number | null)[])[];
  readonly raw: readonly (readonly number[])[];
  readonly contributions: readonly (readonly (readonly number[])[])[];
}

describeShared("TreeSHAP of the reference's trees", () => {
  const { models } = readBoosting<{ readonly models: readonly ShapModel[] }>("shap.json");

  test.each(models)("$id", ({ outputs, feature_names: names, trees, rows, raw, contributions }) => {
    const model = ensembleOf(trees, outputs);
    const columns = names.map((_, k) => Float32Array.from(rows, (row) => row[k] ?? NaN));
    const found = treeShap(model, columns, rows.length);
    expect(rows).toHaveLength(50);
    for (const [row, byOutput] of contributions.entries()) {
      for (const [output, wanted] of byOutput.entries()) {
        let sum = found.expected[output] ?? NaN;
        for (const k of names.keys()) {
          const value = found.values[output]?.[k]?.[row] ?? NaN;
          expect(Math.abs(value - (wanted[k] ?? NaN))).toBeLessThan(1e-9);
          sum += value;
        }
        expect(Math.abs((found.expected[output] ?? NaN) - (wanted.at(-1) ?? NaN))).toBeLessThan(1e-9);
        expect(Math.abs(sum - (raw[row]?.[output] ?? NaN))).toBeLessThan(1e-9);
      }
    }
  });
});

const features = 4;

/** A tree whose splits, children's shares and leaves are drawn; the last feature is a category. */
function drawTree(uniform: () => number, depth: number, count: number): TreeNode {
  if (depth === 0 || uniform() < 0.15) return { value: uniform() - 0.5, count };
  const feature = Math.floor(features * uniform());
  const inLeft = count * (0.1 + 0.8 * uniform());
  return {
    feature,
    ...(feature === features - 1 ? { categories: uniform() < 0.5 ? [0, 2] : [1] } : { threshold: uniform() }),
    missing: uniform() < 0.5 ? "left" : "right",
    gain: uniform(),
    count,
    left: drawTree(uniform, depth - 1, inLeft),
    right: drawTree(uniform, depth - 1, count - inLeft),
  };
}

/** Shapley's formula itself: over all coalitions, what a feature changes in the mean of the leaves that are left. */
function enumerate(model: TreeEnsemble, row: readonly number[], output: number): readonly number[] {
  const outputs = model.base.length;
  const worth = (known: number): number => {
    const visit = (tree: number, node: number): number => {
      const feature = model.feature[node] ?? -1;
      if (feature < 0) {
        const to = model.outputs[tree] ?? 0;
        if (to < 0) return model.value[node * outputs + output] ?? 0;
        return to === output ? (model.value[node] ?? 0) : 0;
      }
      if ((known >> feature) & 1) return visit(tree, childAt(model, node, row[feature] ?? NaN));
      const [left, right] = [model.left[node] ?? 0, model.right[node] ?? 0];
      const share = (model.cover[left] ?? 0) / (model.cover[node] ?? 0);
      return share * visit(tree, left) + (1 - share) * visit(tree, right);
    };
    return [...model.roots].reduce((sum, root, tree) => sum + visit(tree, root), 0);
  };
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return Array.from({ length: features }, (_, feature) => {
    let value = 0;
    for (let known = 0; known < 1 << features; known++) {
      if ((known >> feature) & 1) continue;
      const size = [0, 1, 2, 3].filter((k) => (known >> k) & 1).length;
      const weight = (factorial(size) * factorial(features - size - 1)) / factorial(features);
      value += weight * (worth(known | (1 << feature)) - worth(known));
    }
    return value;
  });
}

function drawRow(uniform: () => number): readonly number[] {
  return Array.from({ length: features }, (_, k) => {
    if (uniform() < 0.2) return NaN;
    return k === features - 1 ? Math.floor(4 * uniform()) : Math.fround(uniform());
  });
}

test("TreeSHAP is Shapley's formula over all coalitions, also with categories and missing values", () => {
  const uniform = uniformFrom(19);
  for (let round = 0; round < 60; round++) {
    const trees = Array.from({ length: 3 }, () => drawTree(uniform, 6, 1000));
    const drawn = ensembleOf(trees, 1);
    // Every other time each leaf has a value for two outputs, as forests of classes have.
    const model: TreeEnsemble =
      round % 2 === 0
        ? drawn
        : {
            ...drawn,
            base: [0.25, -1],
            outputs: drawn.outputs.map(() => -1),
            value: Float64Array.from({ length: 2 * drawn.value.length }, () => uniform()),
          };
    const rows = Array.from({ length: 3 }, () => drawRow(uniform));
    const columns = Array.from({ length: features }, (_, k) =>
      Float32Array.from(rows, (row) => row[k] ?? NaN),
    );
    const found = treeShap(model, columns, rows.length);
    const raw = rawScores(model, columns, rows.length);
    for (const [r, row] of rows.entries()) {
      for (const output of model.base.keys()) {
        const wanted = enumerate(model, row, output);
        let sum = found.expected[output] ?? NaN;
        for (const [k, value] of wanted.entries()) {
          expect(found.values[output]?.[k]?.[r]).toBeCloseTo(value, 12);
          sum += value;
        }
        expect(sum).toBeCloseTo(raw[output]?.[r] ?? NaN, 12);
      }
    }
  }
});

test("a tree of one leaf explains nothing, and a child that no row came to breaks nothing", () => {
  const leaf = ensembleOf([{ value: 0.3, count: 10 }], 1);
  const { expected, values } = treeShap(leaf, [Float32Array.of(1)], 1);
  expect(expected).toEqual([0.3]);
  expect(values[0]?.[0]?.[0]).toBe(0);
  const empty = ensembleOf(
    [
      {
        feature: 0,
        threshold: 0.5,
        missing: "right",
        gain: 1,
        count: 8,
        left: { value: 1, count: 8 },
        right: { value: 5, count: 0 },
      },
    ],
    1,
  );
  expect(expectedScores(empty)).toEqual([1]);
  const seen = treeShap(empty, [Float32Array.of(1)], 1);
  expect(seen.values[0]?.[0]?.[0]).toBe(4);
});

test("gain and number of splits, by hand", () => {
  const split = (feature: number, gain: number, left: TreeNode, right: TreeNode): TreeNode => ({
    feature,
    threshold: 0,
    missing: "left",
    gain,
    count: 4,
    left,
    right,
  });
  const leaf: TreeNode = { value: 0, count: 1 };
  const model = ensembleOf([split(1, 3, split(0, 1, leaf, leaf), leaf), split(1, 4, leaf, leaf)], 1);
  expect(splitImportance(model, 3)).toEqual({
    gain: [1, 7, 0],
    splits: [1, 2, 0],
    gainShare: [0.125, 0.875, 0],
  });
  expect(splitImportance(ensembleOf([leaf], 1), 1).gainShare).toEqual([0]);
});

test("parts of our own trees' answers sum to their raw scores, with classes, categories and holes", async () => {
  const uniform = uniformFrom(31);
  const count = 600;
  const draw = (value: () => number) => Float32Array.from({ length: count }, value);
  const columns = [
    draw(() => (uniform() < 0.2 ? NaN : uniform())),
    draw(() => uniform()),
    draw(() => Math.floor(6 * uniform())),
  ];
  const learn = await learnerNamed("boosted_trees");
  const algorithm = findLearner("boosted_trees");
  const defaults = (algorithm?.options ?? []).flatMap((option) => {
    if (option.kind === "number" && option.fallback !== undefined) return [[option.name, option.fallback]];
    return option.kind === "choice" ? [[option.name, option.choices[0]]] : [];
  });
  const fit = await learn?.(
    {
      count,
      features: columns.map((values, k) => ({
        name: `f${k}`,
        type: k === 2 ? ("category" as const) : ("number" as const),
        values,
      })),
      target: {
        name: "way",
        kind: "classes",
        classes: ["down", "flat", "up"],
        values: Float64Array.from({ length: count }, (_, row) => {
          const score = (columns[1]?.[row] ?? 0) + 0.1 * (columns[2]?.[row] ?? 0);
          return score > 0.9 ? 2 : score > 0.5 ? 1 : 0;
        }),
      },
      weights: null,
      bars: Int32Array.from({ length: count }, (_, row) => row),
    },
    { ...Object.fromEntries(defaults), trees: 20, seed: 3, increasing: [], decreasing: [] },
    { threads: 1 },
  );
  if (fit?.model.kind !== "trees") throw new Error("no trees");
  const { expected, values } = treeShap(fit.model, columns, 40);
  const raw = rawScores(fit.model, columns, 40);
  for (const [output, scores] of raw.entries()) {
    for (let row = 0; row < 40; row++) {
      const parts = values[output]?.reduce((sum, feature) => sum + (feature[row] ?? NaN), 0) ?? NaN;
      expect((expected[output] ?? NaN) + parts).toBeCloseTo(scores[row] ?? NaN, 9);
    }
  }
});

const linear: LinearModel = {
  kind: "linear",
  link: "identity",
  inputs: [
    { kind: "standardised", feature: 0, mean: 2, deviation: 0.5 },
    { kind: "missing", feature: 0 },
    { kind: "category", feature: 1, category: 3 },
    { kind: "category", feature: 1, category: 5 },
  ],
  coefficients: [Float64Array.of(2, -1, 4, 1)],
  intercepts: [10],
};

test("parts of a weighted sum are distances from training's means, and sum to the score", () => {
  const columns = [Float32Array.of(1.5, 2.5, 2, NaN), Float32Array.of(3, 3, 5, 7)];
  const profiles = profileFeatures([
    { name: "x", type: "number", values: columns[0] ?? Float32Array.of() },
    { name: "hour", type: "category", values: columns[1] ?? Float32Array.of() },
  ]);
  const { expected, values } = contributionsOf(linear, profiles, columns, 4);
  // Means: standardised 0, missing 1/4, category 3 in 2/4, category 5 in 1/4.
  expect(expected[0]).toBeCloseTo(10 - 0.25 + 2 + 0.25, 14);
  expect([...(values[0]?.[0] ?? [])]).toEqual([-2 + 0.25, 2 + 0.25, 0.25, -0.75]);
  expect([...(values[0]?.[1] ?? [])]).toEqual([4 - 2.25, 4 - 2.25, 1 - 2.25, -2.25]);
  const [raw] = rawScores(linear, columns, 4);
  for (const row of [0, 1, 2, 3]) {
    const sum = (expected[0] ?? NaN) + (values[0]?.[0]?.[row] ?? NaN) + (values[0]?.[1]?.[row] ?? NaN);
    expect(sum).toBeCloseTo(raw?.[row] ?? NaN, 13);
  }
  const [most] = explainRow({ expected, values }, ["x", "hour"], columns, { row: 3, output: 0 });
  expect(most).toEqual({ feature: "hour", value: 7, adds: -2.25 });
  expect(meanContributions({ expected, values })).toEqual([5 / 4, (1.75 + 1.75 + 1.25 + 2.25) / 4]);
});
