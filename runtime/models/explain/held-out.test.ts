import { expect, test } from "vitest";
import { uniformFrom } from "../../data/synthesize/random.js";
import type { FeatureColumn } from "../training-rows.js";
import {
  driftOf,
  featureClusters,
  partialDependence,
  permutationImportance,
  profileFeatures,
  type HeldOutRows,
} from "./index.js";

const uniform = uniformFrom(5);
const draw = (count: number) => Float32Array.from({ length: count }, () => uniform());
const number = (name: string, values: Float32Array): FeatureColumn => ({ name, type: "number", values });

const value = { kind: "regression", name: "move", classes: [] } as const;

/** Answers 3·first, whatever the second is; what comes is just that. */
function tripled(rows: number): HeldOutRows {
  const columns = [draw(rows), draw(rows)];
  const predict = async ([first]: readonly Float32Array[]) => [Float64Array.from(first ?? [], (x) => 3 * x)];
  const predictor = { features: ["used", "idle"], predict };
  return { predictor, columns, truth: Float64Array.from(columns[0] ?? [], (x) => 3 * x), weights: null };
}

test("shuffling what is used costs what theory says, and what is idle nothing", async () => {
  const folds = [tripled(4000), tripled(4000), tripled(4000)];
  const [used, idle] = await permutationImportance(value, folds, { repeats: 2 });
  // Errors are 3 times the distance of two uniform numbers: RMSE = 3·√(2/12).
  expect(used?.mean).toBeCloseTo(3 * Math.sqrt(1 / 6), 1);
  expect(used?.folds).toHaveLength(3);
  expect(Math.abs((used?.mean ?? NaN) - 3 * Math.sqrt(1 / 6))).toBeLessThan(5 * (used?.error ?? NaN));
  expect(idle).toEqual({ features: ["idle"], mean: 0, error: 0, folds: [0, 0, 0] });
});

test("shuffles are the same each time, and another seed's are others", async () => {
  const folds = [tripled(200)];
  const [a, b, c] = await Promise.all(
    [7, 7, 8].map((seed) => permutationImportance(value, folds, { seed, repeats: 2 })),
  );
  expect(a).toEqual(b);
  expect(a?.[0]?.mean).not.toBe(c?.[0]?.mean);
  expect(a?.[0]?.error).toBeGreaterThan(0);
});

test("two features that say the same hide each other, and together they show", async () => {
  const x = draw(2000);
  const predict = async ([one, two]: readonly Float32Array[]) => [
    Float64Array.from(one ?? [], (a, row) => (a + (two?.[row] ?? 0)) / 2),
  ];
  const fold: HeldOutRows = {
    predictor: { features: ["one", "two"], predict },
    columns: [x, x],
    truth: Float64Array.from(x),
    weights: null,
  };
  const clusters = featureClusters([number("one", x), number("two", x)]);
  expect(clusters).toEqual([[0, 1]]);
  const alone = await permutationImportance(value, [fold]);
  const together = await permutationImportance(value, [fold], { groups: clusters });
  expect(together[0]?.features).toEqual(["one", "two"]);
  // Half an error alone, a whole one together.
  expect(together[0]?.mean).toBeCloseTo(2 * (alone[0]?.mean ?? NaN), 1);
});

test("a figure where more is better counts its loss", async () => {
  const x = draw(500);
  const predict = async ([one]: readonly Float32Array[]) => [Float64Array.from(one ?? [])];
  const truth = Float64Array.from(x, (p) => (p > 0.5 ? 1 : 0));
  const fold: HeldOutRows = { predictor: { features: ["p"], predict }, columns: [x], truth, weights: null };
  const binary = { kind: "binary", name: "up", classes: [] } as const;
  const [found] = await permutationImportance(binary, [fold], { metric: "auc", repeats: 5 });
  // From an area of 1 to one of a half.
  expect(Math.abs((found?.mean ?? NaN) - 0.5)).toBeLessThan(0.06);
});

test("clusters: opposite features go together, others and categories stay apart", () => {
  const x = draw(400);
  const features = [
    number("x", x),
    number("noise", draw(400)),
    number(
      "mirror",
      x.map((a) => -a * a),
    ),
    { name: "hour", type: "category" as const, values: x },
  ];
  expect(featureClusters(features)).toEqual([[0, 2], [1], [3]]);
});

