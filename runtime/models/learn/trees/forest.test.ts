import { expect, test } from "vitest";
import { describeShared } from "../../../../tests/shared.js";
import type { TreeEnsemble } from "../../fitted-model.js";
import { readBoosting } from "../../testing/boosting.js";
import type { TrainingRows } from "../../training-rows.js";
import { plant } from "./plant.js";

interface TinyTree {
  readonly feature?: number;
  readonly threshold?: number;
  readonly count: number;
  readonly value?: number | readonly number[];
  readonly left?: TinyTree;
  readonly right?: TinyTree;
}

interface Tiny {
  readonly linear_and_single_trees: readonly {
    readonly id: string;
    readonly x: readonly (readonly number[])[];
    readonly y: readonly number[];
    readonly tree?: TinyTree;
  }[];
}

interface Leaf {
  readonly rows: number;
  readonly answers: readonly number[];
}

/** Leaves from left to right: of cuts that are as good any may be taken, so which feature a node asks is left open. */
function leavesOf(model: TreeEnsemble, node: number): readonly Leaf[] {
  const outputs = model.base.length;
  if (model.feature[node] !== -1)
    return [...leavesOf(model, model.left[node] ?? -1), ...leavesOf(model, model.right[node] ?? -1)];
  const answers = Array.from({ length: outputs }, (_, k) => model.value[node * outputs + k] ?? NaN);
  return [{ rows: model.cover[node] ?? NaN, answers }];
}

function wantedLeaves({ left, right, count, value }: TinyTree): readonly Leaf[] {
  return left === undefined || right === undefined
    ? [{ rows: count, answers: [value ?? NaN].flat() }]
    : [...wantedLeaves(left), ...wantedLeaves(right)];
}

describeShared("trees of forests by hand", () => {
  const all = readBoosting<Tiny>("tiny.json").linear_and_single_trees;
  test.each([
    ["gini_tree", "classes", 2, 32],
    ["variance_tree", "regression", 1, 2],
  ] as const)("%s", async (id, kind, leafRows, depth) => {
    const found = all.find((one) => one.id === id);
    if (found?.tree === undefined) throw new Error(`no ${id}`);
    const { x, y, tree } = found;
    const rows: TrainingRows = {
      count: x.length,
      // The root has two cuts that are as good, of which the first feature's is taken.
      features: [1, 0].map((feature) => ({
        name: `x${feature}`,
        type: "number",
        values: Float32Array.from(x, (row) => row[feature] ?? NaN),
      })),
      target: {
        name: "y",
        kind,
        classes: kind === "classes" ? ["a", "b", "c"] : [],
        values: Float64Array.from(y),
      },
      weights: null,
      bars: Int32Array.from(x.keys()),
    };
    const { model } = await plant(rows, {
      trees: 1,
      depth,
      leaves: 64,
      leafRows,
      bins: 255,
      drawn: 2,
      bootstrap: null,
      randomCuts: false,
      seed: 1,
    });
    expect(model.feature[0]).toBe(1 - (tree.feature ?? NaN));
    expect(model.threshold[0]).toBeCloseTo(tree.threshold ?? NaN, 6);
    const leaves = leavesOf(model, 0);
    for (const [place, { rows: count, answers }] of wantedLeaves(tree).entries()) {
      expect(leaves[place]?.rows).toBe(count);
      expect(leaves[place]?.answers).toEqual(answers.map((value) => expect.closeTo(value, 9)));
    }
  });
});
