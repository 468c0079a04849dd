import { expect, test } from "vitest";
import { describeShared } from "../../../tests/shared.js";
import { applyLink } from "../explain/link.js";
import { rawScores } from "../explain/raw-scores.js";
import type { LinearModel } from "../fitted-model.js";
import type { LearnerSettings } from "../learner.js";
import { type BoostingTask, readBoosting, readBoostingTable, splits, taskRows } from "../testing/boosting.js";
import type { TrainingRows } from "../training-rows.js";
import { learnerNamed } from "./index.js";

interface LinearRun {
  readonly id: string;
  readonly task: string;
  readonly learner: string;
  readonly params: { readonly C?: number; readonly alpha?: number; readonly class_weight?: string };
  readonly options?: { readonly weight?: "decay" | "class"; readonly onehot?: boolean };
  readonly objective_value: number;
  readonly columns: readonly string[];
  readonly coefficients: readonly number[] | readonly (readonly number[])[];
  readonly intercept: number | readonly number[];
  readonly first50: readonly (number | readonly number[])[];
  readonly test: Readonly<Record<string, number>>;
}

interface Expected {
  readonly tasks: Readonly<Record<string, BoostingTask>>;
  readonly runs: readonly LinearRun[];
}

async function fit(learner: string, rows: TrainingRows, settings: LearnerSettings) {
  const learn = await learnerNamed(learner);
  if (learn === undefined) throw new Error(`no learner ${learner}`);
  const { model, settled } = await learn(rows, settings);
  if (model.kind !== "linear") throw new Error("not a linear model");
  return { model, settled };
}

const settingsOf = ({ params }: LinearRun): LearnerSettings => ({
  l2: params.alpha ?? 1 / (params.C ?? NaN),
  iterations: 200,
  tolerance: 1e-8,
});

/** The reference's name of each input. */
function inputNames(model: LinearModel, rows: TrainingRows): readonly string[] {
  return model.inputs.map((input) => {
    const name = rows.features[input.feature]?.name ?? "";
    if (input.kind === "missing") return `${name} missing`;
    return input.kind === "category" ? `${name}=${input.category}` : name;
  });
}

const nested = <Item>(value: readonly Item[] | readonly (readonly Item[])[]): readonly (readonly Item[])[] =>
  Array.isArray(value[0]) ? (value as readonly (readonly Item[])[]) : [value as readonly Item[]];

/** Σ w · loss + penalty, summed here apart from the solver. */
function objective(model: LinearModel, rows: TrainingRows, run: LinearRun): number {
  const columns = rows.features.map(({ values }) => values);
  const answers = applyLink(model.link, rawScores(model, columns, rows.count));
  let loss = 0;
  for (let row = 0; row < rows.count; row++) {
    const weight = rows.weights?.[row] ?? 1;
    const truth = rows.target.values[row] ?? NaN;
    if (model.link === "identity") loss += weight * (truth - (answers[0]?.[row] ?? NaN)) ** 2;
    else if (model.link === "logistic") {
      const p = answers[0]?.[row] ?? NaN;
      loss -= weight * Math.log(truth === 1 ? p : 1 - p);
    } else loss -= weight * Math.log(answers[truth]?.[row] ?? NaN);
  }
  let squares = 0;
  for (const row of model.coefficients) for (const coefficient of row) squares += coefficient ** 2;
  const { C, alpha } = run.params;
  return loss + (C === undefined ? (alpha ?? NaN) * squares : squares / (2 * C));
}

function expectClose(actual: number | undefined, expected: number | undefined, within: number): void {
  expect(Math.abs((actual ?? NaN) - (expected ?? NaN))).toBeLessThanOrEqual(within);
}

describeShared("linear models as scikit-learn solves them", () => {
  const { tasks, runs } = readBoosting<Expected>("expected.json");
  const linear = runs.filter(({ learner }) => learner === "logistic" || learner === "ridge");
  const tables = new Map<string, ReturnType<typeof readBoostingTable>>();

  test("there are 18 logistic and 8 ridge runs", () => {
    expect(linear.filter(({ learner }) => learner === "logistic")).toHaveLength(18);
    expect(linear.filter(({ learner }) => learner === "ridge")).toHaveLength(8);
  });

  test.each(linear)("$id", async (run) => {
    const task = tasks[run.task];
    if (task === undefined) throw new Error(run.task);
    if (!tables.has(task.file)) tables.set(task.file, readBoostingTable(task.file));
    const table = (await tables.get(task.file)) ?? {};
    const options = {
      categories: run.options?.onehot === true ? ["hour"] : [],
      balanced: run.params.class_weight === "balanced",
      ...(run.options?.weight === undefined ? {} : { weight: run.options.weight }),
    };
    const rows = taskRows(table, task, splits.train, options);
    const { model, settled } = await fit(run.learner, rows, settingsOf(run));
    expect(settled).toBe(true);

    const names = inputNames(model, rows);
    expect(names.toSorted()).toEqual(run.columns.toSorted());
    const wanted = nested(run.coefficients);
    const largest = Math.max(...wanted.flat().map(Math.abs));
    for (const [k, row] of wanted.entries()) {
      for (const [i, coefficient] of row.entries()) {
        const at = names.indexOf(run.columns[i] ?? "");
        expectClose(model.coefficients[k]?.[at], coefficient, 1e-6 * largest);
      }
    }
    const intercepts = typeof run.intercept === "number" ? [run.intercept] : run.intercept;
    for (const [k, intercept] of intercepts.entries())
      expectClose(model.intercepts[k], intercept, 1e-6 * Math.max(largest, Math.abs(intercept)));
    expectClose(objective(model, rows, run) / run.objective_value, 1, 1e-9);

    const test = taskRows(table, task, splits.test, options);
    const columns = test.features.map(({ values }) => values.subarray(0, 50));
    const answers = applyLink(model.link, rawScores(model, columns, 50));
    for (const [row, expected] of run.first50.entries())
      for (const [k, value] of (typeof expected === "number" ? [expected] : expected).entries())
        expectClose(answers[k]?.[row], value, 1e-7 * Math.max(1, Math.abs(value)));
  });
});

