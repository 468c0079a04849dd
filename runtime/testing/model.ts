import { compile } from "../../compiler/index.js";
import type { Graph } from "../../compiler/graph/index.js";
import { createSource } from "../../lang/index.js";

/** The strategy of the tests: a model of two features with a target and training of the test's choice. */
export function modelGraph({
  target = "up = ahead(close, hold) > close",
  features = "momentum = close / close[2] - 1\nlevel = close / ema(close, length) - 1",
  train = "samples: 10",
  ask = "up",
  market = "",
  before = "",
  algorithm = "seed: 7",
}: {
  readonly target?: string;
  readonly features?: string;
  readonly train?: string;
  readonly ask?: string;
  readonly market?: string;
  readonly before?: string;
  readonly algorithm?: string;
} = {}): Graph {
  const text = `sage 1
strategy s {
  market { symbol: BTCUSDT  timeframe: 1h ${market} }
  param hold = 2 bars in 1..4
  param length = 3 bars in 2..5
  ${before}
  model edge {
    features { ${features} }
    target { ${target} }
    algorithm boosted_trees { ${algorithm} }
    train { ${train} }
  }
  enter long when edge.${ask === "value" ? "value > 0" : `probability(${ask}) > 0.6`}
  exit long when close < close[1]
  size 10% of equity
  costs { fee: 0.1% }
}
`;
  const { graph, diagnostics } = compile(createSource("s.sage", text));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (graph === null || errors.length > 0)
    throw new Error(errors.map(({ message }) => message).join("\n") || "it does not compile");
  return graph;
}
