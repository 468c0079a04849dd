import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { ExperimentPlan, MetricConstraint } from "../../compiler/graph/experiment.js";
import type { Graph, GraphParameter } from "../../compiler/graph/index.js";
import { canTrade } from "../broker/bind.js";
import type { BarFeed, DatasetInformation } from "../data/dataset.js";
import { RunError } from "../engine/error.js";
import { loadKernelModule } from "../engine/module.js";
import { boundScalars } from "../engine/parameters.js";
import { bindFeeds, type BoundFeed, type Feeds } from "../feeds/bind.js";
import { finerBars } from "../feeds/finer.js";
import { paidFunding, refuseMissing, type PaidFunding } from "../feeds/paid-funding.js";
import type { MarketCalendar } from "../metrics/calendar.js";
import { metricsOfTails } from "../metrics/region.js";
import { backtest } from "../modes/backtest.js";
import { dataHashOf, programVersion } from "../modes/identity.js";
import { settleOptions, type BacktestOptions } from "../modes/options.js";
import { refuseFeed } from "../modes/refuse-feed.js";
import { withTick } from "../modes/tick.js";
import { WorkerPool } from "../parallel/pool.js";
import type { SearchSetup } from "../parallel/protocol.js";
import { shareBars, shareRows } from "../parallel/shared-data.js";
import { workKinds } from "../parallel/work.js";
import type { BacktestResult } from "../result.js";
import { SearchJournal } from "./journal.js";
import { metricsIn } from "./objective.js";
import { quickMetrics } from "./run-sets.js";
import { samplersByName, searchSpace, type SetSampler, type SearchRange } from "./space.js";
import { TrialTable, type Deflation, type Trial } from "./trials.js";

/** How far a search has come. */
export interface SearchProgress {
  readonly done: number;
  readonly total: number;
  /** Bars evaluated so far: sets done times bars. */
  readonly evaluations: number;
  readonly best: Trial | null;
}

export interface SearchOptions extends Pick<
  BacktestOptions,
  "capital" | "from" | "to" | "endOfData" | "feeds" | "calendar" | "riskFree" | "seed" | "signal"
> {
  /** What is tried, by parameter; default every parameter that has a range. */
  readonly ranges?: Readonly<Record<string, SearchRange | readonly number[]>>;
  /** Values of parameters that are not searched; default those of the text. */
  readonly parameters?: Readonly<Record<string, number>>;
  /** How sets are chosen; default every combination. */
  readonly sampler?: keyof typeof samplersByName | SetSampler;
  /** Sets that are drawn, where the sampler draws. */
  readonly trials?: number;
  /** What the better set has more or less of; default the Sharpe ratio. */
  readonly objective?: ExperimentPlan["objective"];
  /** What a set must do to be ranked at all. */
  readonly constraints?: readonly MetricConstraint[];
  /** How many of the best the result names; default 20. */
  readonly top?: number;
  /** Threads; default one a core, 0: the calling thread. */
  readonly workers?: number;
  /** Threads that are there already; they are left running. */
  readonly pool?: WorkerPool;
  /** Keeps value at risk and expected shortfall of every set, which takes 1.2 bytes a bar and set; default where they are asked for. */
  readonly tails?: boolean;
  /**
   * Only what the account says at the end (`quickMetrics`): twice as fast, without the Sharpe ratio and whatever follows
   * from returns or single trades. What is optimised is then the net profit where nothing else is said.
   */
  readonly quick?: boolean;
  /** Folder in which results are kept as they come, and whether to go on with what is there. */
  readonly journal?: {
    readonly folder: string | ((id: string) => string);
    readonly resume: boolean;
  };
  readonly progress?: (progress: SearchProgress) => void;
  /** Told what a person should know on the way: a worker that stopped. */
  readonly onNote?: (sentence: string) => void;
}

export interface SearchCounts {
  /** Combinations of the ranges. */
  readonly cells: number;
  /** Of those looked at: left out because a `require` forbids them. */
  readonly forbidden: number;
  /** Sets that were tried: N of every statistic that knows of the search. */
  readonly trials: number;
  /** Of these: taken over from an earlier search that was stopped. */
  readonly resumed: number;
  /** Could not be run, as with a negative fee. */
  readonly refused: number;
  /** Do not meet a constraint. */
  readonly failing: number;
  /** Meet all, but what is optimised has no value. */
  readonly valueless: number;
}

