import { expect, test } from "vitest";
import { compile } from "../../../compiler/index.js";
import { createSource } from "../../../lang/index.js";
import { parameterValues } from "../../engine/parameters.js";
import { thresholdsOf } from "./thresholds.js";

const { graph } = compile(
  createSource(
    "s.sage",
    `sage 1
strategy s {
  market { symbol: BTCUSDT  timeframe: 1h }
  param sure = 0.6 in 0.5..0.9 step 0.05
  model edge {
    features { momentum = close / close[2] - 1 }
    target { up = ahead(close, 3) > close }
    algorithm boosted_trees { seed: 7 }
    train { samples: 10 }
  }
  enter long when edge.probability(up) >= sure and close > close[1]
  exit long when 0.45 > edge.probability(up)
  size 10% of equity
  costs { fee: 0.1% }
}
`,
  ),
);
if (graph === null) throw new Error("the strategy has errors");

test("numbers that answers are compared with, and no others", () => {
  expect(thresholdsOf(graph, parameterValues(graph, {}), "edge")).toEqual({
    "up >= sure": 0.6,
    "up < 0.45": 0.45,
  });
  expect(thresholdsOf(graph, parameterValues(graph, { sure: 0.75 }), "edge")).toMatchObject({
    "up >= sure": 0.75,
  });
  expect(thresholdsOf(graph, parameterValues(graph, {}), "other")).toEqual({});
});
