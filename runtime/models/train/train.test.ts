import { describe, expect, test } from "vitest";
import { compile } from "../../../compiler/index.js";
import { createSource } from "../../../lang/index.js";
import type { BarFeed } from "../../data/dataset.js";
import { synthesize } from "../../data/index.js";
import { uniformFrom } from "../../data/synthesize/random.js";
import { backtestWithModels } from "../../modes/backtest.js";
import { barsOf, feedOf, type BarRow } from "../../testing/feed.js";
import { modelGraph } from "../../testing/model.js";
import { canonicalJson } from "../registry/index.js";
import { fitModel } from "./fit.js";
import { planTraining, trainingsOf } from "./plan.js";
import { splitTail } from "./tail.js";
import { train } from "./train.js";

const hour = 3_600_000;

/** Bars whose every step is drawn anew: nothing is to be foreseen. */
function randomWalk(bars: number, seed: number): BarFeed {
  const next = uniformFrom(seed);
  let price = 100;
  const rows = Array.from({ length: bars }, (): BarRow => {
    const open = price;
    price *= Math.exp(0.01 * (next() - 0.5));
    return [open, Math.max(open, price), Math.min(open, price), price, 1 + next()];
  });
  return feedOf(barsOf(rows, hour), hour);
}

/** Bars that swing around a level, so that what fell will rise. */
function swings(bars: number, seed: number): BarFeed {
  const next = uniformFrom(seed);
  const rows = Array.from({ length: bars }, (_, k): BarRow => {
    const price = 100 + 3 * Math.sin(k / 3) + (next() - 0.5);
    return [price, price + 0.5, price - 0.5, price, 1];
  });
  return feedOf(barsOf(rows, hour), hour);
}

const quick = "trees: 20 leaves: 7 seed: 7";

describe("what cannot be foreseen", () => {
  test.each(["walk_forward", "purged_kfold", "combinatorial", "holdout"])(
    "is not foreseen in %s: AUC within its error of one half",
    async (validation) => {
      const graph = modelGraph({
        algorithm: quick,
        train: `samples: 100 folds: 4 validation: ${validation}`,
      });
      const { models } = await train(graph, randomWalk(3000, 5), { finishes: false });
      const { metrics, errors } = models[0]?.together ?? { metrics: {}, errors: {} };
      const { auc = null } = metrics;
      const { auc: error = null } = errors;
      if (auc === null || error === null) throw new Error("no AUC");
      expect(Math.abs(auc - 0.5)).toBeLessThan(3 * error);
      expect(error).toBeLessThan(0.05);
    },
  );

  test("is foreseen where it can be", async () => {
    const graph = modelGraph({ algorithm: quick, train: "samples: 100 folds: 4" });
    const { models, traded } = await train(graph, swings(3000, 5), { finishes: false });
    expect(models[0]?.together?.metrics.auc).toBeGreaterThan(0.8);
    expect(traded?.result.metrics.tradeCount).toBeGreaterThan(50);
  });
});

test("a model that is trained up to a day knows no price after it, and may be asked from that day on", async () => {
  const graph = modelGraph({ algorithm: quick, train: "samples: 100" });
  const feed = swings(3000, 5);
  const to = feed.information.from + 2000 * hour;
  const { models } = await train(graph, feed, { to, validates: false });
  expect(models[0]?.final?.knownUntil).toBe(to);
});

describe("the same again", () => {
  test("the same bytes on 1, 2 and 4 threads", async () => {
    const graph = modelGraph({
      algorithm: "trees: 15 subsample: 0.7 columns: 0.5 seed: 3",
      train: "samples: 100 folds: 2 calibration: isotonic",
    });
    const feed = synthesize({ bars: 3000, interval: hour, seed: 11 });
    const results = [];
    for (const threads of [1, 2, 4]) results.push(await train(graph, feed, { threads }));
    const [one, ...others] = results.map(({ models, traded }) => ({
      bytes: Buffer.from(models[0]?.final?.bytes ?? []).toString("hex"),
      judged: canonicalJson(models[0]?.folds.map(({ judgement }) => judgement.metrics)),
      end: traded?.result.account.end,
    }));
    expect(one?.bytes.length).toBeGreaterThan(1000);
    for (const other of others) expect(other).toEqual(one);
  });

  test("what is traded is what asking the fold's own model while the bars go by gives", async () => {
    const graph = modelGraph({ algorithm: quick, train: "samples: 100 validation: holdout holdout: 0.25" });
    const feed = swings(2000, 9);
    const { traded, plan } = await train(graph, feed, { finishes: false });
    const [planned] = plan.models;
    const [fold] = planned?.folds.folds ?? [];
    if (planned === undefined || fold === undefined) throw new Error("no fold");
    const { predictor, knownUntil } = await fitModel(planned.trainee, fold.train);
    const [range] = fold.test;
    const [from, to] = [plan.time[range?.from ?? 0] ?? 0, (plan.time[(range?.to ?? 1) - 1] ?? 0) + 1];
    const models = new Map([[0, { periods: [{ from, to, knownUntil, predictor }] }]]);
    const asked = await backtestWithModels(graph, feed, { from, to, models });
    expect(traded?.result.account.end).toBe(asked.account.end);
    expect(traded?.result.trades.map(({ entryTime, profit }) => [entryTime, profit])).toEqual(
      asked.trades.map(({ entryTime, profit }) => [entryTime, profit]),
    );
    expect(knownUntil).toBeLessThanOrEqual(from);
    await predictor.close();
  });
});

