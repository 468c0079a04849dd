import { expect, test } from "vitest";
import { compile, type Graph } from "../../../compiler/index.js";
import { createSource } from "../../../lang/index.js";
import {
  computationHash,
  featureSchemaOf,
  isTrainedFor,
  refuseBeforeTrainingEnd,
  refuseOtherFeatures,
  targetHash,
} from "./feature-schema.js";

const base = {
  name: "edge_trader",
  symbol: "BTCUSDT",
  features:
    "momentum = close / close[24] - 1\n      calm = stdev(returns(close), 24 bars) / stdev(returns(close), 168 bars)",
  target: "up = ahead(close, hold) / close - 1 > 0.2%",
  rest: "",
};

function graphOf(changes: Partial<typeof base> = {}): Graph {
  const { name, symbol, features, target, rest } = { ...base, ...changes };
  const text = `sage 1
strategy ${name} {
  market { symbol: ${symbol}  timeframe: 1h }
  param hold = 12 bars in 6..24
  model edge {
    features {
      ${features}
    }
    target { ${target} }
    algorithm boosted_trees { trees: 50  seed: 7 }
    train { samples: 1000  folds: 4 }
  }
  ${rest}
  enter long when edge.probability(up) >= 0.6 { expire hold }
  exit long when edge.probability(up) < 0.5
  size 10% of equity
  costs { fee: 0.04%  slippage: 1 tick }
}
`;
  const { graph, diagnostics } = compile(createSource("edge.sage", text));
  if (graph === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return graph;
}

function schemaOf(changes: Partial<typeof base> = {}, hold = 12) {
  const graph = graphOf(changes);
  const [model] = graph.models;
  if (model === undefined) throw new Error("no model");
  return { ...featureSchemaOf(graph, [hold], model), target: targetHash(graph, [hold], model) };
}

test("what the features compute is what counts, not the strategy around them, nor its market or name", () => {
  const one = schemaOf();
  expect(schemaOf({ name: "other", symbol: "ETHUSDT" })).toEqual(one);
  expect(schemaOf({ rest: "let slow = ema(close, 90 bars)\n  plot slow" })).toEqual(one);
  expect(schemaOf({}, 20)).toMatchObject({ schemaHash: one.schemaHash, graphHash: one.graphHash });
  // The target reaches as far as is held.
  expect(schemaOf({}, 20).target).not.toBe(one.target);
});

test.each([
  ["another length", base.features.replace("close[24]", "close[25]")],
  ["another series", base.features.replace("close / close[24]", "open / open[24]")],
  [
    "another order",
    base.features
      .split("\n")
      .toReversed()
      .map((line) => line.trim())
      .join("\n      "),
  ],
  ["another type", `${base.features}\n      hour = hour_of_day(time) as category`],
])("%s of the features is another schema", (_, features) => {
  const [one, two] = [schemaOf(), schemaOf({ features })];
  expect(two.graphHash).not.toBe(one.graphHash);
  expect(two.schemaHash).not.toBe(one.schemaHash);
});

test("other names are another schema of the same computation, since models are asked by name", () => {
  const [one, two] = [schemaOf(), schemaOf({ features: base.features.replace("momentum", "drift") })];
  expect(two.graphHash).toBe(one.graphHash);
  expect(two.schemaHash).not.toBe(one.schemaHash);
});

test("a model of other features is refused, and the difference is said", () => {
  const learned = { id: "m", features: schemaOf() };
  const refuse = (features: string) => () =>
    refuseOtherFeatures(learned, schemaOf({ features }), "edge_trader");
  expect(refuse(base.features)).not.toThrow();
  const [momentum = "", calm = ""] = base.features.split("\n").map((line) => line.trim());
  expect(refuse(momentum)).toThrow("the strategy lacks `calm`");
  expect(refuse(`${base.features}\n hour = hour_of_day(time) as category`)).toThrow(
    "it does not know `hour`",
  );
  expect(refuse(base.features.replace("momentum", "drift"))).toThrow(
    "it takes `momentum`, the strategy has `drift` instead",
  );
  expect(refuse(`${calm}\n      ${momentum}`)).toThrow("another order");
  expect(refuse(base.features.replace("close[24]", "close[25]"))).toThrow("computed in another way");
  expect(refuse(momentum)).toThrow(expect.objectContaining({ code: "SAGE8364" }));
});

test("a model is not asked about what it has learned from", () => {
  const known = Date.UTC(2024, 4, 3, 10);
  expect(() => refuseBeforeTrainingEnd("m", known, known)).not.toThrow();
  const early = expect.objectContaining({
    code: "SAGE5008",
    message: expect.stringContaining("2024-05-03 10:00"),
  });
  expect(() => refuseBeforeTrainingEnd("m", known, known - 1)).toThrow(early);
});

test("the zeros differ, and columns are told apart by their output", () => {
  const graph = graphOf({
    rest: "let line = macd(close).line\n  let sign = macd(close).signal\n  plot line\n  plot sign",
  });
  const hashes = graph.plots.map(({ series }) => computationHash(graph, [12], [series]));
  expect(new Set(hashes).size).toBe(2);
});

test("another target is told from the tick that was taken from the data", () => {
  const written = graphOf({ target: "up = ahead(close, hold) - close > 20 ticks" });
  const [model] = written.models;
  if (model === undefined) throw new Error("no model");
  const trained = { ...written, market: { ...written.market, tick: 0.01 } };
  const intent = { target: targetHash(trained, [12], model) };
  // The strategy alone does not know the tick: its target is another, until that of the data is taken.
  expect(targetHash(written, [12], model)).not.toBe(intent.target);
  expect(isTrainedFor(intent, written, [12], model)).toBe(true);
  expect(isTrainedFor(intent, trained, [12], model)).toBe(true);
  expect(isTrainedFor(intent, written, [20], model)).toBe(false);
  // A tick that the strategy names is its own.
  const named = { ...written, market: { ...written.market, tick: 0.1 } };
  expect(isTrainedFor(intent, named, [12], model)).toBe(false);
});
