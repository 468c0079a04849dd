import { describe, expect, test } from "vitest";
import { createSource } from "../../lang/source.js";
import { check } from "../check.js";
import { compileExperiment } from "../compile-experiment.js";
import { experimentExample } from "../diagnostics/study-example.js";
import { sharpeByLuck } from "./validation.js";

const source = (settings: string) => createSource("study.sage", experimentExample(settings));
const found = (settings: string) =>
  check(source(settings)).diagnostics.map(({ code, message }) => `${code} ${message}`);
const planOf = (settings: string) => {
  const { plan, diagnostics } = compileExperiment(source(settings));
  if (plan === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return plan;
};

describe("a plan", () => {
  test("of the shortest experiment: a grid over all ranges", () => {
    const { search, sampler, trials, objective, validation, from, to, seed } = planOf("optimise: sharpe");
    // fast has 16 values from 5 to 20, slow has 4: 30, 40, 50, 60.
    expect(search.map(({ name, low, high, step, count }) => [name, low, high, step, count])).toEqual([
      ["fast", 5, 20, 1, 16],
      ["slow", 30, 60, 10, 4],
    ]);
    expect([sampler, trials, seed, from, to]).toEqual(["grid", 64, 0, null, null]);
    expect(objective).toEqual({
      text: "sharpe",
      value: { kind: "metric", metric: "sharpe", sign: 1 },
      direction: "maximise",
    });
    expect(validation).toEqual({ method: "none" });
  });

  test("counts a part of the parameters with the others at their defaults", () => {
    expect(planOf("optimise: sharpe\nsearch: [slow]").trials).toBe(4);
    const text = experimentExample("optimise: sharpe\nsearch: [slow]").replace(
      "enter long",
      "require fast < slow - 30\n  enter long",
    );
    // fast stays 12, so that slow must be above 42: 50 and 60.
    expect(compileExperiment(createSource("study.sage", text)).plan?.trials).toBe(2);
  });

  test("turns durations into bars of the strategy", () => {
    const { validation } = planOf(
      "optimise: sharpe\nvalidate {\ntrain: 1y\ntest: 90d\npurge: 24 bars\nwindow: expanding\n}",
    );
    expect(validation).toEqual({
      method: "walk_forward",
      window: "expanding",
      train: 365 * 24,
      test: 90 * 24,
      step: 90 * 24,
      folds: null,
      purge: 24,
      embargo: 0,
    });
  });

  test("counts the splits of combinatorial validation", () => {
    const { validation } = planOf("optimise: sharpe\nvalidate {\nmethod: combinatorial\ngroups: 10\n}");
    // 10! / (2! 8!)
    expect(validation).toMatchObject({ groups: 10, test: 2, splits: 45 });
  });

  test("knows that less of a loss is better, and counts losses by their size", () => {
    const plan = planOf("optimise: max_drawdown\nconstraints: [max_drawdown < 20%, trades >= 100]");
    expect(plan.objective.direction).toBe("minimise");
    expect(plan.constraints[0]).toMatchObject({
      comparison: "<",
      left: { kind: "metric", metric: "maxDrawdown", sign: -1 },
      right: { kind: "number", value: 0.2 },
    });
    expect(plan.constraints[1]).toMatchObject({ left: { metric: "tradeCount" }, right: { value: 100 } });
  });

  test("holds arithmetic of metrics", () => {
    expect(planOf("optimise: sharpe - 2 * max_drawdown").objective.value).toEqual({
      kind: "operation",
      operator: "-",
      left: { kind: "metric", metric: "sharpe", sign: 1 },
      right: {
        kind: "operation",
        operator: "*",
        left: { kind: "number", value: 2 },
        right: { kind: "metric", metric: "maxDrawdown", sign: -1 },
      },
    });
  });
});

describe("what is wrong with an experiment", () => {
  test.each([
    ["nothing to optimise", "seed: 1", ["SAGE1013 `study` has no `optimise`"]],
    ["a metric by another name", "optimise: sharpe_ratio", ["SAGE6007 there is no metric `sharpe_ratio`"]],
    [
      "a metric that is neither good nor bad",
      "optimise: trades",
      ["SAGE6007 `trades` does not say which strategy is better"],
    ],
    ["a series", "optimise: close[1]", ["SAGE2101 a search is judged by the metrics of its runs"]],
    [
      "a constraint without a comparison",
      "optimise: sharpe\nconstraints: trades",
      ["SAGE2101 a constraint compares a metric with a number"],
    ],
    [
      "twenty for twenty percent",
      "optimise: sharpe\nconstraints: max_drawdown < 20",
      ["SAGE2108 `max_drawdown` is a share: `20` is 2000 %"],
    ],
    [
      "a setting that there is not",
      "optimise: sharpe\nsamplr: grid",
      ["SAGE2001 there is no setting `samplr` in `experiment`"],
    ],
    [
      "a parameter that there is not",
      "optimise: sharpe\nsearch: [fasst]",
      ["SAGE2001 there is no parameter `fasst` in `example`"],
    ],
    [
      "a sampler without an end",
      "optimise: sharpe\nsampler: random",
      ["SAGE1013 the sampler `random` has no `trials`"],
    ],
    ["a grid with an end", "optimise: sharpe\ntrials: 10", ["SAGE2101 a grid tries every combination"]],
    [
      "the end before the beginning",
      "optimise: sharpe\nfrom: 2022-01-01\nto: 2021-01-01",
      ["SAGE2101 the experiment would end before it begins"],
    ],
    [
      "a window that nothing says the length of",
      "optimise: sharpe\nvalidate {\ntrain: 1y\n}",
      ["SAGE1013 `validate` has no `test`"],
    ],
    [
      "a setting of another method",
      "optimise: sharpe\nvalidate {\nmethod: purged\nfolds: 5\ntrain: 1y\n}",
      ["SAGE2101 `train` means nothing to `purged`"],
    ],
    [
      "groups that leave nothing",
      "optimise: sharpe\nvalidate {\nmethod: combinatorial\ngroups: 3\ntest_groups: 3\n}",
      ["SAGE2101 3 of 3 groups leave nothing to learn from"],
    ],
    [
      "a length as a plain number",
      "optimise: sharpe\nvalidate {\ntrain: 100\ntest: 90d\n}",
      ["SAGE2101 `train` cannot be `100`"],
    ],
  ])("%s", (_, settings, expected) => {
    expect(found(settings)).toEqual(expected);
  });

  test("each fix compiles to a plan", () => {
    const { diagnostics } = check(source("optimise: sharpe\nconstraints: max_drawdown < 20"));
    expect(diagnostics[0]?.fixes[0]?.edits[0]?.text).toBe("20%");
  });
});

test("luck: five years carry 45 trials, as in the paper", () => {
  // Bailey, Borwein, López de Prado & Zhu (2014): with five years, more than 45 trials nearly surely give a Sharpe of 1.
  expect(sharpeByLuck(45, 5)).toBeCloseTo(1, 2);
  // The expected maximum of ten standard normals by the same formula is 1.57 (paper, section 3).
  expect(sharpeByLuck(10, 1)).toBeCloseTo(1.57, 2);
  expect(sharpeByLuck(1, 1)).toBe(0);
});
