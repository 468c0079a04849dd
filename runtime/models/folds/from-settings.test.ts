import { describe, expect, test } from "vitest";
import type { ValidationPlan } from "../../../compiler/graph/index.js";
import { boundScalars } from "../../engine/parameters.js";
import { modelGraph } from "../../testing/model.js";
import { trainSettings } from "../train-settings.js";
import { foldsOfModel, foldsOfPlan, spanOf } from "./from-settings.js";

const hour = 3_600_000;
const start = Date.UTC(2020, 0, 1);
/** 1,000 bars, of which the first 100 settle the features. The target reaches 4 bars in the worst case. */
const bars = { time: Float64Array.from({ length: 1000 }, (_, k) => start + k * hour), first: 100 };

function settingsOf(train: string) {
  const graph = modelGraph({ train });
  const [model] = graph.models;
  if (model === undefined) throw new Error("no model");
  return trainSettings(model, boundScalars(graph, [2, 3]));
}
const rows = (train: string) =>
  foldsOfModel(bars, settingsOf(train)).folds.map(({ train: learned, test: judged }) =>
    [learned, judged].map((ranges) => ranges.map(({ from, to }) => [from, to])),
  );

describe("what `train` of a model asks for", () => {
  test("five pieces and one before them, all that came before each", () => {
    expect(rows("")).toEqual([
      [[[100, 246]], [[250, 400]]],
      [[[100, 396]], [[400, 550]]],
      [[[100, 546]], [[550, 700]]],
      [[[100, 696]], [[700, 850]]],
      [[[100, 846]], [[850, 1000]]],
    ]);
  });

  test("a window, and a new model every ten days inside a piece", () => {
    const plan = foldsOfModel(bars, settingsOf("window: 200 bars\nsamples: 50\nfolds: 2\nrefit: 10d"));
    expect(
      plan.folds.map(({ train: [learned], test: [judged] }) => [
        learned?.from,
        learned?.to,
        judged?.from,
        judged?.to,
      ]),
    ).toEqual([
      [100, 300, 304, 544],
      [340, 540, 544, 652],
      [448, 648, 652, 892],
      [688, 888, 892, 1000],
    ]);
    expect(plan.pieces).toEqual([0, 0, 1, 1]);
  });

  test("a share that is held back", () => {
    expect(rows("validation: holdout\nholdout: 0.1")).toEqual([[[[100, 906]], [[910, 1000]]]]);
  });

  test("days between which rows are used", () => {
    const settings = settingsOf("since: 2020-01-08\nuntil: 2020-01-31");
    // Seven and thirty days of 24 bars after the first.
    expect(spanOf(bars, settings)).toMatchObject({ from: 168, to: 720, reach: 4, purge: 4 });
    expect(spanOf(bars, settingsOf("since: 2020-01-02")).from).toBe(100);
  });

  test("all choices of two of four pieces", () => {
    const plan = foldsOfModel(bars, settingsOf("validation: combinatorial\nfolds: 4\ntest_folds: 2"));
    expect([plan.folds.length, plan.paths.length, plan.learnsFromLater]).toEqual([6, 3, true]);
  });

  test("nothing is left after `since`", () => {
    expect(() => foldsOfModel(bars, settingsOf("since: 2021-01-01"))).toThrow(
      expect.objectContaining({ code: "SAGE8313" }),
    );
  });
});

describe("what `validate` of an experiment asks for", () => {
  const span = { from: 0, to: 1000, reach: 4, purge: 4, embargo: 10 };
  const tests = (plan: ValidationPlan) =>
    foldsOfPlan(plan, span)?.folds.map(({ test: judged }) => judged.map(({ from, to }) => [from, to]).flat());

  test("windows that follow each other; the model's own purge where the plan has none", () => {
    const walk = { method: "walk_forward", window: "rolling", train: 500, test: 100, step: 100 } as const;
    const plan = foldsOfPlan({ ...walk, folds: null, purge: 0, embargo: 0 }, span);
    expect(
      plan?.folds.map(({ train: [learned], test: [judged] }) => [
        learned?.from,
        learned?.to,
        judged?.from,
        judged?.to,
      ]),
    ).toEqual([
      [0, 500, 504, 604],
      [100, 600, 604, 704],
      [200, 700, 704, 804],
      [300, 800, 804, 904],
    ]);
    expect(tests({ ...walk, folds: 2, purge: 20, embargo: 0 })).toEqual([
      [520, 620],
      [620, 720],
    ]);
  });

  test("the others, and none", () => {
    expect(tests({ method: "holdout", test: 200, purge: 0 })).toEqual([[800, 1000]]);
    expect(tests({ method: "purged", folds: 4, purge: 0, embargo: 0 })).toHaveLength(4);
    const groups = { method: "combinatorial", groups: 5, test: 2, splits: 10, purge: 0, embargo: 0 } as const;
    expect(tests(groups)).toHaveLength(groups.splits);
    expect(foldsOfPlan({ method: "none" }, span)).toBeNull();
  });
});
