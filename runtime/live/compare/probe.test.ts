import { test } from "vitest";
import { runOf } from "./testing/seeded.js";
import { bars, graphs } from "./testing/markets.js";
test("probe", async () => {
  console.log(JSON.stringify(graphs.model.models[0]?.target), JSON.stringify(graphs.model.warmup));
  for (let k = 0; k < 4; k++) {
  const { result } = await runOf({ graph: graphs.model, bars, model: { id: "m", answers: Array.from({ length: 10 }, (_, j) => (j === k ? 0.9 : 0.02)) } });
  console.log(k, result.signals.length, result.trades.length, result.signals[0]);}
});
