import type { Graph } from "../../compiler/graph/index.js";
import type { BarColumns, BarFeed } from "../data/dataset.js";
import { Engine, loadKernelModule, parameterValues, ResidentFeed, RunError } from "../engine/index.js";
import { reasons } from "../broker/codes.js";
import { measureUncertainty, MetricsAccumulator, metricsBytes, samplerBytes } from "../metrics/index.js";
import type { BacktestResult, PlotColumn } from "../result.js";
import { AlertLog } from "./alert-log.js";
import { bindFeeds, recordOf, type BoundFeed } from "../feeds/bind.js";
import { withGapPolicy, type GapCounts } from "./gap-policy.js";
import { dataHashOf, identify } from "./identity.js";
import { LazyResult } from "./lazy-result.js";
import { Ledger } from "./ledger.js";
import { settleOptions, type BacktestOptions, type SettledOptions } from "./options.js";
import { refuseFeed } from "./refuse-feed.js";
import { Recorder } from "./recorder.js";
import { GrowingColumn } from "./series.js";
import { Stopwatch } from "./stopwatch.js";
import { withTick } from "./tick.js";
import { warningsOf } from "./warnings.js";

/** Which bars were traded. */
interface Span {
  /** Bars stepped, and how many of them before the first that was traded. */
  bars: number;
  before: number;
  first: number;
  last: number;
}

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

const nothing = new Float64Array(0);

/** One backtest on its way. */
class Run {
  readonly #graph: Graph;
  readonly #feed: BarFeed;
  readonly #options: SettledOptions;
  readonly #engine: Engine;
  readonly #feeds: readonly BoundFeed[];
  readonly #ledger: Ledger;
  readonly #metrics: MetricsAccumulator;
  readonly #recorder: Recorder;
  /** Whether anybody looks at the account bar by bar besides the metrics. */
  readonly #keepsRows: boolean;
  readonly #plots: readonly GrowingColumn[];
  readonly #alerts: AlertLog;
  readonly #gaps: GapCounts = { gaps: 0, missingBars: 0 };
  readonly #stopwatch: Stopwatch;
  readonly #span: Span = { bars: 0, before: 0, first: Number.NaN, last: Number.NaN };