export interface SearchResult {
  /** Hash of all that the numbers follow from. */
  readonly id: string;
  readonly strategy: string;
  readonly graphHash: string;
  readonly dataHash: string;
  readonly program: string;
  readonly sampler: string;
  readonly seed: number;
  readonly searched: readonly string[];
  /** All parameters of the strategy. */
  readonly parameters: readonly GraphParameter[];
  readonly objective: ExperimentPlan["objective"];
  readonly constraints: readonly MetricConstraint[];
  readonly data: DatasetInformation & { readonly bars: number };
  readonly counts: SearchCounts;
  /** The best, best first; among equals the one that was tried first. */
  readonly best: readonly Trial[];
  /** What the Sharpe ratio of the best is worth after so many trials. */
  readonly deflation: Deflation | null;
  /** Every set. */
  readonly trials: TrialTable;
  readonly workers: number;
  readonly elapsedMs: number;
  /** The whole ledger of the k-th best (from 0): the backtest of its values. */
  readonly ledger: (k: number, options?: Pick<BacktestOptions, "keep">) => BacktestResult;
}

const sharpe: ExperimentPlan["objective"] = {
  text: "sharpe",
  value: { kind: "metric", metric: "sharpe", sign: 1 },
  direction: "maximise",
};

const netProfit: ExperimentPlan["objective"] = {
  text: "net_profit",
  value: { kind: "metric", metric: "netProfit", sign: 1 },
  direction: "maximise",
};

/** Bytes of a worker's tile. */
const tileBudget = 48 * 1024 * 1024;
const mostSetsOfTask = 512;
/** Evaluations after which a task reports. */
const evaluationsOfTask = 3e7;

/**
 * Runs a strategy with many sets of parameter values over the same bars. What sets have in common is computed once;
 * each set's ledger is that of its `backtest`, to the last bit, whatever the number of workers.
 * @throws RunError when the strategy, the data or the ranges cannot be searched; whatever the signal says when it is aborted
 */
export async function search(
  graph: Graph,
  feed: BarFeed,
  options: SearchOptions = {},
): Promise<SearchResult> {
  const started = performance.now();
  const prepared = prepare(graph, feed, options);
  const { table, setup, id } = prepared;
  const journal = openJournal(options.journal, id);
  for (const kept of journal?.kept ?? []) table.add(kept.places, kept);
  const { open } = table;
  const resumed = table.count - open.length;
  const bars = setup.bars.count - setup.bars.first;
  const report = (): void =>
    options.progress?.({
      done: table.count - table.openCount,
      total: table.count,
      evaluations: (table.count - table.openCount - resumed) * bars,
      best: table.best,
    });
  report();
  const workers = options.pool?.size ?? options.workers ?? new WorkerPool().size;
  const tasks = cut(open, Math.max(1, workers), bars);
  await work(prepared, tasks, workers, options, (places, result) => {
    table.add(places, result);
    journal?.append({ places, ...result });
    report();
  });
  return finish(prepared, feed, options, { resumed, workers, started });
}

function openJournal(given: SearchOptions["journal"], id: string): SearchJournal | null {
  if (given === undefined) return null;
  const { folder, resume } = given;
  return new SearchJournal(typeof folder === "string" ? folder : folder(id), id, resume);
}

type Prepared = ReturnType<typeof prepare>;

