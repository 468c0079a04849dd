import { expect, test } from "vitest";
import { uniformFrom } from "../../data/synthesize/random.js";
import { judge } from "../judge/index.js";
import { applyCalibration, fitCalibration } from "./index.js";
import { curveAt, isotonicCurve } from "./isotonic.js";
import { fitSigmoid, sigmoidAt } from "./sigmoid.js";

const of = (...numbers: readonly number[]) => Float64Array.from(numbers);
const atEach = (came: Float64Array, weights: Float64Array | null = null) => {
  const places = came.map((_, row) => row / 8);
  const curve = isotonicCurve(places, came, weights);
  return [...places].map((place) => curveAt(curve, place));
};

test("pooled neighbours: cases that scikit-learn tests its isotonic regression with", () => {
  expect(atEach(of(3, 7, 5, 9, 8, 7, 10))).toEqual([3, 6, 6, 8, 8, 8, 10]);
  expect(atEach(of(10, 0, 2))).toEqual([4, 4, 4]);
});

test("weights pull: 3 of weight 1 before 1 of weight 3 is 1.5", () => {
  expect(atEach(of(3, 1), of(1, 3))).toEqual([1.5, 1.5]);
});

test("equal probabilities get their mean; between points straight lines, beyond them flat", () => {
  const curve = isotonicCurve(of(0.25, 0.25, 0.5, 0.75), of(0, 1, 0.5, 1), null);
  expect([...curve.from]).toEqual([0.25, 0.5, 0.75]);
  expect([...curve.to]).toEqual([0.5, 0.5, 1]);
  expect([0, 0.375, 0.625, 0.9].map((p) => curveAt(curve, p))).toEqual([0.5, 0.5, 0.75, 1]);
  expect(curveAt(curve, NaN)).toBeNaN();
});

test("the curve rises, keeps the mean, and no rising step function is closer", () => {
  const uniform = uniformFrom(11);
  const places = Float64Array.from({ length: 7 }, (_, row) => row / 8);
  for (let round = 0; round < 50; round++) {
    const came = places.map(() => (uniform() < 0.5 ? 1 : 0));
    const found = atEach(came);
    const distance = (values: readonly number[]) =>
      values.reduce((sum, value, row) => sum + (value - (came[row] ?? 0)) ** 2, 0);
    for (let row = 1; row < 7; row++) expect((found[row] ?? 0) >= (found[row - 1] ?? 0)).toBe(true);
    expect(found.reduce((a, b) => a + b, 0)).toBeCloseTo(
      came.reduce((a, b) => a + b, 0),
      12,
    );
    // Any cut of the rows into stretches with a mean each, if it rises, is no closer.
    for (let cuts = 0; cuts < 64; cuts++) {
      const steps = stepMeans(came, cuts);
      if (steps.every((value, row) => row === 0 || value >= (steps[row - 1] ?? 0)))
        expect(distance(found)).toBeLessThanOrEqual(distance(steps) + 1e-12);
    }
  }
});

function stepMeans(came: Float64Array, cuts: number): readonly number[] {
  const steps: number[] = [];
  let from = 0;
  for (let to = 1; to <= came.length; to++) {
    if (to < came.length && ((cuts >> (to - 1)) & 1) === 0) continue;
    const mean = came.subarray(from, to).reduce((a, b) => a + b, 0) / (to - from);
    for (; from < to; from++) steps.push(mean);
  }
  return steps;
}

test("Platt's sigmoid is that of libsvm", async () => {
  // scikit-learn's test of its own solver: A and B of p = 1/(1 + e^(A·f + B)) by libsvm's `sigmoid_train`,
  // which stops at a slope of 1e-5.
  const { slope, intercept } = await fitSigmoid(of(5, -4, 1), of(1, 0, 0), null);
  expect(slope).toBeCloseTo(0.20261354391187855, 5);
  expect(intercept).toBeCloseTo(-0.6523631498001051, 5);
});

