import { expect, test } from "vitest";
import { describeShared } from "../../../tests/shared.js";
import { uniformFrom } from "../../data/synthesize/random.js";
import { applyLink } from "../explain/link.js";
import { rawScores } from "../explain/raw-scores.js";
import { learnerNamed } from "../learn/index.js";
import { type BoostingTask, readBoosting, readBoostingTable, splits, taskRows } from "../testing/boosting.js";
import { areaUnderCurve, membership } from "./auc.js";
import { acrossFolds, hanleyMcNeilError, judge } from "./index.js";

const binary = { kind: "binary", name: "up", classes: [] } as const;
const threeWay = { kind: "classes", name: "way", classes: ["down", "flat", "up"] } as const;
const value = { kind: "regression", name: "move", classes: [] } as const;

const of = (...numbers: readonly number[]) => Float64Array.from(numbers);

test("figures of two classes, worked by hand", () => {
  // Said true (above 0.5): rows 1, 2, 4. Right: 1, 2 true; 3, 5 false. Wrong: 4 (false), 6 (true).
  const judged = judge(binary, {
    truth: of(1, 1, 0, 0, 0, 1),
    answers: [of(0.9, 0.8, 0.4, 0.7, 0.1, 0.4)],
    weights: null,
  });
  const { metrics, confusion } = judged;
  expect(confusion?.classes).toEqual(["not up", "up"]);
  expect(confusion?.weights).toEqual([
    [2, 1],
    [1, 2],
  ]);
  expect(metrics.accuracy).toBeCloseTo(4 / 6, 15);
  expect(metrics.precision).toBeCloseTo(2 / 3, 15);
  expect(metrics.recall).toBeCloseTo(2 / 3, 15);
  expect(metrics.f1_macro).toBeCloseTo(2 / 3, 15);
  expect(metrics.f1_weighted).toBeCloseTo(2 / 3, 15);
  // (TP·TN − FP·FN)/√((TP+FP)(TP+FN)(TN+FP)(TN+FN)) = (4 − 1)/9.
  expect(metrics.mcc).toBeCloseTo(1 / 3, 15);
  // Pairs (true, false): 0.9 and 0.8 win all three; 0.4 ties with 0.4, loses to 0.7, wins over 0.1: 7.5 of 9.
  expect(metrics.auc).toBeCloseTo(7.5 / 9, 15);
  expect(metrics.brier).toBeCloseTo((0.01 + 0.04 + 0.16 + 0.49 + 0.01 + 0.36) / 6, 15);
  const losses = [0.9, 0.8, 0.6, 0.3, 0.9, 0.4].map((p) => -Math.log(p));
  expect(metrics.log_loss).toBeCloseTo(losses.reduce((a, b) => a + b, 0) / 6, 14);
});

test("the error of an area by DeLong, worked by hand", () => {
  // Shares of each true row: 3/3, 3/3, 1.5/3; of each false row 0.4: 2.5/3, 0.7: 2/3, 0.1: 3/3. Mean 5/6 of both.
  const judged = judge(binary, {
    truth: of(1, 1, 0, 0, 0, 1),
    answers: [of(0.9, 0.8, 0.4, 0.7, 0.1, 0.4)],
    weights: null,
  });
  const inside = ((1 / 6) ** 2 * 2 + (1 / 3) ** 2) / 2;
  const outside = (0 + (1 / 6) ** 2 * 2) / 2;
  expect(judged.errors.auc).toBeCloseTo(Math.sqrt(inside / 3 + outside / 3), 14);
});

test("the error of an area by Hanley and McNeil: nothing known, everything known", () => {
  // No information: √((m + n + 1)/(12 m n)), the deviation of Mann and Whitney's statistic by chance alone.
  expect(hanleyMcNeilError(0.5, 40, 70)).toBeCloseTo(Math.sqrt(111 / (12 * 40 * 70)), 15);
  expect(hanleyMcNeilError(1, 40, 70)).toBe(0);
});

test("the error of a mean of areas is how far it scatters from sample to sample", () => {
  const uniform = uniformFrom(7);
  const [means, errors]: [number[], number[]] = [[], []];
  for (let sample = 0; sample < 400; sample++) {
    const truth = Float64Array.from({ length: 150 }, () => Math.floor(3 * uniform()));
    // Each class is a little more probable where it comes; the third answer is what is left.
    const one = truth.map((k) => uniform() + (k === 0 ? 0.3 : 0));
    const two = truth.map((k) => uniform() + (k === 1 ? 0.2 : 0));
    const answers = [one, two, one.map((p, row) => 2 - p - (two[row] ?? 0))];
    const judged = judge(threeWay, { truth, answers, weights: null });
    means.push(judged.metrics.auc ?? NaN);
    errors.push(judged.errors.auc ?? NaN);
  }
  const centre = means.reduce((a, b) => a + b, 0) / means.length;
  const scatter = Math.sqrt(means.reduce((sum, mean) => sum + (mean - centre) ** 2, 0) / (means.length - 1));
  const said = errors.reduce((a, b) => a + b, 0) / errors.length;
  // A deviation of 400 values is known to 1/√800 = 3.5 %: three of those.
  expect(Math.abs(scatter / said - 1)).toBeLessThan(0.11);
});

