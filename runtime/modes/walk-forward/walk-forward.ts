import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { ExperimentPlan, MetricConstraint, ValidationPlan } from "../../../compiler/graph/experiment.js";
import type { Graph } from "../../../compiler/graph/index.js";
import { canTrade } from "../../broker/bind.js";
import type { BarFeed } from "../../data/dataset.js";
import { RunError } from "../../engine/error.js";
import { bindFeeds } from "../../feeds/bind.js";
import type { Metrics } from "../../metrics/catalog.js";
import type { BarRange } from "../../models/fold.js";
import { foldsOfPlan, type FoldPlan, type FoldSpan } from "../../models/folds/index.js";
import { WorkerPool } from "../../parallel/pool.js";
import type { Workforce } from "../../parallel/workforce.js";
import { shareBars } from "../../parallel/shared-data.js";
import type { BacktestResult, RunIdentity } from "../../result.js";
import { searchSpace } from "../../search/space.js";
import { TrialSpread } from "../../statistics/trials.js";
import { backtest } from "../backtest.js";
import { dataHashOf, programVersion } from "../identity.js";
import { refuseFeed } from "../refuse-feed.js";
import { lowerBound } from "../series.js";
import { withTick } from "../tick.js";
import { Chooser, type ChoiceOptions, type Chosen } from "./choose.js";
import { measureFolds, type WalkForwardMeasures } from "./measures.js";
import { runFolds, type TestWindow, type TradedFolds } from "./run-folds.js";

export interface WalkForwardOptions extends ChoiceOptions {
  readonly validation: ValidationPlan;
  /** Open times of the first bar that is used, and of the first that is not any more; earlier bars warm up. */
  readonly from?: number | null;
  readonly to?: number | null;
  readonly currency?: string;
  readonly progress?: (progress: WalkForwardProgress) => void;
}

export interface WalkForwardProgress {
  /** Counted from 1. */
  readonly fold: number;
  readonly folds: number;
  /** Sets tried on the fold's training bars, and in all. */
  readonly done: number;
  readonly total: number;
}

/** A fold: what was chosen on its training bars, and what that did on its test bars. */
export interface FoldOutcome {
  /** Counted from 1. */
  readonly number: number;
  /** Bars that were learned from and tested on. */
  readonly bars: { readonly train: number; readonly test: number };
  /** Open times of the first and last bars. */
  readonly train: readonly BarRange[];
  readonly test: readonly BarRange[];
  /** Null: no set met every constraint, and nothing was traded. */
  readonly parameters: Readonly<Record<string, number>> | null;
  /** What is optimised, on the training bars. */
  readonly objective: number | null;
  readonly inSample: Metrics | null;
  /** Of the test windows, as traded from the money the fold before left. */
  readonly result: BacktestResult;
  /** Sets that were tried for the choice. */
  readonly tried: number;
}

export interface WalkForwardResult {
  readonly run: RunIdentity;
  readonly validation: ValidationPlan;
  readonly objective: ExperimentPlan["objective"] | null;
  readonly constraints: readonly MetricConstraint[];
  /** Names of the parameters that were searched. */
  readonly searched: readonly string[];
  readonly folds: readonly FoldOutcome[];
  /** The tests chained into one account; of several paths the one whose return lies in the middle. */
  readonly result: BacktestResult;
  /** Of combinatorial folds every way through the blocks; else the one. */
  readonly paths: readonly BacktestResult[];
  readonly measures: WalkForwardMeasures;
  /** Every set tried on every fold's training bars: N of the deflated Sharpe ratio. */
  readonly trials: TrialSpread;
  /** The same by search, for the book of trials. */
  readonly searches: Chosen["searches"];
  /** Bars behind the last test window. */
  readonly leftOver: number;
  readonly elapsedMs: number;
}

const year = 365 * 86_400_000;

