import { expect, test } from "vitest";
import { foldNames, isRefitted, type FoldPlan } from "./plan.js";

const planOf = (pieces: readonly number[]): FoldPlan => ({
  scheme: "walk_forward",
  folds: pieces.map((_, k) => ({ number: k + 1, train: [], test: [] })),
  pieces,
  learnsFromLater: false,
  paths: [],
});

test("a fit is called by its fold, and by its place in it where there are several", () => {
  expect([...foldNames(planOf([0, 1, 2])).values()]).toEqual(["1", "2", "3"]);
  expect([...foldNames(planOf([0, 0, 1, 1, 1])).values()]).toEqual(["1.1", "1.2", "2.1", "2.2", "2.3"]);
  expect([isRefitted(planOf([0, 1])), isRefitted(planOf([0, 0]))]).toEqual([false, true]);
});