interface TinyLinear {
  readonly id: string;
  readonly alpha?: number;
  readonly C?: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly mean: number;
  readonly deviation: number;
  readonly w: number;
  readonly b: number;
  readonly probabilities: readonly number[];
}

const noWeights = { weights: null, bars: Int32Array.from({ length: 64 }, (_, i) => i) };

function rowsOf(
  columns: Readonly<Record<string, readonly number[]>>,
  kind: TrainingRows["target"]["kind"],
  target: readonly number[],
  classes: readonly string[] = [],
): TrainingRows {
  return {
    ...noWeights,
    count: target.length,
    features: Object.entries(columns).map(([name, values]) => ({
      name,
      type: name.startsWith("category") ? ("category" as const) : ("number" as const),
      values: Float32Array.from(values),
    })),
    target: { name: "up", kind, classes, values: Float64Array.from(target) },
  };
}

describeShared("linear models of a few rows, worked by hand", () => {
  const { linear_and_single_trees: cases } = readBoosting<{
    readonly linear_and_single_trees: readonly TinyLinear[];
  }>("tiny.json");

  test("ridge", async () => {
    const one = cases.find(({ id }) => id === "ridge");
    if (one === undefined) throw new Error("no case");
    const { model } = await fit("ridge", rowsOf({ x: one.x }, "regression", one.y), { l2: one.alpha ?? NaN });
    const [input] = model.inputs;
    if (input?.kind !== "standardised") throw new Error("not standardised");
    expect(input.mean).toBe(one.mean);
    expect(input.deviation).toBeCloseTo(one.deviation, 14);
    expect(model.coefficients[0]?.[0]).toBeCloseTo(one.w, 13);
    expect(model.intercepts[0]).toBeCloseTo(one.b, 13);
  });

  test("logistic, whose case is not standardised: by its mean and deviation it is another case", async () => {
    const one = cases.find(({ id }) => id === "logistic");
    if (one === undefined) throw new Error("no case");
    const mean = one.x.reduce((a, b) => a + b, 0) / one.x.length;
    const deviation = Math.sqrt(one.x.reduce((sum, x) => sum + (x - mean) ** 2, 0) / one.x.length);
    // w·x = (w·deviation)·z, so that a penalty of 1/deviation² on the standardised weight is one of 1 on w.
    const { model } = await fit("logistic", rowsOf({ x: one.x }, "binary", one.y), {
      l2: 1 / ((one.C ?? NaN) * deviation ** 2),
      iterations: 200,
      tolerance: 1e-10,
    });
    const w = (model.coefficients[0]?.[0] ?? NaN) / deviation;
    expect(w).toBeCloseTo(one.w, 12);
    expect((model.intercepts[0] ?? NaN) - w * mean).toBeCloseTo(one.b, 12);
    const [answers] = applyLink(model.link, rawScores(model, [Float32Array.from(one.x)], one.x.length));
    for (const [row, expected] of one.probabilities.entries())
      expect(answers?.[row]).toBeCloseTo(expected, 12);
  });
});

const newton = { l2: 1, iterations: 200, tolerance: 1e-8 };

test("a classifier refuses one class only, and a number", async () => {
  const rows = rowsOf({ x: [1, 2, 3] }, "binary", [1, 1, 1]);
  await expect(fit("logistic", rows, newton)).rejects.toMatchObject({ code: "SAGE8330" });
  const classes = rowsOf({ x: [1, 2] }, "classes", [2, 2], ["down", "flat", "up"]);
  await expect(fit("logistic", classes, newton)).rejects.toThrow(/`up` on all 2 training rows/);
  const numbers = rowsOf({ x: [1, 2, 3] }, "regression", [1, 2, 3]);
  await expect(fit("logistic", numbers, newton)).rejects.toMatchObject({ code: "SAGE8333" });
  await expect(fit("ridge", rows, { l2: 1 })).rejects.toMatchObject({ code: "SAGE8333" });
});