/**
 * Chooses parameter values on each fold's training bars by a search, and trades them on the fold's test bars. The test
 * windows are chained into one account; no position is carried across a seam.
 * @throws RunError when the strategy, the data or the validation cannot be; whatever the signal says when it is aborted
 */
export async function walkForward(
  given: Graph,
  feed: BarFeed,
  options: WalkForwardOptions,
): Promise<WalkForwardResult> {
  const started = performance.now();
  refuseFeed(given, feed);
  const graph = withTick(given, feed);
  if (!canTrade(graph))
    throw new RunError("SAGE8230", `\`${graph.strategy}\` never trades, so there is nothing to validate.`);
  const searched = isFixed(graph, options)
    ? null
    : searchSpace(graph, options.ranges, options.parameters).names;
  const bars = shareBars(graph, feed);
  const span = spanOf(graph, bars.time, options);
  const plan = foldsOfPlan(options.validation, span);
  if (plan === null) throw unsaid();
  const { progress, currency, pool } = options;
  const threads = pool ?? (options.workers === 0 ? undefined : new WorkerPool(options.workers));
  try {
    const chooser = new Chooser(graph, feed, bars.time, choiceOptions(options, threads));
    const chosen: Chosen[] = [];
    for (const [k, fold] of plan.folds.entries()) {
      options.signal?.throwIfAborted();
      const folds = plan.folds.length;
      const tell = (done: number, total: number) => progress?.({ fold: k + 1, folds, done, total });
      chosen.push(searched === null ? chooser.judge(fold.train) : await chooser.choose(fold.train, tell));
    }
    const run = identify(graph, feed, options, chosen);
    const traded = await runFolds(graph, feed, plan, {
      bars,
      run,
      capital: options.capital ?? 10_000,
      currency,
      started,
      calendar: options.calendar,
      riskFree: options.riskFree,
      signal: options.signal,
      trade: (window) => tradeWindow(graph, feed, window, chosen[window.number - 1], options),
    });
    return finish({
      graph,
      options,
      plan,
      chosen,
      traded,
      times: bars.time,
      searched: searched ?? [],
      run,
      span,
      started,
    });
  } finally {
    if (pool === undefined) await threads?.close();
  }
}

/** What was chosen for a window, on its bars; null where nothing was. */
function tradeWindow(
  graph: Graph,
  feed: BarFeed,
  { begin, end, capital }: TestWindow,
  chosen: Chosen | undefined,
  { feeds, calendar, riskFree, signal }: WalkForwardOptions,
): BacktestResult | null {
  const choice = chosen?.choice ?? null;
  if (choice === null) return null;
  return backtest(graph, feed, {
    capital,
    from: begin,
    to: end,
    parameters: choice.parameters,
    keep: { plots: false },
    ...(feeds !== undefined && { feeds }),
    ...(calendar !== undefined && { calendar }),
    ...(riskFree !== undefined && { riskFree }),
    ...(signal !== undefined && { signal }),
  });
}

/** The options without what is said of the whole. */
function choiceOptions(
  {
    validation: _validation,
    from: _from,
    to: _to,
    currency: _currency,
    progress: _progress,
    ...rest
  }: WalkForwardOptions,
  pool: Workforce | undefined,
): ChoiceOptions {
  return { ...rest, ...(pool && { pool }) };
}

/** Whether there is one value only for every parameter. */
function isFixed({ parameters }: Graph, options: WalkForwardOptions): boolean {
  const given = options.parameters ?? {};
  return (
    options.ranges === undefined && parameters.every(({ name, low, high }) => low === high || name in given)
  );
}

/** Bars that folds may use: those between the limits on which a decision is possible, whatever the values. */
function spanOf(
  { warmup }: Graph,
  time: Float64Array,
  { from = null, to = null }: Pick<WalkForwardOptions, "from" | "to">,
): FoldSpan {
  const end = to === null ? time.length : lowerBound(time, to);
  const begin = Math.max(from === null ? 0 : lowerBound(time, from), Math.min(warmup.first, end));
  // A rule foresees nothing: what is open at the end of a window is closed there, so that nothing reaches across.
  return { from: Math.min(begin, end), to: end, reach: 0, purge: 0, embargo: 0 };
}