  constructor(graph: Graph, feed: BarFeed, values: readonly number[], options: SettledOptions) {
    this.#graph = graph;
    this.#feed = feed;
    this.#options = options;
    const { bars, interval, missingBars } = feed.information;
    const expected = bars + (graph.gaps === "fill" ? missingBars : 0);
    const { checkIdentities = false, keep } = options;
    const forMetrics = metricsBytes(expected);
    this.#stopwatch = new Stopwatch(options.onStatistics !== undefined);
    this.#keepsRows = keep.equity !== "none" || checkIdentities;
    this.#ledger = new Ledger(graph, keep, () => this.#metrics);
    this.#alerts = new AlertLog(graph, options.keep.alerts);
    this.#plots = options.keep.plots ? graph.plots.map(() => new GrowingColumn(expected)) : [];
    this.#feeds = bindFeeds(graph, feed, options.feeds);
    this.#engine = new Engine(graph, {
      feeds: this.#feeds.map(({ input }) => input),
      module: options.module ?? loadKernelModule(),
      values,
      capital: options.capital,
      ...(options.capacity !== undefined && { capacity: options.capacity }),
      ...(feed instanceof ResidentFeed && { resident: feed.bars }),
      columns: { equity: true, cash: this.#keepsRows, position: true },
      stats: options.onStatistics !== undefined,
      sinks: this.#ledger.sinks,
      reserve: forMetrics + (keep.equity === "sampled" ? samplerBytes() : 0),
    });
    const { settled } = graph.warmup;
    this.#metrics = new MetricsAccumulator({
      bars: expected,
      interval,
      home: this.#engine.reserved,
      ...(typeof settled === "number" && { mature: settled }),
      ...(options.calendar !== undefined && { calendar: options.calendar }),
      ...(options.riskFree !== undefined && { riskFree: options.riskFree }),
    });
    const { reserved } = this.#engine;
    const samplerHome = { ...reserved, address: reserved.address + forMetrics };
    this.#recorder = new Recorder(keep.equity, expected, this.#metrics, samplerHome, checkIdentities);
  }

  stream(): void {
    const { information } = this.#feed;
    const given = this.#feed.chunks();
    // Where the feed knows of no gaps there is no need to look at every bar for one.
    const whole = information.gaps === 0 && information.missingBars === 0;
    const chunks = whole ? given : withGapPolicy(given, this.#graph.gaps, information.interval, this.#gaps);
    for (const chunk of this.#stopwatch.pieces(chunks)) if (!this.#runChunk(chunk)) break;
    this.#refuseShort();
    this.#engine.finish(this.#options.endOfData === "close");
    const { account, instrument } = this.#engine;
    this.#recorder.finish(account.get("equity"), account.get("cash"), instrument.get("quantity"));
    if (this.#options.checkIdentities === true) this.#checkProfit();
  }

  /** One chunk, cut where trading begins and where the data is no longer asked for; false when that is reached. */
  #runChunk(chunk: BarColumns): boolean {
    const { from, to, signal, progress } = this.#options;
    const end = to === null ? chunk.time.length : lowerBound(chunk.time, to);
    const start = from === null ? 0 : Math.min(lowerBound(chunk.time, from), end);
    this.#runBars(chunk, 0, start, false, signal);
    this.#runBars(chunk, start, end, true, signal);
    progress?.(this.#span.bars, this.#feed.information.bars);
    return end === chunk.time.length;
  }

  #runBars(
    chunk: BarColumns,
    from: number,
    to: number,
    trades: boolean,
    signal: AbortSignal | undefined,
  ): void {
    const engine = this.#engine;
    const span = this.#span;
    for (let at = from; at < to; at += engine.capacity) {
      signal?.throwIfAborted();
      const count = Math.min(engine.capacity, to - at);
      engine.step(chunk, at, count, trades);
      span.bars += count;
      if (!trades) {
        span.before += count;
        continue;
      }
      if (Number.isNaN(span.first)) span.first = chunk.time[at] ?? Number.NaN;
      span.last = chunk.time[at + count - 1] ?? span.last;
      this.#alerts.take(engine, span.bars - count, (index) => chunk.time[at + index] ?? Number.NaN);
      this.#stopwatch.measure("metrics", count, () => this.#record(chunk, at, count));
      if (this.#plots.length > 0) this.#stopwatch.measure("plots", count, () => this.#plot());
    }
  }

  /** Takes the account over the bars of the last step to the metrics and to what is kept. */
  #record(chunk: BarColumns, at: number, count: number): void {
    const engine = this.#engine;
    this.#recorder.take({
      time: engine.barColumn("time") ?? chunk.time.subarray(at, at + count),
      equity: engine.brokerColumn("equity"),
      cash: this.#keepsRows ? engine.brokerColumn("cash") : nothing,
      position: engine.brokerColumn("position"),
      close: engine.barColumn("close") ?? chunk.close.subarray(at, at + count),
    });
  }

  #plot(): void {
    for (const [k, plot] of this.#graph.plots.entries()) {
      this.#plots[k]?.append(this.#engine.column(plot.series));
    }
  }

  #refuseShort(): void {
    const { bars, before } = this.#span;
    const { first } = this.#graph.warmup;
    if (bars === before)
      throw new RunError(
        "SAGE8206",
        bars === 0 ? "The data has no bars." : "The data has no bars in the range asked for.",
        "Choose another range, or data that covers it (`sage data describe`).",
      );
    if (bars <= first)
      throw new RunError(
        "SAGE8004",
        `The first decision of \`${this.#graph.strategy}\` needs ${first + 1} bars; there are ${bars}.`,
        "Use more history, or shorter lengths.",
      );
  }

  /** What the account has won is the profit of its trades, as long as no position is left. */
  #checkProfit(): void {
    const { account, instrument } = this.#engine;
    if (instrument.get("quantity") !== 0) return;
    const { capital } = this.#options;
    const won = account.get("equity") - capital;
    if (Math.abs(won - this.#metrics.tradeProfit) <= 1e-9 * Math.max(capital, Math.abs(won))) return;
    throw new RunError(
      "SAGE8212",
      `Equity changed by ${won}, but the trades come to ${this.#metrics.tradeProfit}.`,
      "This is a fault of the program; please report it.",
    );
  }

  result(started: number): BacktestResult {
    const graph = this.#graph;
    const engine = this.#engine;
    const { information } = this.#feed;
    const { settled } = graph.warmup;
    const metrics = this.#metrics;
    const facts = this.#stopwatch.measure("metrics", 0, () => metrics.uncertaintyFacts());
    if (engine.statistics !== null)
      this.#options.onStatistics?.(this.#stopwatch.statistics(engine.statistics));
    const rejected = new Map(
      Array.from(metrics.rejections, ([code, count]) => [reasons[code] ?? "", count] as const),
    );
    const span = this.#span;
    const gaps = this.#gaps;
    const run = identify(graph, dataHashOf(information.hash, this.#feeds), engine.values, this.#options);
    return new LazyResult(this.#ledger, () => measureUncertainty(facts), {
      run,
      data: {
        ...information,
        bars: span.bars - span.before,
        from: span.first,
        to: span.last,
        gaps: gaps.gaps,
        missingBars: gaps.missingBars,
      },
      feeds: this.#feeds.map(recordOf),
      warmup: { first: graph.warmup.first, settled: typeof settled === "number" ? settled : null },
      account: {
        start: this.#options.capital,
        end: engine.account.get("equity"),
        currency: this.#options.currency ?? currencyOf(graph.market.symbol),
      },
      metrics: facts.metrics,
      samples: facts.samples,
      months: metrics.monthReturns(),
      counts: {
        trades: metrics.tradeCount,
        rejected: [...rejected.values()].reduce((sum, count) => sum + count, 0),
        alerts: this.#alerts.count,
      },
      ...this.#recorder.curve(),
      plots: this.#plotColumns(),
      alerts: this.#alerts.finish(),
      warnings: warningsOf({
        graph,
        engine,
        gaps,
        data: information,
        feeds: this.#feeds,
        trades: metrics.tradeCount,
        unsettledTrades: metrics.earlyTrades,
        rejected,
      }),
      elapsedMs: performance.now() - started,
    });
  }

  #plotColumns(): readonly PlotColumn[] {
    return this.#plots.map((column, k) => ({
      label: this.#graph.plots[k]?.label ?? "",
      values: column.finish(),
    }));
  }
}

/** "BTC/USDT" and "BTC/USDT:USDT" are accounts in USDT. */
function currencyOf(symbol: string): string {
  return /\/([^:]+)/.exec(symbol)?.[1] ?? "USD";
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
