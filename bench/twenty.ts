import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { packageRoot } from "../runtime/package-root.js";
import { ResidentFeed } from "../runtime/engine/index.js";
import { backtest } from "../runtime/modes/index.js";
import { feedOf } from "../runtime/testing/feed.js";
import { baselineCross } from "./baseline-cross.js";
import { compare, type Comparison } from "./measure.js";
import { makeSharedBars } from "./shared-bars.js";

const bars = 1_000_000;
/** Bars a second to reach. */
const goal = 5e6;

/**
 * Twenty indicators on three timeframes with brackets, over 1,000,000 bars with all metrics. Nobody writes this twice:
 * the yardstick beside it is the JavaScript loop of W2, two averages and a cross.
 */
export function benchTwenty(): readonly Comparison[] {
  const path = join(packageRoot, "bench/strategies/twenty.sage");
  const { graph } = compile(createSource(path, readFileSync(path, "utf8")));
  if (graph === null) throw new Error(`${path} does not compile`);
  const columns = makeSharedBars(bars);
  const feed = new ResidentFeed(columns, feedOf(columns, 60_000).information);
  const run = () => backtest(graph, feed, { keep: { equity: "none" } });
  const trades = run().counts.trades;
  if (trades < 1000) throw new Error(`twenty.sage makes ${trades} trades; it is to be kept busy`);
  const comparison = compare(
    "twenty-indicators",
    bars,
    () => void run(),
    () => void baselineCross(columns, 12, 26),
    {
      rounds: 7,
      warmups: 2,
    },
  );
  const speed = bars / (comparison.ours / 1000);
  console.log(
    `${comparison.name.padEnd(34)} ${(speed / 1e6).toFixed(1).padStart(7)} M/s   ${speed >= goal ? "reaches" : "below"} 5 M/s   ${trades} trades   (W2's loop takes ${(1 / comparison.ratio).toFixed(1)} times less)`,
  );
  return [comparison];
}