describe("what is learned from", () => {
  test("never lies after a fold's test: another future leaves earlier folds as they are", async () => {
    const graph = modelGraph({ algorithm: quick, train: "samples: 100 folds: 4" });
    const rowsOf = (seed: number): readonly BarRow[] => {
      const [past, future] = [uniformFrom(1), uniformFrom(seed)];
      let price = 100;
      return Array.from({ length: 2000 }, (_, k): BarRow => {
        const open = price;
        price *= Math.exp(0.01 * ((k < 1300 ? past() : future()) - 0.5));
        return [open, Math.max(open, price), Math.min(open, price), price, 1];
      });
    };
    const [one, other] = await Promise.all(
      [7, 8].map((seed) => train(graph, feedOf(barsOf(rowsOf(seed), hour), hour), { finishes: false })),
    );
    const folds = one?.models[0]?.folds ?? [];
    const ended = folds.filter(({ fold }) => (fold.test[0]?.to ?? 0) + 4 <= 1300);
    expect(ended.length).toBe(2);
    for (const [k, { judgement, answers }] of ended.entries()) {
      const same = other?.models[0]?.folds[k];
      expect(same?.judgement.metrics).toEqual(judgement.metrics);
      expect(same?.answers).toEqual(answers);
    }
    expect(other?.models[0]?.folds[3]?.answers).not.toEqual(folds[3]?.answers);
  });

  test("every training is counted: folds and refits, and one for use", async () => {
    const graph = modelGraph({ algorithm: quick, train: "samples: 100 folds: 3 window: 600 refit: 150" });
    const feed = swings(2000, 3);
    const plan = await planTraining(graph, feed);
    let seen = 0;
    const { trainings, models } = await train(graph, feed, {
      onEvent: ({ event }) => {
        if (event === "validation_split" || event === "train_fit") seen++;
      },
    });
    expect(trainings).toBe(trainingsOf(plan, true));
    expect(seen).toBe(trainings);
    // Three pieces of 464 or 465 bars, four models each.
    expect(models[0]?.folds).toHaveLength(12);
    expect(models[0]?.final?.seen.count).toBeLessThanOrEqual(600);
  });

  test("the end of the training bars decides when to stop, so far off that no target reaches it", async () => {
    const ranges = [
      { from: 0, to: 100 },
      { from: 200, to: 300 },
    ];
    expect(splitTail(ranges, 10, 0.2)).toEqual({
      head: [
        { from: 0, to: 100 },
        { from: 200, to: 250 },
      ],
      tail: [{ from: 260, to: 300 }],
    });
    expect(splitTail(ranges, 120, 0.6)).toEqual({
      head: [],
      tail: [
        { from: 80, to: 100 },
        { from: 200, to: 300 },
      ],
    });
    const graph = modelGraph({
      algorithm: "trees: 200 early_stopping: 5 seed: 7",
      train: "samples: 100 folds: 2 calibration: sigmoid",
    });
    const { models } = await train(graph, randomWalk(2500, 6), { finishes: false });
    for (const { rounds } of models[0]?.folds ?? []) expect(rounds).toBeLessThan(200);
  });
});