function prepare(given: Graph, feed: BarFeed, options: SearchOptions) {
  const { capital, from, to, endOfData, seed } = settleOptions({
    ...pick(options),
    ...(options.from !== undefined && { from: options.from }),
    ...(options.to !== undefined && { to: options.to }),
  });
  refuseFeed(given, feed);
  const graph = withTick(given, feed);
  if (!canTrade(graph))
    throw new RunError("SAGE8230", `\`${graph.strategy}\` never trades, so there is nothing to search.`);
  const { sampler = "grid", constraints = [], quick = false } = options;
  const { objective = quick ? netProfit : sharpe } = options;
  const space = searchSpace(graph, options.ranges, options.parameters);
  const draw = (typeof sampler === "string" ? samplersByName[sampler] : sampler)(graph, space, {
    trials: options.trials ?? 200,
    seed,
  });
  // What no values can mend is said before the work.
  boundScalars(graph, firstOf(graph, draw.sets));
  const beside = readBeside(graph, feed, options.feeds);
  const columns = shareBars(graph, feed);
  const end = to === null ? columns.time.length : lowerBound(columns.time, to);
  const begin = from === null ? 0 : Math.min(lowerBound(columns.time, from), end);
  refuseShort(graph, begin, end);
  const asked = [objective.value, ...constraints.flatMap(({ left, right }) => [left, right])].flatMap(
    metricsIn,
  );
  if (quick) refuseUnknown(asked);
  const keepsTail = options.tails ?? asked.some((name) => metricsOfTails.has(name));
  beside.refuseGaps(columns.time[begin] ?? Number.NaN, columns.time[end - 1] ?? Number.NaN);
  const setup: SearchSetup = {
    graph,
    bars: { columns, first: begin, count: end, ...beside.rows },
    settings: {
      capital,
      closes: endOfData === "close",
      interval: feed.information.interval,
      keepsTail,
      quick: options.quick,
      calendar: options.calendar,
      riskFree: options.riskFree,
    },
    budget: tileBudget,
  };
  const dataHash = dataHashOf(feed.information.hash, beside.read);
  const { values } = space;
  const drawn = sampler === "grid" ? values : draw.sets;
  const identity = [graph.hash, dataHash, programVersion(), drawn, seed, capital, from, to, endOfData];
  const settings = [keepsTail, quick, options.calendar ?? null, options.riskFree ?? null];
  const id = bytesToHex(sha256(utf8ToBytes(JSON.stringify([identity, settings])))).slice(0, 16);
  const table = new TrialTable(graph, draw.sets, objective, constraints);
  return { graph, space, draw, setup, table, id, dataHash, objective, constraints, sampler, seed };
}

/** All that is read beside the candles, in memory that all threads read. */
function readBeside(graph: Graph, feed: BarFeed, given: Feeds | undefined) {
  const feeds = bindFeeds(graph, feed, given);
  const funding = paidFunding(graph, feed, given?.["funding"]);
  const finer = finerBars(graph, feed, given?.["magnify"]);
  return {
    read: [...feeds, ...(funding === null ? [] : [funding.bound]), ...(finer === null ? [] : [finer])],
    rows: {
      feeds: feeds.map(shareRows),
      funding: funding === null ? null : shareRows(readThrough(funding)),
      magnify: finer === null ? null : shareRows(finer),
    },
    /** @throws RunError where fundings are missing between two bars and the strategy says that a run then ends */
    refuseGaps: (first: number, last: number): void => {
      if (funding !== null) refuseMissing(graph, funding.missing(first, last));
    },
  };
}

/** Its rows, counted as they pass. */
const readThrough = ({ bound, source }: PaidFunding): BoundFeed => ({
  ...bound,
  input: { ...bound.input, rows: () => source.rows() },
});

function firstOf({ strategy }: Graph, sets: readonly (readonly number[])[]): readonly number[] {
  const [first] = sets;
  if (first !== undefined) return first;
  throw new RunError(
    "SAGE8230",
    `No combination of the ranges meets the requirements of \`${strategy}\`.`,
    "Widen the ranges, or loosen a `require`.",
  );
}

function refuseUnknown(asked: readonly string[]): void {
  const unknown = asked.find((name) => !quickMetrics.includes(name));
  if (unknown === undefined) return;
  throw new RunError(
    "SAGE8230",
    `A quick search does not know \`${unknown}\`; it knows ${quickMetrics.join(", ")}.`,
    "Leave `--quick` out, or optimise one of these.",
  );
}

/** The options that a backtest has as well. */
function pick({ capital, endOfData, seed, riskFree }: SearchOptions): BacktestOptions {
  return {
    ...(capital !== undefined && { capital }),
    ...(endOfData !== undefined && { endOfData }),
    ...(seed !== undefined && { seed }),
    ...(riskFree !== undefined && { riskFree }),
  };
}

