import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../compiler/index.js";
import type { Graph } from "../compiler/graph/index.js";
import { createSource } from "../lang/index.js";
import type { BarColumns } from "../runtime/data/dataset.js";
import { packageRoot } from "../runtime/package-root.js";
import { WorkerPool } from "../runtime/parallel/pool.js";
import { search, type SearchResult } from "../runtime/search/index.js";
import { feedOf } from "../runtime/testing/feed.js";
import { average, crossOf } from "./baseline-cross.js";
import { compared, formatComparison, median, type Comparison } from "./measure.js";
import { makeSharedBars } from "./shared-bars.js";

/*
 * W3 of the shared benchmark: 190 pairs of averages over 100,000 bars, beside the straightforward JavaScript loop in the
 * same process; and ten thousand sets over 200,000 bars. Wall times on a shared machine say little, so the time that all
 * threads spent is printed as well.
 */

const minute = 60_000;

function compiled(name: string): Graph {
  const path = join(packageRoot, "bench/strategies", name);
  const { graph } = compile(createSource(path, readFileSync(path, "utf8")));
  if (graph === null) throw new Error(`${path} does not compile`);
  return graph;
}

interface Cost {
  readonly milliseconds: number;
  /** Of all threads together. */
  readonly processor: number;
}

async function costOf(work: () => unknown): Promise<Cost> {
  const used = process.cpuUsage();
  const start = performance.now();
  await work();
  const milliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage(used);
  return { milliseconds, processor: (user + system) / 1000 };
}

const fasts = Array.from({ length: 10 }, (_, k) => 5 + 5 * k);
const slows = Array.from({ length: 19 }, (_, k) => 60 + 10 * k);

/** `search` of the shared `baseline.mjs`. */
function baseline(bars: BarColumns) {
  const series = new Map([...fasts, ...slows].map((length) => [length, average(bars.close, length)]));
  const none = new Float64Array(0);
  let [best, sum, closed] = [-Infinity, 0, 0];
  for (const fast of fasts) {
    for (const slow of slows) {
      const found = crossOf(bars, series.get(fast) ?? none, series.get(slow) ?? none, slow);
      sum += found.equity;
      closed += found.closed;
      best = Math.max(best, found.equity);
    }
  }
  return { best, mean: sum / 190, closed };
}

function checkW3({ trials }: SearchResult): void {
  const places = Array.from({ length: trials.count }, (_, place) => place);
  const equities = places.map((place) => trials.metric(place)("endEquity"));
  const best = equities.indexOf(Math.max(...equities));
  const closed = places.reduce((sum, place) => sum + trials.metric(place)("tradeCount"), 0);
  const mean = equities.reduce((sum, equity) => sum + equity, 0) / places.length;
  const { fast, slow } = trials.parameters(best);
  const right =
    Math.abs((equities[best] ?? 0) - 9_966_738.7956348) < 1e-6 &&
    [fast, slow].join() === "45,180" &&
    trials.metric(best)("tradeCount") === 686 &&
    Math.abs(mean - 9_937_982.02016633) < 1e-6 &&
    closed === 227_068;
  if (!right)
    throw new Error(`W3 gives ${equities[best]} at ${fast}, ${slow}; mean ${mean}, ${closed} closed`);
}

/** On so many cores. */
const cores = 2;

/** W3, twice: with what the loop counts, and with all metrics of every pair; throws when an answer is wrong. */
export async function benchW3(): Promise<readonly Comparison[]> {
  const bars = makeSharedBars(100_000);
  const feed = feedOf(bars, minute);
  const graph = compiled("w3.sage");
  // The specification lets each pair decide as soon as its own averages are there, not those of the slowest pair.
  const early = { ...graph, warmup: { ...graph.warmup, first: 0 } };
  const pool = new WorkerPool(cores);
  const results: Comparison[] = [];
  for (const [name, quick] of [
    ["w3-account", true],
    ["w3-all-metrics", false],
  ] as const) {
    const options = { pool, capital: 1e7, endOfData: "mark", quick } as const;
    const ours: Cost[] = [];
    const loops: Cost[] = [];
    for (let round = -40; round < 41; round++) {
      let result: SearchResult | undefined;
      const one = await costOf(async () => (result = await search(early, feed, options)));
      const other = await costOf(() => baseline(bars));
      if (result !== undefined) checkW3(result);
      if (round < 0) continue;
      ours.push(one);
      loops.push(other);
    }
    // All threads' own time, divided among the cores: what the wall says on a machine that does nothing else.
    const times = {
      ours: ours.map(({ processor }) => processor / cores),
      reference: loops.map(({ processor }) => processor),
    };
    const compareBy = compared(name, 190 * 100_000, times, quick ? 4 : undefined);
    const wall = median(loops.map(({ milliseconds }, k) => milliseconds / (ours[k]?.milliseconds ?? NaN)));
    console.log(`${formatComparison(compareBy)}   by the clock on the wall ${wall.toFixed(2)}×`);
    results.push(compareBy);
  }
  await pool.close();
  return results;
}

/** Ten thousand sets, each kind in a process of its own, so that its peak is its own. */
export function benchTenThousand(): void {
  for (const words of [["quick"], ["all"], ["all", "few"]]) {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [join(packageRoot, "dist/bench/ten-thousand.js"), ...words],
      { encoding: "utf8" },
    );
    if (status !== 0) throw new Error(stderr);
    console.log(stdout.trimEnd());
  }
}
