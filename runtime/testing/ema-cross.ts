import type { Graph } from "../../compiler/graph/index.js";
import { StrategyBuilder } from "./strategy.js";

/** The shared benchmark's strategy: one unit, always long or short, fee 0.1 %, averages seeded with the first close. */
export function emaCross(fast: number, slow: number): Graph {
  const builder = new StrategyBuilder();
  const close = builder.bar("close");
  const quick = builder.call("ema", [close], [fast, 1]);
  const calm = builder.call("ema", [close], [slow, 1]);
  return builder.graph({
    entries: [
      { side: "long", when: builder.call("crosses_above", [quick, calm]) },
      { side: "short", when: builder.call("crosses_below", [quick, calm]) },
    ],
    costs: { taker: 0.001 },
    first: slow,
  });
}
