import type { Graph } from "../../compiler/graph/index.js";
import type { BarFeed } from "../data/dataset.js";
import { bindFeeds, type Feeds, type ValueFeed } from "../feeds/bind.js";
import type { BacktestOptions, KeepOptions } from "../modes/options.js";
import type { RunSummary } from "../run-summary.js";
import { WorkerPool } from "./pool.js";
import type { Workforce } from "./workforce.js";
import type { BacktestTask } from "./protocol.js";
import { shareFeed, type SharedFeed, type SharedRows } from "./shared-data.js";

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
      tasks.push(shelf.taskOf(job));
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

/** Data of all jobs, each read once into memory that all threads read. */
class Shelf {
  readonly feeds: SharedFeed[] = [];
  readonly #places = new Map<BarFeed, number>();

  taskOf({ graph, feed, options = {} }: BacktestJob): BacktestTask {
    const { feeds: given = {}, ...rest } = options;
    // What is missing or of another kind is said here, by name.
    bindFeeds(graph, feed, given);
    const feeds = { ...fasterFeeds(graph, feed), ...given };
    return {
      graph,
      feed: this.#placeOf(feed),
      feeds: Object.entries(feeds).map(([name, given]) =>
        "values" in given
          ? { name, values: { information: { ...given.information }, rows: rowsOf(given) } }
          : { name, bars: this.#placeOf(given) },
      ),
      options: { ...rest, keep: keepNothing },
    };
  }

  #placeOf(feed: BarFeed): number {
    const known = this.#places.get(feed);
    if (known !== undefined) return known;
    const place = this.feeds.push(shareFeed(feed)) - 1;
    this.#places.set(feed, place);
    return place;
  }
}

/** Bars that the candles were made of do not travel with them: what a run reads of these is sent by name. */
function fasterFeeds({ orders: { fills, costs } }: Graph, { faster }: BarFeed): Feeds {
  if (faster === undefined) return {};
  const fits = fills.magnify !== undefined && fills.magnify % faster.information.interval === 0;
  return { ...(fits && { magnify: faster }), ...(costs.funding?.source === "data" && { funding: faster }) };
}

const keepNothing: KeepOptions = {
  equity: "none",
  trades: false,
  orders: false,
  signals: false,
  plots: false,
  alerts: false,
};

function rowsOf(given: ValueFeed): SharedRows {
  const { rows } = given.information;
  const [time, value] = [0, 1].map(() => new Float64Array(new SharedArrayBuffer(Math.max(1, rows) * 8)));
  let count = 0;
  for (const piece of given.values()) {
    time?.set(piece.time, count);
    value?.set(piece.value, count);
    count += piece.time.length;
  }
  const cut = (column: Float64Array | undefined) => column?.subarray(0, count) ?? new Float64Array(0);
  return { time: cut(time), columns: [cut(value)] };
}
