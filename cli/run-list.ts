import type { RunListing } from "../runtime/index.js";
import { interval, noNumber, percent, decimal, time } from "../runtime/report/format.js";
import { alignColumns } from "./columns.js";

export const runOrders = ["when", "return", "sharpe", "drawdown", "trades"] as const;
export type RunOrder = (typeof runOrders)[number];

/** What of the stored runs is wanted. */
export interface RunFilter {
  /** Part of the strategy's name. */
  readonly strategy: string | undefined;
  /** Part of the symbol or file. */
  readonly data: string | undefined;
  /** Stored at or after, and before; epoch milliseconds. */
  readonly since: number | undefined;
  readonly before: number | undefined;
}

export function filterRuns(runs: readonly RunListing[], filter: RunFilter): readonly RunListing[] {
  const holds = (text: string, part: string | undefined) =>
    part === undefined || text.toLowerCase().includes(part.toLowerCase());
  return runs.filter(
    (run) =>
      holds(run.strategy, filter.strategy) &&
      holds(run.data, filter.data) &&
      (filter.since === undefined || run.created >= filter.since) &&
      (filter.before === undefined || run.created < filter.before),
  );
}

/** The best first; what has no number comes last. */
export function sortRuns(runs: readonly RunListing[], order: RunOrder): readonly RunListing[] {
  const key = (run: RunListing): number => {
    const value = {
      when: run.created,
      return: run.totalReturn,
      sharpe: run.sharpe,
      drawdown: run.maxDrawdown,
      trades: run.trades,
    }[order];
    return value ?? Number.NEGATIVE_INFINITY;
  };
  return runs.toSorted((a, b) => {
    const [one, two] = [key(a), key(b)];
    return one === two ? b.created - a.created : two > one ? 1 : -1;
  });
}

/** The runs as a table for a terminal; ids are cut to where they still differ. */
export function showRuns(runs: readonly RunListing[], all: readonly RunListing[]): readonly string[] {
  const length = distinctLength(all.map(({ id }) => id));
  const share = (value: number | null) => (value === null ? noNumber : percent(value));
  const head = [
    "id",
    "when (UTC)",
    "strategy",
    "data",
    "",
    "bars",
    "return",
    "Sharpe",
    "drawdown",
    "trades",
    "",
  ];
  const rows = runs.map((run) => [
    run.id.slice(0, length),
    time(run.created),
    run.strategy,
    run.data,
    interval(run.interval),
    decimal(run.bars, 0),
    share(run.totalReturn),
    run.sharpe === null ? noNumber : decimal(run.sharpe, 2),
    share(run.maxDrawdown),
    decimal(run.trades, 0),
    run.warnings === 0 ? "" : run.warnings === 1 ? "1 warning" : `${run.warnings} warnings`,
  ]);
  const plain = [head, ...rows].map((row) =>
    row.map((cell) => cell.replaceAll("−", "-").replaceAll("–", "-")),
  );
  const right = "right" as const;
  return alignColumns(plain, [
    "left",
    "left",
    "left",
    "left",
    right,
    right,
    right,
    right,
    right,
    right,
    "left",
  ]);
}

/** Least length, eight or more, at which the beginnings of all ids differ. */
function distinctLength(ids: readonly string[]): number {
  for (let length = 8; length < 64; length++) {
    if (new Set(ids.map((id) => id.slice(0, length))).size === ids.length) return length;
  }
  return 64;
}