describe("what does not go", () => {
  const failing = (given: Parameters<typeof modelGraph>[0], feed: BarFeed) =>
    expect(train(modelGraph({ algorithm: quick, ...given }), feed)).rejects;

  test("fewer rows than are asked for, in every fold", () =>
    failing({ train: "samples: 5000 folds: 3" }, swings(1000, 1)).toMatchObject({ code: "SAGE8389" }));

  test("one class only", () =>
    failing(
      { target: "up = ahead(close, hold) > 0 * close", train: "samples: 100" },
      swings(1000, 1),
    ).toMatchObject({
      code: "SAGE8389",
      message: expect.stringContaining("nothing to tell apart") as string,
    }));

  test("fewer bars than folds", () =>
    failing({ train: "samples: 10 folds: 100" }, swings(60, 1)).toMatchObject({ code: "SAGE8310" }));

  test("a target that is never known, and one that overlaps all others", async () => {
    const ahead = (bars: number) => ({
      target: `up = ahead(close, ${bars} bars) > close`,
      train: "samples: 10",
    });
    await failing(ahead(400), swings(300, 1)).toMatchObject({ code: "SAGE8307" });
    await failing(ahead(250), swings(300, 1)).toMatchObject({ code: "SAGE8312" });
  });

  test("a constant feature teaches nothing, and does no harm", async () => {
    const graph = modelGraph({
      algorithm: quick,
      features: "momentum = close / close[2] - 1\nsame = close / close",
      train: "samples: 100 folds: 3",
    });
    const { models } = await train(graph, swings(1500, 8), { explains: true });
    expect(models[0]?.together?.metrics.auc).toBeGreaterThan(0.6);
    const { fitted } = models[0]?.final ?? {};
    if (fitted?.kind !== "trees") throw new Error("no trees");
    expect(fitted.feature.includes(1)).toBe(false);
    const importance = models[0]?.folds.map(({ explanation }) => explanation?.importance[1]?.mean);
    expect(importance).toEqual([0, 0, 0]);
  });

  test("only constant features, or only missing ones", async () => {
    const only = async (features: string) => {
      const graph = modelGraph({ algorithm: quick, features, train: "samples: 100 folds: 3" });
      return train(graph, swings(1000, 8), { finishes: false });
    };
    const { models } = await only("same = close / close");
    expect(models[0]?.together?.metrics.auc).toBeCloseTo(0.5, 1);
    // Nothing is left of a bar without volume: na everywhere.
    await expect(only("none = (close - close) / (close - close)")).rejects.toMatchObject({
      code: expect.stringMatching(/^SAGE8/) as string,
    });
  });

  test("a stop in the middle is one, and quick", async () => {
    const stop = new AbortController();
    const graph = modelGraph({ algorithm: quick, train: "samples: 100 folds: 3" });
    const running = train(graph, swings(2000, 1), {
      signal: stop.signal,
      progress: ({ training }) => {
        if (training === 2) stop.abort();
      },
    });
    await expect(running).rejects.toThrow();
  });
});

test("a fold that cannot be trained says nothing, and that is said", async () => {
  const graph = modelGraph({ algorithm: quick, train: "samples: 500 folds: 4" });
  const { models, traded } = await train(graph, swings(2000, 2), { finishes: false });
  expect(models[0]?.skipped.map(({ fold }) => fold.number)).toEqual([1]);
  expect(traded?.result.warnings.some(({ code }) => code === "SAGE8390")).toBe(true);
});

test("of combinatorial folds each path hears only those that did not learn from its bars", async () => {
  const graph = modelGraph({
    algorithm: quick,
    train: "samples: 100 folds: 4 validation: combinatorial test_folds: 2",
  });
  const { traded, models } = await train(graph, swings(1500, 4), { finishes: false });
  expect(models[0]?.folds).toHaveLength(6);
  expect(traded?.paths).toHaveLength(3);
  expect(new Set(traded?.paths.map(({ account }) => account.end)).size).toBeGreaterThan(1);
});

describe("two models of one strategy", () => {
  const twoModels = (folds: number) => {
    const model = (name: string, ahead: number, count: number) => `model ${name} {
    features {
      momentum = close / close[${ahead}] - 1
    }
    target { up = ahead(close, ${ahead} bars) > close }
    algorithm logistic {}
    train { samples: 100  folds: ${count} }
  }`;
    const { graph, diagnostics } = compile(
      createSource(
        "two.sage",
        `sage 1
strategy two {
  market { symbol: BTCUSDT  timeframe: 1h }
  ${model("near", 2, 3)}
  ${model("far", 9, folds)}
  enter long when near.probability(up) > 0.5 and far.probability(up) > 0.5
  exit long when near.probability(up) < 0.5
  size 10% of equity
  costs { fee: 0.1% }
}
`,
      ),
    );
    if (graph === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
    return graph;
  };

  test("are judged on the same bars, apart by the longer of their targets", async () => {
    const { models, traded, trainings } = await train(twoModels(3), swings(1500, 3));
    const [near, far] = models.map(({ folds }) => folds.map(({ fold }) => [fold.train, fold.test]));
    expect(near).toEqual(far);
    expect(trainings).toBe(8);
    expect(traded?.pieces).toHaveLength(3);
    for (const { fold } of models[0]?.folds ?? [])
      expect((fold.test[0]?.from ?? 0) - (fold.train[0]?.to ?? 0)).toBeGreaterThanOrEqual(9);
  });

  test("that are validated differently cannot be traded together", () =>
    expect(train(twoModels(4), swings(1500, 3))).rejects.toMatchObject({ code: "SAGE8388" }));
});