test("weights are rows that come as often", () => {
  const once = { truth: of(1, 0, 1, 0), answers: [of(0.7, 0.6, 0.3, 0.3)], weights: of(1, 2, 3, 1) };
  const often = {
    truth: of(1, 0, 0, 1, 1, 1, 0),
    answers: [of(0.7, 0.6, 0.6, 0.3, 0.3, 0.3, 0.3)],
    weights: null,
  };
  const [a, b] = [judge(binary, once), judge(binary, often)];
  for (const [name, found] of Object.entries(b.metrics))
    expect(a.metrics[name as keyof typeof a.metrics], name).toBeCloseTo(found ?? NaN, 14);
});

test("several classes, worked by hand", () => {
  const judged = judge(threeWay, {
    truth: of(0, 0, 1, 2, 2),
    answers: [of(0.6, 0.2, 0.1, 0.3, 0.1), of(0.3, 0.5, 0.8, 0.3, 0.2), of(0.1, 0.3, 0.1, 0.4, 0.7)],
    weights: null,
  });
  expect(judged.confusion?.weights).toEqual([
    [1, 1, 0],
    [0, 1, 0],
    [0, 0, 2],
  ]);
  // Precision 1, 1/2, 1; recall 1/2, 1, 1; F1 2/3, 2/3, 1.
  expect(judged.metrics.precision).toBeCloseTo(2.5 / 3, 15);
  expect(judged.metrics.recall).toBeCloseTo(2.5 / 3, 15);
  expect(judged.metrics.f1_macro).toBeCloseTo(7 / 9, 15);
  expect(judged.metrics.f1_weighted).toBeCloseTo((2 * (2 / 3) + 2 / 3 + 2) / 5, 15);
  // c = 4, s = 5, said = (1, 2, 2), came = (2, 1, 2): (20 − 8)/√((25 − 9)(25 − 9)).
  expect(judged.metrics.mcc).toBeCloseTo(12 / 16, 15);
  // Each against the rest: down (0.6, 0.2 over 0.1, 0.3, 0.1): 3 + 2 of 6; flat 0.8 over all: 1; up: all 6.
  expect(judged.metrics.auc).toBeCloseTo((5 / 6 + 1 + 1) / 3, 15);
  expect(judged.metrics.brier).toBeCloseTo((0.26 + 0.98 + 0.06 + 0.54 + 0.14) / 5, 14);
});

test("bins of a calibration curve, their error, and where the share may lie", () => {
  const judged = judge(
    binary,
    { truth: of(0, 0, 1, 1, 1), answers: [of(0.1, 0.3, 0.2, 0.8, 1)], weights: null },
    { bins: 2 },
  );
  const [low, high] = judged.reliability[0]?.bins ?? [];
  expect(low).toMatchObject({ from: 0, to: 0.5, rows: 3 });
  expect(low?.said).toBeCloseTo(0.2, 15);
  expect(low?.came).toBeCloseTo(1 / 3, 15);
  expect(high).toMatchObject({ from: 0.5, to: 1, rows: 2, came: 1, said: 0.9 });
  expect(judged.metrics.calibration_error).toBeCloseTo((3 * (1 / 3 - 0.2) + 2 * 0.1) / 5, 15);
  // Wilson, 95 %, 2 of 2: the lower end is 2/(2 + z²).
  expect(high?.low).toBeCloseTo(2 / (2 + 1.959963984540054 ** 2), 12);
  const even = judge(
    binary,
    { truth: of(0, 0, 1, 1), answers: [of(0.1, 0.11, 0.12, 0.13)], weights: null },
    { bins: 2, by: "rows" },
  );
  expect(even.reliability[0]?.bins.map(({ rows }) => rows)).toEqual([2, 2]);
});

test("figures of a number, worked by hand", () => {
  const { metrics, errors } = judge(
    value,
    { truth: of(1, 2, 3, 6), answers: [of(2, 2, 5, 4)], weights: null },
    { quantile: 0.9 },
  );
  expect(metrics.rmse).toBe(1.5);
  expect(metrics.mae).toBe(1.25);
  expect(metrics.r2).toBeCloseTo(1 - 9 / 14, 15);
  // Ranks 1, 2, 3, 4 and 1.5, 1.5, 4, 3: Σ of products of distances from 2.5 = 1.5 + 0.5 + 0.75 + 0.75 = 3.5.
  expect(metrics.rank_correlation).toBeCloseTo(3.5 / Math.sqrt(5 * 4.5), 15);
  // y − p = −1, 0, −2, 2 at 0.9: 0.1, 0, 0.2, 1.8.
  expect(metrics.pinball).toBeCloseTo(2.1 / 4, 15);
  expect(metrics.coverage).toBe(0.75);
  // Deviation of 1, 1.25 apart and so on: |y − p| = 1, 0, 2, 2, mean 1.25, squares 2.75.
  expect(errors.mae).toBeCloseTo(Math.sqrt(2.75 / 3 / 4), 15);
});

