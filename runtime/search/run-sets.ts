import type { Graph } from "../../compiler/graph/index.js";
import { evaluateScalars } from "../../compiler/graph/scalar.js";
import { metricDefinitions } from "../metrics/catalog.js";
import { planTile, Tile, type SetRun, type TileBars, type TileSettings } from "./tile.js";
import type { TileMemory } from "./memory.js";

/** All that a search does again and again with other parameter values. */
export interface SearchJob {
  readonly graph: Graph;
  readonly bars: TileBars;
  readonly settings: TileSettings;
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

/** Runs sets of parameter values (in the graph's order) and gives what came of each. */
export function runSets(job: SearchJob, sets: readonly (readonly number[])[], memory: TileMemory): SetRows {
  const rows = new Float64Array(sets.length * rowNames.length).fill(Number.NaN);
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
    const found = new Tile(plan, memory, job.bars).run(job.bars, (run) => {
      const at = (from + run.set) * rowNames.length;
      if (run.metrics === null) writeAccount(job, run, rows, at);
      else {
        const all = run.metrics.finish();
        for (const [k, { name }] of metricDefinitions.entries()) rows[at + k] = all[name] ?? Number.NaN;
        rows[at + metricDefinitions.length + 1] = run.metrics.rejectedCount;
      }
      rows[at + metricDefinitions.length] = run.account.get("equity");
    });
    refused.push(...found.map(({ set, reason }) => ({ set: from + set, reason })));
  };
  if (sets.length > 0) work(0, sets.length);
  return { rows, refused };
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