function refuseShort({ strategy, warmup }: Graph, first: number, end: number): void {
  if (end === first)
    throw new RunError(
      "SAGE8206",
      end === 0 ? "The data has no bars." : "The data has no bars in the range asked for.",
      "Choose another range, or data that covers it (`sage data describe`).",
    );
  if (end <= warmup.first)
    throw new RunError(
      "SAGE8004",
      `The first decision of \`${strategy}\` needs ${warmup.first + 1} bars; there are ${end}.`,
      "Use more history, or shorter lengths.",
    );
}

/** Neighbouring sets share most, so each piece of work is a run of them; what they share is computed once a piece. */
function cut(open: readonly number[], workers: number, bars: number): readonly (readonly number[])[] {
  const fair = Math.ceil(open.length / (2 * workers));
  const most = Math.min(mostSetsOfTask, Math.max(16, Math.floor(evaluationsOfTask / bars)));
  const size = Math.max(1, Math.min(most, fair));
  const tasks: (readonly number[])[] = [];
  for (let from = 0; from < open.length; from += size) tasks.push(open.slice(from, from + size));
  return tasks;
}

type Take = (places: readonly number[], result: Parameters<TrialTable["add"]>[1]) => void;

async function work(
  { setup, draw }: Prepared,
  tasks: readonly (readonly number[])[],
  workers: number,
  { pool, signal, onNote }: SearchOptions,
  take: Take,
): Promise<void> {
  const setsOf = (places: readonly number[]) => places.map((place) => draw.sets[place] ?? []);
  if (workers === 0) {
    const run = workKinds.search(setup, loadKernelModule());
    for (const places of tasks) {
      signal?.throwIfAborted();
      take(places, run(setsOf(places)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    signal?.throwIfAborted();
    return;
  }
  const threads = pool ?? new WorkerPool(workers);
  try {
    await threads.run("search", setup, tasks.map(setsOf), {
      onResult: (result, place) => take(tasks[place] ?? [], result),
      onLost: (_, place) =>
        onNote?.(`A worker stopped; its ${tasks[place]?.length ?? 0} sets are done again by another.`),
      signal,
    });
  } finally {
    if (pool === undefined) await threads.close();
  }
}

function finish(
  prepared: Prepared,
  feed: BarFeed,
  options: SearchOptions,
  {
    resumed,
    workers,
    started,
  }: { readonly resumed: number; readonly workers: number; readonly started: number },
): SearchResult {
  const { graph, space, draw, setup, table, id, dataHash, objective, constraints, sampler, seed } = prepared;
  const top = table.top(options.top ?? 20);
  const { failing, valueless } = table.outcome();
  const [first] = top;
  const { columns, first: begin, count } = setup.bars;
  return {
    id,
    strategy: graph.strategy,
    graphHash: graph.hash,
    dataHash,
    program: programVersion(),
    sampler: typeof sampler === "string" ? sampler : "own",
    seed,
    searched: space.names,
    parameters: graph.parameters,
    objective,
    constraints,
    data: {
      ...feed.information,
      bars: count - begin,
      from: columns.time[begin] ?? Number.NaN,
      to: columns.time[count - 1] ?? Number.NaN,
    },
    counts: {
      cells: space.cells,
      forbidden: draw.forbidden,
      trials: table.count,
      resumed,
      refused: table.refused.size,
      failing,
      valueless,
    },
    best: top.map((place) => table.trial(place)),
    deflation: first === undefined ? null : table.deflation(first),
    trials: table,
    workers,
    elapsedMs: performance.now() - started,
    ledger: (k, { keep } = {}) => {
      const place = top[k];
      if (place === undefined)
        throw new RunError("SAGE8203", `The search has ${top.length} ranked sets; there is no number ${k}.`);
      return backtest(graph, feed, {
        ...pick(options),
        ...backtestOptions(options),
        parameters: table.parameters(place),
        ...(keep !== undefined && { keep }),
      });
    },
  };
}

function backtestOptions({ from, to, feeds, calendar }: SearchOptions): {
  from?: number | null;
  to?: number | null;
  feeds?: Feeds;
  calendar?: MarketCalendar;
} {
  return {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(feeds !== undefined && { feeds }),
    ...(calendar !== undefined && { calendar }),
  };
}

/** First index whose time is not before `time`. */
function lowerBound(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
