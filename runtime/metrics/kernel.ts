import type { Kernels } from "../../kernels/index.js";
import { RunError } from "../engine/error.js";

type Entry = (...values: readonly number[]) => number;

/** The statistics' entry points in the kernel module, explained in `kernels/assembly/statistics`. */
export interface StatisticsKernel {
  /** statistics, time, equity, position, close, from, count → marks taken. */
  readonly add: Entry;
  readonly amend: (statistics: number, equity: number, position: number) => void;
  readonly finish: (statistics: number) => void;
  /** high: 1 for the negated returns. */
  readonly tail: (statistics: number, count: number, high: 0 | 1) => void;
  /** sums, wins, losses, long, signal bar, bars, profit, change, fees, slippage, funding, borrow, traded, risk, mae, mfe. */
  readonly trade: Entry;
  /** sums, wins, losses, open trip, rows, count. */
  readonly trades: Entry;
  /** No more parts of the last position come. */
  readonly tradesEnd: (sums: number, wins: number, losses: number, open: number) => void;
  /** sampler, time, equity, cash, position, close, count. */
  readonly sample: Entry;
  readonly orders: (counts: number, rows: number, count: number) => void;
  /** leader, time, close, count. */
  readonly market: Entry;
  /** statistics, leader, time, equity, position, close, count. */
  readonly together: Entry;
  readonly join: (statistics: number, leader: number) => void;
}

/** The loader knows the kernels' one signature only; these have their own, checked here by the number of arguments. */
export function statisticsKernel(kernels: Kernels): StatisticsKernel {
  const find = (name: string, length: number): unknown => {
    const found: unknown = kernels[name];
    if (typeof found !== "function" || found.length !== length)
      throw new RunError("SAGE8210", `The kernel module has no "${name}".`, "Run `npm run build`.");
    return found;
  };
  return {
    add: find("statistics_add", 7) as Entry,
    amend: find("statistics_amend", 3) as StatisticsKernel["amend"],
    finish: find("statistics_finish", 1) as StatisticsKernel["finish"],
    tail: find("statistics_tail", 3) as StatisticsKernel["tail"],
    trade: find("statistics_trade", 16) as Entry,
    trades: find("statistics_trades", 6) as Entry,
    tradesEnd: find("statistics_trades_end", 4) as StatisticsKernel["tradesEnd"],
    sample: find("statistics_sample", 7) as Entry,
    orders: find("statistics_orders", 3) as StatisticsKernel["orders"],
    market: find("statistics_market", 4) as Entry,
    together: find("statistics_together", 7) as Entry,
    join: find("statistics_join", 2) as StatisticsKernel["join"],
  };
}