const unsaid = (): RunError =>
  new RunError(
    "SAGE8381",
    "Nothing says on which bars a choice is judged.",
    "Write a `validate { … }` in the experiment, or give --train and --test.",
  );

function identify(
  graph: Graph,
  feed: BarFeed,
  options: WalkForwardOptions,
  chosen: readonly Chosen[],
): RunIdentity {
  const beside = bindFeeds(graph, feed, options.feeds);
  const { capital = 10_000, seed = 0, from = null, to = null, validation } = options;
  const identity = {
    mode: "walk-forward" as const,
    strategy: graph.strategy,
    graphHash: graph.hash,
    dataHash: dataHashOf(feed.information.hash, beside),
    program: programVersion(),
    seed,
    parameters: { ...options.parameters },
  };
  const choices = chosen.map(({ choice, searches }) => [
    choice?.parameters ?? null,
    searches.map(({ id }) => id),
  ]);
  const text = JSON.stringify([identity, capital, from, to, validation, choices]);
  return { id: bytesToHex(sha256(utf8ToBytes(text))).slice(0, 16), ...identity };
}

interface Finished {
  readonly graph: Graph;
  readonly options: WalkForwardOptions;
  readonly plan: FoldPlan;
  readonly chosen: readonly Chosen[];
  readonly traded: TradedFolds;
  readonly times: Float64Array;
  readonly searched: readonly string[];
  readonly run: RunIdentity;
  readonly span: BarRange;
  readonly started: number;
}

function finish(given: Finished): WalkForwardResult {
  const { graph, options, chosen, traded, times, searched, run, span, started } = given;
  const { plan } = given;
  const barsOf = (ranges: readonly BarRange[]): number =>
    ranges.reduce((sum, { from, to }) => sum + (to - from), 0);
  const folds = traded.pieces.flatMap(({ number, result }): FoldOutcome[] => {
    const [found, fold] = [chosen[number - 1], plan.folds[number - 1]];
    if (found === undefined || fold === undefined) return [];
    return [
      {
        number,
        bars: { train: barsOf(fold.train), test: barsOf(fold.test) },
        train: fold.train.map((range) => inTimes(times, range)),
        test: fold.test.map((range) => inTimes(times, range)),
        parameters: found.choice?.parameters ?? null,
        objective: found.choice?.objective ?? null,
        inSample: found.choice?.metrics ?? null,
        result,
        tried: found.tried,
      },
    ];
  });
  const yearsOf = (count: number): number => (count * graph.market.timeframe) / year;
  const searches = chosen.flatMap((each) => each.searches);
  const trials = new TrialSpread();
  for (const { spread } of searches) trials.merge(spread);
  const last = Math.max(...plan.folds.flatMap(({ test }) => test.map(({ to }) => to)));
  return {
    run,
    validation: options.validation,
    objective: options.objective ?? null,
    constraints: options.constraints ?? [],
    searched,
    folds,
    result: traded.result,
    paths: traded.paths,
    measures: measureFolds(
      folds.map(({ bars, inSample, result }) => ({
        inSample,
        outOfSample: result.metrics,
        inSampleYears: yearsOf(bars.train),
        outOfSampleYears: yearsOf(bars.test),
      })),
      folds.flatMap(({ parameters }) => (parameters === null ? [] : [parameters])),
      graph.parameters.filter(({ name }) => searched.includes(name)),
    ),
    trials,
    searches,
    leftOver: span.to - last,
    elapsedMs: performance.now() - started,
  };
}

function inTimes(times: Float64Array, { from, to }: BarRange): BarRange {
  return { from: times[from] ?? Number.NaN, to: times[to - 1] ?? Number.NaN };
}
