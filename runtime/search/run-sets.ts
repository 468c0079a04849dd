import type { Graph } from "../../compiler/graph/index.js";
import { evaluateScalars } from "../../compiler/graph/scalar.js";
import { metricDefinitions } from "../metrics/catalog.js";
import { blockLength } from "../metrics/layout.js";
import { planTile, Tile, type TileBars, type TilePlan, type TileSettings } from "./tile.js";
import type { TileMemory } from "./memory.js";

/** All that a search does again and again with other parameter values. */
export interface SearchJob {
  readonly graph: Graph;
  readonly bars: TileBars;
  readonly settings: Omit<TileSettings, "capacity">;
  /** Bytes that a tile may take; at least one set is run in any case. */
  readonly budget: number;
}

/** Numbers of a set's row: the metrics in the order of the catalogue, then equity at the end and rejected orders. */
export const rowNames: readonly string[] = [
  ...metricDefinitions.map(({ name }) => name),
  "endEquity",
  "rejected",
];

/** Rows of sets, NaN where there is no value. */
export interface SetRows {
  readonly rows: Float64Array;
  /** Of the sets that could not be run: which and why. */
  readonly refused: readonly { readonly set: number; readonly reason: string }[];
}

/** Columns that several sets read should stay in the second-level cache. */
const cacheBytes = 640 * 1024;
const longestChunk = 4 * blockLength;

/** Runs sets of parameter values (in the graph's order) and gives what came of each. */
export function runSets(job: SearchJob, sets: readonly (readonly number[])[], memory: TileMemory): SetRows {
  const rows = new Float64Array(sets.length * rowNames.length).fill(Number.NaN);
  const refused: { set: number; reason: string }[] = [];
  const scalars = sets.map((values) => evaluateScalars(job.graph, values));
  const work = (from: number, to: number): void => {
    const plan = planFor(job, scalars.slice(from, to), memory.start);
    if (plan.end > job.budget && to - from > 1) {
      const middle = (from + to) >> 1;
      work(from, middle);
      work(middle, to);
      return;
    }
    const found = new Tile(plan, memory, job.bars.feeds).run(job.bars, (set, { account, metrics }) => {
      const all = metrics.finish();
      const at = (from + set) * rowNames.length;
      for (const [k, { name }] of metricDefinitions.entries()) rows[at + k] = all[name] ?? Number.NaN;
      rows[at + metricDefinitions.length] = account.get("equity");
      rows[at + metricDefinitions.length + 1] = sum(metrics.rejections.values());
    });
    refused.push(...found.map(({ set, reason }) => ({ set: from + set, reason })));
  };
  if (sets.length > 0) work(0, sets.length);
  return { rows, refused };
}

/** With chunks so short that what is shared stays near; results do not depend on it. */
function planFor(
  { graph, bars, settings }: SearchJob,
  scalars: readonly (readonly number[])[],
  start: number,
): TilePlan {
  // As of a backtest, which does not know beforehand how many of the bars are traded.
  const count = bars.columns.time.length;
  const plan = (capacity: number): TilePlan =>
    planTile(graph, scalars, start, count, { ...settings, capacity });
  const short = plan(blockLength);
  const shared = short.sharing.variants.filter(({ sets }) => sets > 1).length + graph.slotCount;
  const blocks = Math.floor(cacheBytes / (shared * 8 * blockLength));
  const capacity = blockLength * Math.max(1, Math.min(blocks, longestChunk / blockLength));
  return capacity === blockLength ? short : plan(capacity);
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
