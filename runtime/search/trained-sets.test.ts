import { expect, test } from "vitest";
import { check, compile } from "../../compiler/index.js";
import { createSource } from "../../lang/index.js";
import { uniformFrom } from "../data/synthesize/random.js";
import { AnswerLog } from "../engine/answer-log.js";
import { train } from "../models/train/index.js";
import { backtest } from "../modes/backtest.js";
import { barsOf, feedOf, type BarRow } from "../testing/feed.js";
import { search } from "./search.js";

const hour = 3_600_000;

/** Bars that swing around a level, so that what fell will rise. */
function swings(bars: number): ReturnType<typeof feedOf> {
  const next = uniformFrom(5);
  const rows = Array.from({ length: bars }, (_, k): BarRow => {
    const price = 100 + 3 * Math.sin(k / 3) + (next() - 0.5);
    return [price, price + 0.5, price - 0.5, price, 1];
  });
  return feedOf(barsOf(rows, hour), hour);
}

const source = createSource(
  "learned.sage",
  `sage 1
strategy learned {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }
  param hold = 2 bars in 1..2
  param sure = 0.55 in 0.5..0.6 step 0.05
  param share = 20% in 10%..20% step 10%
  model edge {
    features {
      momentum = close / close[2] - 1
      level = close / ema(close, 10 bars) - 1
    }
    target {
      up = ahead(close, hold) > close
    }
    algorithm boosted_trees {
      trees: 15
      leaves: 5
      seed: 7
    }
    train {
      samples: 100
      folds: 3
    }
  }
  enter long when edge.probability(up) > sure
  exit long when edge.probability(up) < 0.5
  size share of equity
  costs {
    fee: 0.01%
  }
}
`,
);

test("models are trained as often as the compiler announced, and what is decided shares their answers", async () => {
  const { graph } = compile(source);
  const announced = check(source).strategies[0]?.models[0]?.refits.trainings;
  if (graph === null) throw new Error("the strategy does not compile");
  // Of 2 · 3 · 2 sets only the two values of hold change what is learned.
  expect(announced).toBe(2);
  const feed = swings(1500);
  const result = await search(graph, feed, { workers: 0, top: 12 });
  expect(result.counts).toMatchObject({ trials: 12, refused: 0 });
  expect(result.trainings).toBe(announced);
  expect(result.blockBars).toBeGreaterThan(500);
  for (const hold of [1, 2]) {
    const { models } = await train(graph, feed, { parameters: { hold }, finishes: false });
    const answers = new AnswerLog();
    for (const { from, outputs } of models.flatMap(({ folds }) => folds.flatMap((fold) => fold.answers)))
      answers.keep(0, from, outputs);
    for (const trial of result.best.filter(({ parameters }) => parameters["hold"] === hold)) {
      const alone = backtest(graph, feed, { from: result.data.from, parameters: trial.parameters, answers });
      expect(trial.metrics).toEqual(alone.metrics);
      expect(alone.counts.trades).toBeGreaterThan(5);
    }
  }
  // Nothing is traded before the first test window: a model has said nothing of it.
  expect(result.data.from).toBeGreaterThan(feed.information.from);
  const drawn = await search(graph, feed, { workers: 0, sampler: "tpe", trials: 6 });
  expect(drawn.trainings).toBeLessThanOrEqual(2);
});
