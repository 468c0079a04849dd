import { basename } from "node:path";
import type { Graph } from "../compiler/graph/index.js";
import type { BacktestJob, BacktestOptions, BacktestOutcome, BarFeed } from "../runtime/index.js";
import { openBars } from "./bars.js";
import { exitCodes, Failure, toFailure } from "./failure.js";
import { feedPaths, openFeeds } from "./feeds.js";
import { loadGraph } from "./graphs.js";
import { parseSettings } from "./values.js";

/** One strategy on one market, ready or with the reason why it is not. */
export type NamedRun = { readonly label: string } & (
  { readonly job: BacktestJob; readonly failure: null } | { readonly job: null; readonly failure: Failure }
);

/** Every file on every data set; what cannot be opened keeps the others from nothing. */
export async function openRuns(
  files: readonly string[],
  data: readonly string[],
  given: {
    readonly strategy: string | undefined;
    readonly feeds: Readonly<Record<string, string>>;
    readonly options: Omit<BacktestOptions, "feeds" | "signal" | "progress" | "onStatistics" | "module">;
    /** What `--set` says, for every strategy. */
    readonly settings: readonly string[];
    readonly quiet: boolean;
    readonly note: (sentence: string) => void;
  },
): Promise<readonly NamedRun[]> {
  const opened = new Map<string, Promise<BarFeed>>();
  const runs: NamedRun[] = [];
  for (const file of files) {
    for (const path of data) {
      const label = labelOf(file, path, files.length > 1, data.length > 1);
      try {
        const graph: Graph = await loadGraph(file, given.strategy, given.quiet);
        const key = `${graph.market.timeframe} ${path}`;
        const bars = opened.get(key) ?? openBars(path, graph.market.timeframe, given.note);
        opened.set(key, bars);
        const feeds = await openFeeds(graph, feedPaths(graph, given.feeds), given.note);
        const parameters = parseSettings(given.settings, graph.parameters);
        const job = { label, graph, feed: await bars, options: { ...given.options, parameters, feeds } };
        runs.push({ label, job, failure: null });
      } catch (error) {
        runs.push({ label, job: null, failure: toFailure(error) });
      }
    }
  }
  return runs;
}

function labelOf(file: string, data: string, manyFiles: boolean, manyData: boolean): string {
  const words = [
    ...(manyFiles ? [basename(file).replace(/\.sagec?$/, "")] : []),
    ...(manyData ? [basename(data)] : []),
  ];
  return words.join(" on ") || basename(file);
}

/** Runs them all and gives an outcome for each, in their order. */
export async function runMany(
  runs: readonly NamedRun[],
  workers: number | undefined,
  note: (sentence: string) => void,
): Promise<readonly BacktestOutcome[]> {
  const { backtestAll } = await import("../runtime/parallel/backtest-all.js");
  const jobs = runs.flatMap(({ job }) => job ?? []);
  const done = await backtestAll(jobs, { ...(workers !== undefined && { workers }), onNote: note });
  const left = [...done];
  return runs.map(({ label, failure }): BacktestOutcome => {
    const outcome = failure === null ? left.shift() : undefined;
    return outcome ?? { label, summary: null, failure: failure ?? new Error("was not run") };
  });
}

/** The machine-readable form: a summary or an error for each. */
export function runsToJson(outcomes: readonly BacktestOutcome[]) {
  return {
    schema: "sage.runs/1",
    runs: outcomes.map(({ label, summary, failure }) => {
      const { code = "SAGE9001", message = "", help } = failure === null ? {} : toFailure(failure);
      return { label, run: summary, error: failure === null ? null : { code, message, help: help ?? null } };
    }),
    failed: outcomes.filter(({ failure }) => failure !== null).length,
  };
}

/** A table, one line each, and the reasons of those that failed. */
export async function showRuns(outcomes: readonly BacktestOutcome[]): Promise<string> {
  const { decimal, metricValue, money } = await import("../runtime/report/format.js");
  const rows = [
    ["", "end", "return", "drawdown", "Sharpe", "trades"],
    ...outcomes.map(({ label, summary }) =>
      summary === null
        ? [label, "failed", "", "", "", ""]
        : [
            label,
            money(summary.account.end),
            metricValue(summary.metrics.totalReturn ?? null, "fraction", 1),
            metricValue(summary.metrics.maxDrawdown ?? null, "fraction", 1),
            metricValue(summary.metrics.sharpe ?? null, "ratio", 1),
            decimal(summary.metrics.tradeCount ?? summary.trades, 0),
          ],
    ),
  ];
  const widths = rows[0]?.map((_, k) => Math.max(...rows.map((row) => (row[k] ?? "").length))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, k) => (k === 0 ? cell.padEnd(widths[k] ?? 0) : cell.padStart(widths[k] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  const reasons = outcomes.flatMap(({ label, failure }) => {
    if (failure === null) return [];
    const { code, message, help } = toFailure(failure);
    return [`${label}: ${message} [${code}]`, ...(help === undefined ? [] : [`   = help  ${help}`])];
  });
  return [...lines, ...(reasons.length > 0 ? ["", ...reasons] : [])].join("\n");
}

/** What means nothing to several runs at once. */
export function refuseSingle(flags: Readonly<Record<string, unknown>>): void {
  const useless = ["out", "report", "trace", "portfolio", "stats", "stop-at"].find((name) => {
    const value = flags[name];
    return value !== undefined && value !== false;
  });
  if (useless === undefined) return;
  throw new Failure(
    exitCodes.usage,
    "SAGE9502",
    `--${useless} means nothing to several runs at once`,
    "run the one that you want to look at alone",
  );
}
