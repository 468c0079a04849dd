import type { Graph } from "../../compiler/graph/index.js";
import type { BarFeed } from "../data/dataset.js";
import type { Feeds } from "../feeds/bind.js";
import type { BacktestAllOptions } from "./backtest-all.js";
import { WorkerPool } from "./pool.js";
import type { TrainingSummary, TrainingTask } from "./protocol.js";
import { Shelf } from "./shelf.js";

/** One of several trainings that have nothing to do with each other. */
export interface TrainingJob {
  readonly graph: Graph;
  /** The same feed may be given to several; it is read once. */
  readonly feed: BarFeed;
  readonly options?: TrainingTask["options"] & { readonly feeds?: Feeds };
}

/** What came of one, or why nothing did. */
export type TrainingOutcome = TrainingSummary | Error;

/**
 * Trains and judges models of any strategies, each training on one thread of one worker, on this machine or others; in
 * the order given. The files are those of `train`, to the last bit. One that fails does not keep the others from it.
 */
export async function trainAll(
  jobs: readonly TrainingJob[],
  { workers, pool, signal, progress, onNote }: BacktestAllOptions = {},
): Promise<readonly TrainingOutcome[]> {
  const shelf = new Shelf();
  const tasks = jobs.map(({ graph, feed, options = {} }): TrainingTask => {
    const { feeds, ...rest } = options;
    return { graph, ...shelf.place(graph, feed, feeds), options: rest };
  });
  const outcomes = new Map<number, TrainingOutcome>();
  const settle = (outcome: TrainingOutcome, place: number): void => {
    outcomes.set(place, outcome);
    progress?.(outcomes.size, jobs.length);
  };
  const threads = pool ?? new WorkerPool(workers);
  try {
    await threads.run("training", { feeds: shelf.feeds }, tasks, {
      onResult: settle,
      onFailure: settle,
      onLost: (sentence) => onNote?.(sentence),
      signal,
    });
  } finally {
    if (pool === undefined) await threads.close();
  }
  return jobs.flatMap((_, place) => outcomes.get(place) ?? []);
}