test("partial dependence follows the formula; the spread is that of the other feature", async () => {
  const [a, b] = [draw(1000), draw(1000)];
  // a² + b: the mean over b is a² + ½, eight in ten rows lie within ±0.4 of it.
  const predictor = {
    outputs: 1,
    predict: async ([one, two]: readonly Float32Array[]) => [
      Float64Array.from(one ?? [], (x, row) => x * x + (two?.[row] ?? 0)),
    ],
  };
  const found = await partialDependence(predictor, [number("a", a), number("b", b)], 0, { rows: 1000 });
  expect(found.values).toHaveLength(20);
  const [curve] = found.curves;
  const centre = b.reduce((sum, x) => sum + x, 0) / b.length;
  for (const [k, x] of found.values.entries()) {
    expect(curve?.mean[k]).toBeCloseTo((x ?? NaN) ** 2 + centre, 6);
    expect((curve?.high[k] ?? NaN) - (curve?.low[k] ?? NaN)).toBeCloseTo(0.8, 1);
  }
});

test("categories and what is missing are tried too", async () => {
  const hour = Float32Array.of(3, 3, 1, NaN);
  const predictor = {
    outputs: 1,
    predict: async ([one]: readonly Float32Array[]) => [
      Float64Array.from(one ?? [], (x) => (Number.isNaN(x) ? -1 : x)),
    ],
  };
  const found = await partialDependence(predictor, [{ name: "hour", type: "category", values: hour }], 0);
  expect(found).toMatchObject({ isCategory: true, values: [1, 3, null] });
  expect(found.curves[0]?.mean).toEqual([1, 3, -1]);
});

const profileOf = (column: FeatureColumn, bins?: number) => {
  const [profile] = profileFeatures([column], bins);
  if (profile === undefined) throw new Error("no profile");
  return profile;
};

test("drift by hand: shares of a half each become a quarter and three", () => {
  const profile = profileOf(number("x", Float32Array.of(1, 2, 3, 4)), 2);
  expect(profile).toMatchObject({ edges: [2.5], shares: [0.5, 0.5], missing: 0, mean: 2.5, low: 1, high: 4 });
  const { psi, noise, bins, level } = driftOf(profile, Float32Array.of(1, 5, 6, 7));
  expect(psi).toBeCloseTo(-0.25 * Math.log(0.5) + 0.25 * Math.log(1.5), 14);
  expect(noise).toBeCloseTo(0.5, 15);
  expect(level).toBe("unknown");
  expect(bins.map(({ label }) => label)).toEqual(["up to 2.5", "above 2.5"]);
});

test("missing values and new categories are bins of their own", () => {
  const column = { name: "hour", type: "category" as const, values: Float32Array.of(1, 1, 2, NaN) };
  const profile = profileOf(column);
  expect(profile).toMatchObject({ categories: [1, 2], shares: [0.5, 0.25], missing: 0.25 });
  const { bins } = driftOf(profile, Float32Array.of(1, 9, 9, 2));
  expect(bins).toEqual([
    { label: "1", training: 0.5, later: 0.25 },
    { label: "2", training: 0.25, later: 0.25 },
    { label: "others", training: 0, later: 0.5 },
    { label: "missing", training: 0.25, later: 0 },
  ]);
});

test("without drift the index is what chance says; a shift by a deviation is strong", () => {
  const indices: number[] = [];
  let noise = 0;
  for (let round = 0; round < 200; round++) {
    const profile = profileOf(number("x", draw(500)));
    const drift = driftOf(profile, draw(300));
    indices.push(drift.psi);
    noise = drift.noise;
  }
  const mean = indices.reduce((a, b) => a + b, 0) / indices.length;
  // (10 − 1)(1/500 + 1/300), known to about 1/√(200·9/2) of itself; equal bins of the training rows make it a little less.
  expect(Math.abs(mean / noise - 1)).toBeLessThan(0.15);
  const profile = profileOf(number("x", draw(2000)));
  const shifted = driftOf(
    profile,
    draw(2000).map((x) => x + 0.3),
  );
  expect(shifted.level).toBe("strong");
  expect(driftOf(profile, draw(2000)).level).toBe("none");
});

test("a feature that never varies, and one without values, have a profile and no drift", () => {
  const still = profileOf(number("still", Float32Array.of(7, 7, 7)));
  expect(still).toMatchObject({ edges: [], shares: [1] });
  expect(driftOf(still, Float32Array.of(7, 7)).psi).toBe(0);
  const none = profileOf(number("none", Float32Array.of(NaN, NaN)));
  expect(none).toMatchObject({ missing: 1, mean: null, shares: [0] });
  expect(driftOf(none, Float32Array.of(NaN)).psi).toBe(0);
});

test("profiles survive JSON", () => {
  const profiles = profileFeatures([number("x", Float32Array.of(0.1, NaN, 3))]);
  expect(JSON.parse(JSON.stringify(profiles))).toEqual(profiles);
});
