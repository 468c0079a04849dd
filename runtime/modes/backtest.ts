import type { Graph } from "../../compiler/graph/index.js";
import type { BarColumns, BarFeed } from "../data/dataset.js";
import { Engine, loadKernelModule, parameterValues, ResidentFeed } from "../engine/index.js";
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
  const settled = settleOptions(options);
  refuseFeed(graph, feed);
  const values = parameterValues(graph, settled.parameters);
  const run = new Run(withTick(graph, feed), feed, values, settled);
  run.stream();
  return run.result(started);
}

/** One backtest on its way. */
class Run {
  readonly #options: SettledOptions;
  readonly #books: Books;
  readonly #engine: Engine;

  constructor(graph: Graph, feed: BarFeed, values: readonly number[], options: SettledOptions) {
    this.#options = options;
    this.#books = new Books(graph, feed, options);
    this.#engine = new Engine(graph, {
      ...this.#books.engineOptions(),
      module: options.module ?? loadKernelModule(),
      values,
      capital: options.capital,
      ...(options.capacity !== undefined && { capacity: options.capacity }),
      ...(feed instanceof ResidentFeed && { resident: feed.bars }),
    });
    this.#books.open(this.#engine);
  }

  stream(): void {
    for (const chunk of this.#books.chunks()) if (!this.#runChunk(chunk)) break;
    this.#books.refuseShort();
    this.#engine.finish(this.#options.endOfData === "close");
    const { account, instrument } = this.#engine;
    this.#books.finish(account.get("equity"), account.get("cash"), instrument.get("quantity"));
  }

  /** One chunk, cut where trading begins and where the data is no longer asked for; false when that is reached. */
  #runChunk(chunk: BarColumns): boolean {
    const { from, to, progress } = this.#options;
    const end = to === null ? chunk.time.length : lowerBound(chunk.time, to);
    const start = from === null ? 0 : Math.min(lowerBound(chunk.time, from), end);
    this.#runBars(chunk, 0, start, false);
    this.#runBars(chunk, start, end, true);
    progress?.(this.#books.bars, this.#books.information.bars);
    return end === chunk.time.length;
  }

  #runBars(chunk: BarColumns, from: number, to: number, trades: boolean): void {
    const engine = this.#engine;
    for (let at = from; at < to; at += engine.capacity) {
      this.#options.signal?.throwIfAborted();
      const count = Math.min(engine.capacity, to - at);
      engine.step(chunk, at, count, trades);
      if (trades) this.#books.take(count, chunk, at);
      else this.#books.pass(count);
    }
  }

  result(started: number): BacktestResult {
    return this.#books.result(started);
  }
}
