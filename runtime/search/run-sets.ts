import type { Graph } from "../../compiler/graph/index.js";
import { evaluateScalars } from "../../compiler/graph/scalar.js";
import { metricDefinitions } from "../metrics/catalog.js";
import { blockEdges, blockWidth } from "./blocks.js";
import { planTile, type TileBars, type TileSettings } from "./tile-plan.js";
import { Tile, type SetRun } from "./tile.js";
import type { TileMemory } from "./memory.js";

/** All that a search does again and again with other parameter values. */
export interface SearchJob {
  readonly graph: Graph;
  readonly bars: TileBars;
  readonly settings: TileSettings;
  /** Bytes that a tile may take; at least one set is run in any case. */
  readonly budget: number;
  /** Whether returns are added up block by block. */
  readonly keepsBlocks: boolean;
}

/** Numbers of a set's row: the metrics in the order of the catalogue, then equity at the end and rejected orders. */
export const rowNames: readonly string[] = [
  ...metricDefinitions.map(({ name }) => name),
  "endEquity",
  "rejected",
];

/** Rows of sets, NaN where there is no value. */
export interface SetRows {
  /** For each set a row for each range of the bars. */
  readonly rows: Float64Array;
  /** For each set `blockWidth` numbers (`blocks.ts`) of the first range; none where nobody asked, or it is too short. */
  readonly blocks: Float64Array | null;
  /** Of the sets that could not be run: which and why. */
  readonly refused: readonly { readonly set: number; readonly reason: string }[];
}

/** Runs sets of parameter values (in the graph's order) and gives what came of each. */
export function runSets(job: SearchJob, sets: readonly (readonly number[])[], memory: TileMemory): SetRows {
  const { ranges } = job.bars;
  const width = ranges.length * rowNames.length;
  const rows = new Float64Array(sets.length * width).fill(Number.NaN);
  const [first] = ranges;
  const hasBlocks =
    job.keepsBlocks && job.settings.quick !== true && first && blockEdges(first.to - first.from) !== null;
  const blocks = hasBlocks ? new Float64Array(sets.length * blockWidth) : null;
  const refused: { set: number; reason: string }[] = [];
  const scalars = sets.map((values) => evaluateScalars(job.graph, values));
  const work = (from: number, to: number): void => {
    // As of a backtest, which does not know beforehand how many of the bars are traded.
    const count = job.bars.columns.time.length;
    const plan = planTile(job.graph, scalars.slice(from, to), memory.start, count, job.settings, job.bars);
    if (plan.end > job.budget && to - from > 1) {
      const middle = (from + to) >> 1;
      work(from, middle);
      work(middle, to);
      return;
    }
    const sums = blocks?.subarray(from * blockWidth, to * blockWidth) ?? null;
    const take = (run: SetRun, range: number): void => {
      const at = (from + run.set) * width + range * rowNames.length;
      if (run.metrics === null) writeAccount(job, run, rows, at);
      else {
        run.metrics.writeMetrics(rows, at);
        rows[at + metricDefinitions.length + 1] = run.metrics.rejectedCount;
      }
      rows[at + metricDefinitions.length] = run.account.get("equity");
    };
    const found = new Tile(plan, memory, job.bars).run(job.bars, take, { sums });
    refused.push(...found.map(({ set, reason }) => ({ set: from + set, reason })));
  };
  if (sets.length > 0) work(0, sets.length);
  return { rows, blocks, refused };
}

/** What the account alone says, under the names of the catalogue. */
function writeAccount({ settings }: SearchJob, run: SetRun, rows: Float64Array, at: number): void {
  const { account, instrument } = run;
  const { capital } = settings;
  const equity = account.get("equity");
  // A position that is open at the end and of which nothing has been closed is no trade yet.
  const isWhole = instrument.get("quantity") !== 0 && instrument.get("realised") === 0;
  const said = {
    netProfit: equity - capital,
    totalReturn: equity / capital - 1,
    maxDrawdown: -account.get("maximumDrawdown"),
    tradeCount: instrument.get("positions") - (isWhole ? 1 : 0),
    fees: account.get("fees") + account.get("feesError"),
    slippage: account.get("slippage") + account.get("slippageError"),
  };
  // A drawdown of nothing is no negative zero.
  for (const [name, value] of Object.entries(said)) rows[at + rowNames.indexOf(name)] = value + 0;
  rows[at + metricDefinitions.length + 1] = instrument.get("rejected");
}

/** Metrics that a quick search gives; all others have no value in it. */
export const quickMetrics: readonly string[] = [
  "netProfit",
  "totalReturn",
  "maxDrawdown",
  "tradeCount",
  "fees",
  "slippage",
];