test("a sigmoid stays finite where scores part the classes, and where they say nothing", async () => {
  const parted = await fitSigmoid(of(-2, -1, 1, 2), of(0, 0, 1, 1), null);
  expect(Number.isFinite(parted.slope)).toBe(true);
  expect(parted.slope).toBeGreaterThan(0);
  const flat = await fitSigmoid(of(3, 3, 3, 3), of(0, 0, 1, 0), null);
  // Targets 1/5 three times and 2/3 once: their mean.
  expect(sigmoidAt(flat, 3)).toBeCloseTo((3 / 5 + 2 / 3) / 4, 9);
});

const binary = { kind: "binary", name: "up", classes: [] } as const;

test.each(["sigmoid", "isotonic"] as const)("%s mends a model that is too sure", async (kind) => {
  const uniform = uniformFrom(3);
  const rows = 4000;
  const raw = Float64Array.from({ length: rows }, () => 6 * uniform() - 3);
  const truth = raw.map((score) => (uniform() < 1 / (1 + Math.exp(-score)) ? 1 : 0));
  // Three times the right score.
  const sure = raw.map((score) => 3 * score);
  const said = sure.map((score) => 1 / (1 + Math.exp(-score)));
  const half = (values: Float64Array, from: number) => values.subarray(from, from + rows / 2);
  const calibration = await fitCalibration(kind, binary, {
    raw: [half(sure, 0)],
    probabilities: [half(said, 0)],
    truth: half(truth, 0),
    weights: null,
  });
  const mended = applyCalibration(calibration, [half(sure, rows / 2)], [half(said, rows / 2)]);
  const judged = (answers: readonly Float64Array[]) =>
    judge(binary, { truth: half(truth, rows / 2), answers, weights: null }).metrics;
  const [before, after] = [judged([half(said, rows / 2)]), judged(mended)];
  expect(before.calibration_error).toBeGreaterThan(0.08);
  // With 2,000 rows in ten bins shares are known to about 0.035 each.
  expect(after.calibration_error).toBeLessThan(0.045);
  expect(after.log_loss ?? NaN).toBeLessThan(before.log_loss ?? NaN);
  if (calibration.kind === "sigmoid") expect(calibration.slopes[0]).toBeCloseTo(1 / 3, 1);
});

test("several classes are mended apart and sum to one; one that never came stays", async () => {
  const probabilities = [of(0.2, 0.6, 0.1, 0.5), of(0.7, 0.3, 0.8, 0.4), of(0.1, 0.1, 0.1, 0.1)];
  const target = { kind: "classes", name: "way" } as const;
  const scores = { raw: probabilities, probabilities, truth: of(1, 0, 1, 0), weights: null };
  for (const kind of ["isotonic", "sigmoid"] as const) {
    const calibration = await fitCalibration(kind, target, scores);
    const mended = applyCalibration(calibration, probabilities, probabilities);
    for (const row of [0, 1, 2, 3])
      expect(mended.reduce((sum, values) => sum + (values[row] ?? NaN), 0)).toBeCloseTo(1, 12);
    if (calibration.kind === "isotonic") expect([...(calibration.curves[2]?.to ?? [])]).toEqual([0, 1]);
  }
});

test("nothing to calibrate with is refused", async () => {
  const none = { raw: [of()], probabilities: [of()], truth: of(), weights: null };
  await expect(fitCalibration("sigmoid", binary, none)).rejects.toMatchObject({ code: "SAGE8334" });
  const one = { raw: [of(1, 2)], probabilities: [of(0.1, 0.2)], truth: of(1, 1), weights: null };
  await expect(fitCalibration("isotonic", binary, one)).rejects.toThrow(/All 2 rows/);
  const number = { kind: "regression", name: "move" } as const;
  await expect(fitCalibration("isotonic", number, one)).rejects.toMatchObject({ code: "SAGE8334" });
  expect(await fitCalibration("none", number, one)).toEqual({ kind: "none" });
});
