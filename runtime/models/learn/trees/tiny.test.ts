import { expect, test } from "vitest";
import { describeShared } from "../../../../tests/shared.js";
import { applyLink } from "../../explain/link.js";
import { rawScores } from "../../explain/raw-scores.js";
import type { TreeEnsemble } from "../../fitted-model.js";
import { readBoosting } from "../../testing/boosting.js";
import { settingsOfLightgbm, type LightgbmSettings } from "../../testing/lightgbm.js";
import type { TrainingRows } from "../../training-rows.js";
import { boost } from "./boost.js";

/** A node as LightGBM wrote it. */
interface TinyNode {
  readonly feature?: number;
  readonly threshold?: number;
  readonly categories?: readonly number[];
  readonly missing?: "left" | "right" | "zero";
  readonly gain?: number;
  readonly count: number;
  readonly value: number;
  readonly left?: TinyNode;
  readonly right?: TinyNode;
}

interface TinyCase {
  readonly id: string;
  readonly what: string;
  readonly params: LightgbmSettings;
  readonly rounds: number;
  readonly x: readonly (readonly (number | null)[])[];
  readonly y: readonly number[];
  readonly w?: readonly number[];
  readonly categorical?: readonly number[];
  readonly prefer?: readonly number[];
  readonly initial_score: number | readonly number[];
  readonly trees: readonly TinyNode[];
  readonly predict?: readonly {
    readonly x: readonly (number | null)[];
    readonly raw: readonly number[];
    readonly value: readonly number[];
  }[];
  readonly fitted_raw: readonly number[] | readonly (readonly number[])[];
}

const columnsOf = (x: TinyCase["x"]): Float32Array[] =>
  Array.from({ length: x[0]?.length ?? 0 }, (_, feature) =>
    Float32Array.from(x, (row) => row[feature] ?? NaN),
  );

function rowsOf({ x, y, w, params, categorical }: TinyCase): TrainingRows {
  const kind =
    params.objective === "binary" ? "binary" : params.objective === "multiclass" ? "classes" : "regression";
  const weight = params.scale_pos_weight ?? 1;
  return {
    count: x.length,
    features: columnsOf(x).map((values, feature) => ({
      name: `x${feature}`,
      type: categorical?.includes(feature) === true ? "category" : "number",
      values,
    })),
    target: {
      name: "y",
      kind,
      classes: kind === "classes" ? ["a", "b", "c"] : [],
      values: Float64Array.from(y),
    },
    weights:
      weight !== 1
        ? Float64Array.from(y, (value) => (value === 1 ? weight : 1))
        : w === undefined
          ? null
          : Float64Array.from(w),
    bars: Int32Array.from(x.keys()),
  };
}

/** Holds a tree of ours to one of LightGBM's, node by node. */
function compare(model: TreeEnsemble, node: number, wanted: TinyNode, isFree: boolean): void {
  if (wanted.left === undefined || wanted.right === undefined) {
    expect(model.feature[node]).toBe(-1);
    return;
  }
  expect(model.feature[node]).toBe(wanted.feature);
  // Gains are printed with six digits.
  expect((model.gain[node] ?? NaN) / (wanted.gain ?? NaN)).toBeCloseTo(1, 5);
  if (wanted.categories !== undefined)
    expect(model.categories.get(node)?.toSorted((a, b) => a - b)).toEqual(wanted.categories);
  else if (!isFree) {
    const threshold = Math.min(wanted.threshold ?? NaN, 3.4028234663852886e38);
    expect(Math.abs((model.threshold[node] ?? NaN) - threshold)).toBeLessThanOrEqual(
      Math.abs(threshold) * 1e-7,
    );
  }
  compare(model, model.left[node] ?? -1, wanted.left, isFree);
  compare(model, model.right[node] ?? -1, wanted.right, isFree);
}

describeShared("boosted trees by hand", () => {
  const { cases } = readBoosting<{ readonly cases: readonly TinyCase[] }>("tiny.json");
  test.each(cases.map((one) => [one.id, one] as const))("%s", async (_, one) => {
    const base = [one.initial_score].flat();
    const settings = settingsOfLightgbm(
      { min_data_in_leaf: 1, min_sum_hessian_in_leaf: 0, min_data_in_bin: 1, ...one.params },
      one.rounds,
      {
        base: one.params.scale_pos_weight === undefined ? undefined : base,
      },
    );
    const { model } = await boost(rowsOf(one), settings);
    for (const [output, score] of model.base.entries()) expect(score).toBeCloseTo(base[output] ?? NaN, 6);
    const wanted = one.trees.filter(({ left }) => left !== undefined);
    const isFree = one.prefer !== undefined;
    if (wanted.length > 0) expect(model.roots.length).toBe(wanted.length);
    for (const [number, tree] of wanted.entries()) compare(model, model.roots[number] ?? -1, tree, isFree);
    const fitted = rawScores(model, columnsOf(one.x), one.x.length);
    for (const [row, raw] of one.fitted_raw.entries())
      for (const [output, score] of [raw].flat().entries())
        if (!isFree) expect(fitted[output]?.[row]).toBeCloseTo(score, 5);
    for (const { x, raw, value } of one.predict ?? []) {
      const scores = rawScores(model, columnsOf([x]), 1);
      expect(scores.map((each) => each[0])).toEqual(raw.map((score) => expect.closeTo(score, 5)));
      expect(applyLink(model.link, scores).map((each) => each[0])).toEqual(
        value.map((p) => expect.closeTo(p, 6)),
      );
    }
  });
});
