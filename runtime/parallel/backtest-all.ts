import type { Graph } from "../../compiler/graph/index.js";
import type { BarFeed } from "../data/dataset.js";
import type { Feeds } from "../feeds/bind.js";
import type { BacktestOptions, KeepOptions } from "../modes/options.js";
import type { RunSummary } from "../run-summary.js";
import { WorkerPool } from "./pool.js";
import type { Workforce } from "./workforce.js";
import type { BacktestTask } from "./protocol.js";
import { Shelf } from "./shelf.js";

/** One of several backtests that have nothing to do with each other. */
export interface BacktestJob {
  /** What the caller knows it by. */
  readonly label: string;
  readonly graph: Graph;
  /** The same feed may be given to several; it is read once. */
  readonly feed: BarFeed;
  readonly options?: BacktestTask["options"] & { readonly feeds?: Feeds };
}

/** What came of one: its summary, or why there is none. */
export type BacktestOutcome =
  | { readonly label: string; readonly summary: RunSummary; readonly failure: null }
  | { readonly label: string; readonly summary: null; readonly failure: Error };

export interface BacktestAllOptions extends Pick<BacktestOptions, "signal"> {
  /** Threads; default one a core. */
  readonly workers?: number;
  /** Threads that are there already; they are left running. */
  readonly pool?: Workforce;
  /** How many are done. */
  readonly progress?: (done: number, total: number) => void;
  /** Told when a worker stopped and its run is done again. */
  readonly onNote?: (sentence: string) => void;
}

/**
 * Runs backtests of any strategies over any markets on all cores, in the order given. One that fails does not keep the
 * others from being run.
 */
export async function backtestAll(
  jobs: readonly BacktestJob[],
  { workers, pool, signal, progress, onNote }: BacktestAllOptions = {},
): Promise<readonly BacktestOutcome[]> {
  const shelf = new Shelf();
  const outcomes = new Map<number, BacktestOutcome>();
  const settle = (place: number, outcome: BacktestOutcome): void => {
    outcomes.set(place, outcome);
    progress?.(outcomes.size, jobs.length);
  };
  const labelOf = (place: number): string => jobs[place]?.label ?? "";
  const tasks: BacktestTask[] = [];
  const places: number[] = [];
  for (const [place, job] of jobs.entries()) {
    try {
      tasks.push(taskOf(job, shelf));
      places.push(place);
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      settle(place, { label: job.label, summary: null, failure });
    }
  }
  const threads = pool ?? new WorkerPool(workers);
  try {
    await threads.run("backtest", { feeds: shelf.feeds }, tasks, {
      onResult: (summary, task) => {
        const place = places[task] ?? -1;
        settle(place, { label: labelOf(place), summary, failure: null });
      },
      onFailure: (failure, task) => {
        const place = places[task] ?? -1;
        settle(place, { label: labelOf(place), summary: null, failure });
      },
      onLost: (_, task) =>
        onNote?.(`A worker stopped; ${labelOf(places[task] ?? -1)} is run again by another.`),
      signal,
    });
  } finally {
    if (pool === undefined) await threads.close();
  }
  return jobs.flatMap((_, place) => outcomes.get(place) ?? []);
}

function taskOf({ graph, feed, options = {} }: BacktestJob, shelf: Shelf): BacktestTask {
  const { feeds, ...rest } = options;
  return { graph, ...shelf.place(graph, feed, feeds), options: { ...rest, keep: keepNothing } };
}

const keepNothing: KeepOptions = {
  equity: "none",
  trades: false,
  orders: false,
  signals: false,
  plots: false,
  alerts: false,
};