test("no rows and infinite values are refused, with the place", async () => {
  await expect(fit("ridge", rowsOf({ x: [] }, "regression", []), { l2: 1 })).rejects.toMatchObject({
    code: "SAGE8330",
  });
  const infinite = rowsOf({ x: [1, Infinity, 3] }, "regression", [1, 2, 3]);
  await expect(fit("ridge", infinite, { l2: 1 })).rejects.toThrow(/At bar 1, the feature `x`/);
  const lost = rowsOf({ x: [1, 2, 3] }, "regression", [1, NaN, 3]);
  await expect(fit("ridge", lost, { l2: 1 })).rejects.toThrow(/At bar 1, the target `up`/);
});

test("categories beyond what a solver can hold are refused, and named", async () => {
  const many = Array.from({ length: 5000 }, (_, i) => i);
  const rows = { ...rowsOf({ category: many }, "regression", many), bars: Int32Array.from(many) };
  await expect(fit("ridge", rows, { l2: 1 })).rejects.toThrow(/`category` has 5000 categories/);
});

test("constant and empty features have no say; the rest is as without them", async () => {
  const x = [1, 2, 3, 4, 6];
  const y = [0, 1, 0, 1, 1];
  const plain = await fit("logistic", rowsOf({ x }, "binary", y), newton);
  const none = [NaN, NaN, NaN, NaN, NaN];
  const odd = rowsOf({ x, still: [7.1, 7.1, 7.1, 7.1, 7.1], none }, "binary", y);
  const { model } = await fit("logistic", odd, newton);
  expect(model.inputs.map(({ feature }) => feature)).toEqual([0, 1]);
  expect(model.coefficients[0]?.[0]).toBeCloseTo(plain.model.coefficients[0]?.[0] ?? NaN, 12);
  expect(model.coefficients[0]?.[1]).toBe(0);
});

test("equal features without a penalty share no infinity", async () => {
  const x = [1, 2, 3, 4];
  const { model } = await fit("ridge", rowsOf({ a: x, b: x }, "regression", [1, 3, 2, 5]), { l2: 0 });
  // The plain least squares line is 0 + 1.1·x.
  const [fitted] = rawScores(model, [Float32Array.of(10), Float32Array.of(10)], 1);
  expect(fitted?.[0]).toBeCloseTo(11, 10);
});

test("classes that a straight line parts end without a penalty where steps end, and say so", async () => {
  const rows = rowsOf({ x: [1, 2, 3, 4] }, "binary", [0, 0, 1, 1]);
  const { model, settled } = await fit("logistic", rows, { l2: 0, iterations: 10, tolerance: 1e-8 });
  expect(settled).toBe(false);
  expect(Number.isFinite(model.coefficients[0]?.[0])).toBe(true);
});

test("a class that was never seen is never said; the others are as if it were not", async () => {
  const x = [1, 2, 3, 4, 6, 7];
  const y = [0, 2, 0, 2, 2, 0];
  const { model } = await fit("logistic", rowsOf({ x }, "classes", y, ["a", "b", "c"]), newton);
  const answers = applyLink(model.link, rawScores(model, [Float32Array.from(x)], x.length));
  for (const p of answers[1] ?? []) expect(p).toBeLessThan(1e-12);
  expect(model.intercepts.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 12);
  // Two classes with a set of coefficients each: each is half of the one set, at half the penalty.
  const two = await fit(
    "logistic",
    rowsOf(
      { x },
      "binary",
      y.map((k) => k / 2),
    ),
    { ...newton, l2: 0.5 },
  );
  const [down, , up] = model.coefficients;
  expect((up?.[0] ?? NaN) - (down?.[0] ?? NaN)).toBeCloseTo(two.model.coefficients[0]?.[0] ?? NaN, 9);
});

test("a whole weight is as many equal rows", async () => {
  const free = { ...newton, l2: 0 };
  const once = rowsOf({ x: [1, 2, 4, 4, 6] }, "binary", [0, 1, 0, 1, 1]);
  const weighted = { ...once, weights: Float64Array.of(1, 2, 3, 1, 2) };
  const often = rowsOf({ x: [1, 2, 2, 4, 4, 4, 4, 6, 6] }, "binary", [0, 1, 1, 0, 0, 0, 1, 1, 1]);
  const [one, two] = [await fit("logistic", weighted, free), await fit("logistic", often, free)];
  // Rows, not weights, make mean and deviation, so the inputs differ; what is said does not.
  const [a, b] = [one, two].map(({ model }) => rawScores(model, [Float32Array.of(1, 3, 6)], 3)[0]);
  for (const row of [0, 1, 2]) expect(a?.[row]).toBeCloseTo(b?.[row] ?? NaN, 9);
});

test("the same rows give the same bits, and a cancelled training ends", async () => {
  const rows = rowsOf({ x: [1, 2, 3, 4, 6], category: [1, 1, 2, 3, 2] }, "binary", [0, 1, 0, 1, 1]);
  const [one, two] = [await fit("logistic", rows, newton), await fit("logistic", rows, newton)];
  expect(one.model).toEqual(two.model);
  const learn = await learnerNamed("logistic");
  await expect(learn?.(rows, newton, { signal: AbortSignal.abort() })).rejects.toThrow();
});
