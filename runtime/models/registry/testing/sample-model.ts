import { hashOf } from "../canonical.js";
import type { ModelIntent, NewModel } from "../record.js";

const day = 86_400_000;
const start = Date.UTC(2022, 0, 1);

/** An intent; what is given differs from the others. */
export function sampleIntent(changes: Partial<ModelIntent> = {}): ModelIntent {
  return {
    features: hashOf("features"),
    target: hashOf("target"),
    learner: { name: "boosted_trees", settings: { trees: 300, rate: 0.05 } },
    training: { window: 17_520, validation: "walk_forward", folds: 5 },
    data: hashOf("candles"),
    range: { from: null, to: null },
    seed: 7,
    ...changes,
  };
}

const validation: NewModel["validation"] = {
  scheme: "walk_forward",
  folds: [
    {
      number: 0,
      train: [{ from: start, to: start + 500 * day }],
      test: [{ from: start + 501 * day, to: start + 600 * day }],
      trainRows: 11_000,
      testRows: 2300,
      metrics: { auc: 0.56, logLoss: 0.684 },
    },
  ],
  metrics: { auc: 0.56, logLoss: 0.684, brier: 0.245 },
};

/** All that is known of a model after it was trained; what is given differs from the others. */
export function sampleModel(changes: Partial<NewModel> = {}): NewModel {
  const intent = changes.intent ?? sampleIntent();
  const features = [
    { name: "momentum", type: "number" as const },
    { name: "hour", type: "category" as const },
  ];
  return {
    strategy: { name: "learned_edge", path: null, graphHash: hashOf("graph"), parameters: { hold: 12 } },
    model: "edge",
    intent,
    data: {
      source: "BTCUSDT_1h.parquet",
      path: null,
      symbol: "BTC/USDT",
      exchange: "binance",
      marketType: "spot",
      interval: 3_600_000,
      hash: intent.data,
      bars: 20_000,
      from: start,
      to: start + 19_999 * 3_600_000,
      score: 99.2,
      feeds: [],
    },
    features: {
      features,
      graphHash: intent.features,
      schemaHash: hashOf({ features, graphHash: intent.features }),
    },
    target: { name: "up", kind: "binary", classes: ["up"], reach: 12 },
    learner: { ...intent.learner, rounds: 212, settled: true },
    training: {
      from: start,
      to: start + 600 * day,
      rows: 14_000,
      knownUntil: start + 600.5 * day,
      seed: intent.seed,
      durationMs: 812,
      metrics: { auc: 0.71, logLoss: 0.61 },
    },
    validation,
    thresholds: { confidence: 0.58 },
    importance: [{ feature: "momentum", gain: 812.5, splits: 120, permutation: 0.012 }],
    distributions: [
      { feature: "momentum", edges: [-0.01, 0, 0.01], shares: [0.25, 0.25, 0.25, 0.2], missing: 0.05 },
    ],
    calibration: {
      kind: "isotonic",
      brier: 0.245,
      curve: [{ predicted: 0.55, observed: 0.53, count: 1200 }],
    },
    versions: { nailsage: "0.5.0", node: "20.20.2", onnxruntime: "1.30.0" },
    tags: ["btc"],
    notes: "",
    ...changes,
  };
}
