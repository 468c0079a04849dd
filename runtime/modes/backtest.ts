import type { Graph } from "../../compiler/graph/index.js";
import type { BarColumns, BarFeed } from "../data/dataset.js";
import { Engine, loadKernelModule, parameterValues, ResidentFeed } from "../engine/index.js";
import type { ModelSchedule } from "../models/predictor.js";
import type { BacktestResult } from "../result.js";
import { Books } from "./books.js";
import { settleOptions, type BacktestOptions, type SettledOptions } from "./options.js";
import { refuseFeed } from "./refuse-feed.js";
import { lowerBound } from "./series.js";
import { withTick } from "./tick.js";

/**
 * Runs a strategy over the bars of a feed, from an account with `capital` to the end of the data. The same graph,
 * bars, parameter values and options give the same ledger, to the last bit.
 * @throws RunError when the run cannot be: no bars, fewer than the warm-up, another interval, a broken `require`, …
 */
export function backtest(graph: Graph, feed: BarFeed, options: BacktestOptions = {}): BacktestResult {
  const started = performance.now();
  const run = openRun(graph, feed, options);
  run.stream();
  return run.result(started);
}

export interface ModelBacktestOptions extends BacktestOptions {
  /** What answers for the graph's models, by their place in it. */
  readonly models: ReadonlyMap<number, ModelSchedule>;
}

/**
 * As `backtest`, of a strategy that asks models. The same models give the same ledger, to the last bit.
 * @throws RunError as `backtest`; SAGE5008 where a model has learned from bars that are to be traded
 */
export async function backtestWithModels(
  graph: Graph,
  feed: BarFeed,
  options: ModelBacktestOptions,
): Promise<BacktestResult> {
  const started = performance.now();
  const run = openRun(graph, feed, options, options.models);
  await run.streamWithModels();
  return run.result(started);
}

export interface PausingBacktestOptions extends BacktestOptions {
  /** Asked after every pass; what it gives is waited for. The feed's memory may not be used meanwhile. */
  readonly pause: () => Promise<void> | undefined;
}

/**
 * As `backtest`, with pauses in which other work is done: a run that `signal` has meanwhile ended is left then.
 * @throws RunError as `backtest`
 */
export async function backtestWithPauses(
  graph: Graph,
  feed: BarFeed,
  options: PausingBacktestOptions,
): Promise<BacktestResult> {
  const started = performance.now();
  const run = openRun(graph, feed, options);
  await run.streamWithPauses(options.pause);
  return run.result(started);
}

function openRun(
  graph: Graph,
  feed: BarFeed,
  options: BacktestOptions,
  models?: ReadonlyMap<number, ModelSchedule>,
): Run {
  const settled = { ...settleOptions(options), ...(models !== undefined && { models }) };
  refuseFeed(graph, feed);
  const values = parameterValues(graph, settled.parameters);
  return new Run(withTick(graph, feed), feed, values, settled);
}

/** Bars to be stepped together. */
interface Piece {
  readonly chunk: BarColumns;
  readonly at: number;
  readonly count: number;
  readonly trades: boolean;
}

/** One backtest on its way. */
class Run {
  readonly #options: SettledOptions;
  readonly #books: Books;
  readonly #engine: Engine;

  constructor(graph: Graph, feed: BarFeed, values: readonly number[], options: SettledOptions) {
    this.#options = options;
    this.#books = new Books(graph, feed, options);
    // While a model is waited for, another run may be given the same resident memory.
    const inPlace = feed instanceof ResidentFeed && options.models === undefined;
    this.#engine = new Engine(graph, {
      ...this.#books.engineOptions(),
      module: options.module ?? loadKernelModule(),
      values,
      capital: options.capital,
      ...(options.capacity !== undefined && { capacity: options.capacity }),
      ...(inPlace && { resident: feed.bars }),
    });
    this.#books.open(this.#engine);
  }

  stream(): void {
    const engine = this.#engine;
    for (const { chunk, at, count, trades } of this.#pieces()) engine.step(chunk, at, count, trades);
    this.#finish();
  }

  async streamWithModels(): Promise<void> {
    const engine = this.#engine;
    for (const { chunk, at, count, trades } of this.#pieces())
      await engine.stepWithModels(chunk, at, count, trades);
    this.#finish();
  }

  async streamWithPauses(pause: () => Promise<void> | undefined): Promise<void> {
    const engine = this.#engine;
    for (const { chunk, at, count, trades } of this.#pieces()) {
      engine.step(chunk, at, count, trades);
      const waiting = pause();
      if (waiting !== undefined) await waiting;
    }
    this.#finish();
  }

  #finish(): void {
    this.#books.refuseShort();
    this.#engine.finish(this.#options.endOfData === "close");
    const { account, instrument } = this.#engine;
    this.#books.finish(account.get("equity"), account.get("cash"), instrument.get("quantity"));
  }

  /** All that is to be stepped; each piece has been when the next is asked for, and is then written down. */
  *#pieces(): Generator<Piece, void> {
    for (const chunk of this.#books.chunks()) if (!(yield* this.#chunk(chunk))) return;
  }

  /** One chunk, cut where trading begins and where the data is no longer asked for; false when that is reached. */
  *#chunk(chunk: BarColumns): Generator<Piece, boolean> {
    const { from, to, progress } = this.#options;
    const end = to === null ? chunk.time.length : lowerBound(chunk.time, to);
    const start = from === null ? 0 : Math.min(lowerBound(chunk.time, from), end);
    yield* this.#bars(chunk, 0, start, false);
    yield* this.#bars(chunk, start, end, true);
    progress?.(this.#books.bars, this.#books.information.bars);
    return end === chunk.time.length;
  }

  *#bars(chunk: BarColumns, from: number, to: number, trades: boolean): Generator<Piece, void> {
    const { capacity } = this.#engine;
    for (let at = from; at < to; at += capacity) {
      this.#options.signal?.throwIfAborted();
      const count = Math.min(capacity, to - at);
      yield { chunk, at, count, trades };
      if (trades) this.#books.take(count, chunk, at);
      else this.#books.pass(count);
    }
  }

  result(started: number): BacktestResult {
    return this.#books.result(started);
  }
}