test("what has no value is null: one class only, nothing said, no spread, no rows", () => {
  const one = judge(binary, { truth: of(0, 0), answers: [of(0.2, 0.3)], weights: null });
  expect(one.metrics).toMatchObject({ auc: null, precision: null, recall: null, mcc: null, accuracy: 1 });
  const flat = judge(value, { truth: of(2, 2), answers: [of(1, 3)], weights: null });
  expect(flat.metrics).toMatchObject({ r2: null, rank_correlation: null, rmse: 1 });
  const none = judge(binary, { truth: of(), answers: [of()], weights: null });
  for (const found of Object.values(none.metrics)) expect(found).toBeNull();
});

test("rows without an answer are counted and left out", () => {
  const judged = judge(binary, { truth: of(1, 0, 1), answers: [of(0.9, NaN, 0.2)], weights: null });
  expect(judged).toMatchObject({ rows: 2, unanswered: 1 });
  expect(judged.metrics.accuracy).toBe(0.5);
});

test("rows that share their future tell less: errors grow by the root of how many", () => {
  const rows = { truth: of(1, 1, 0, 0, 0, 1), answers: [of(0.9, 0.8, 0.4, 0.7, 0.1, 0.4)], weights: null };
  const [plain, shared] = [judge(binary, rows), judge(binary, rows, { overlap: 9 })];
  expect(shared.errors.auc).toBeCloseTo(3 * (plain.errors.auc ?? NaN), 15);
});

test("folds: mean, deviation and ends of each figure that has a value", () => {
  const spread = acrossFolds([
    { metrics: { auc: 0.5, accuracy: null } },
    { metrics: { auc: 0.7, accuracy: 0.6 } },
    { metrics: { auc: 0.6 } },
  ]);
  expect(spread.auc).toMatchObject({ low: 0.5, high: 0.7, folds: 3 });
  expect(spread.auc?.mean).toBeCloseTo(0.6, 15);
  expect(spread.auc?.deviation).toBeCloseTo(0.1, 15);
  expect(spread.accuracy).toEqual({ mean: 0.6, deviation: null, low: 0.6, high: 0.6, folds: 1 });
});

interface JudgedRun {
  readonly id: string;
  readonly task: string;
  readonly learner: string;
  readonly config: string;
  readonly params: { readonly C?: number; readonly alpha?: number };
  readonly test: Readonly<Record<string, number>>;
  readonly test_se: Readonly<Record<string, number>>;
}

const names = {
  log_loss: "log_loss",
  auc: "auc",
  brier: "brier",
  accuracy: "accuracy",
  rmse: "rmse",
  mae: "mae",
  r2: "r2",
} as const;

/** The reference gives the mean of the classes' errors, not the error of their mean. */
function meanError(answers: readonly Float64Array[], truth: Float64Array): number {
  const errors = answers.map((scores, k) => {
    const rows = { truth, answers, weights: null };
    return areaUnderCurve(scores, membership(truth, k), rows)?.error ?? NaN;
  });
  return errors.reduce((a, b) => a + b, 0) / errors.length;
}

describeShared("figures of the reference's linear models on its test rows", () => {
  const { tasks, runs } = readBoosting<{
    readonly tasks: Readonly<Record<string, BoostingTask>>;
    readonly runs: readonly JudgedRun[];
  }>("expected.json");
  const plain = runs.filter(({ config }) => config === "c1" || config === "alpha1");

  test.each(plain)("$id", async ({ task: name, learner, params, test: wanted, test_se: errors }) => {
    const task = tasks[name];
    if (task === undefined) throw new Error(name);
    const table = await readBoostingTable(task.file);
    const learn = await learnerNamed(learner);
    const settings = { l2: params.alpha ?? 1 / (params.C ?? NaN), iterations: 200, tolerance: 1e-8 };
    const fit = await learn?.(taskRows(table, task, splits.train), settings);
    if (fit === undefined) throw new Error(learner);
    const rows = taskRows(table, task, splits.test);
    const columns = rows.features.map(({ values }) => values);
    const answers = applyLink(fit.model.link, rawScores(fit.model, columns, rows.count));
    const judged = judge(rows.target, { truth: rows.target.values, answers, weights: null });
    expect(Object.keys(wanted).length).toBeGreaterThan(2);
    for (const [figure, expected] of Object.entries(wanted)) {
      const found = judged.metrics[names[figure as keyof typeof names]] ?? NaN;
      expect(Math.abs(found - expected), figure).toBeLessThan(1e-7 * Math.max(1, Math.abs(expected)));
    }
    for (const [figure, expected] of Object.entries(errors)) {
      const found =
        figure === "auc" && answers.length > 1
          ? meanError(answers, rows.target.values)
          : (judged.errors[names[figure as keyof typeof names]] ?? NaN);
      // Printed with six digits behind the point; divisors n and n − 1 differ by less at thousands of rows.
      expect(Math.abs(found / expected - 1), `${figure} ${found} ${expected}`).toBeLessThan(2e-3);
    }
  });
});
