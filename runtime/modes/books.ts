import type { Graph } from "../../compiler/graph/index.js";
import type { BarColumns, BarFeed } from "../data/dataset.js";
import type { Engine, EngineOptions } from "../engine/engine.js";
import { RunError } from "../engine/error.js";
import { reasons } from "../broker/codes.js";
import { measureUncertainty, MetricsAccumulator, metricsBytes, samplerBytes } from "../metrics/index.js";
import type { BacktestResult, PlotColumn, RunIdentity } from "../result.js";
import { AlertLog } from "./alert-log.js";
import { bindFeeds, recordOf, type BoundFeed } from "../feeds/bind.js";
import { finerBars } from "../feeds/finer.js";
import { paidFunding, refuseMissing, type PaidFunding } from "../feeds/paid-funding.js";
import { withGapPolicy, type GapCounts } from "./gap-policy.js";
import { dataHashOf, identify } from "./identity.js";
import { LazyResult } from "./lazy-result.js";
import { Ledger } from "./ledger.js";
import type { SettledOptions } from "./options.js";
import { Recorder } from "./recorder.js";
import { GrowingColumn } from "./series.js";
import { Stopwatch } from "./stopwatch.js";
import { warningsOf } from "./warnings.js";

/** Which bars were traded. */
interface Span {
  /** Bars stepped, and how many of them before the first that was traded. */
  bars: number;
  before: number;
  first: number;
  last: number;
}

const nothing = new Float64Array(0);

/** What is written down of one strategy's run: its records, its account bar by bar, its metrics, and what becomes of them. */
export class Books {
  readonly graph: Graph;
  readonly information: BarFeed["information"];
  readonly #options: SettledOptions;
  readonly #feed: BarFeed;
  readonly #feeds: readonly BoundFeed[];
  readonly #funding: PaidFunding | null;
  readonly #finer: BoundFeed | null;
  readonly #ledger: Ledger;
  readonly #expected: number;
  readonly #forMetrics: number;
  /** Whether anybody looks at the account bar by bar besides the metrics. */
  readonly #keepsRows: boolean;
  readonly #plots: readonly GrowingColumn[];
  readonly #alerts: AlertLog;
  readonly #gaps: GapCounts = { gaps: 0, missingBars: 0 };
  readonly #stopwatch: Stopwatch;
  readonly #span: Span = { bars: 0, before: 0, first: Number.NaN, last: Number.NaN };
  #end = Number.NaN;
  #last = { equity: Number.NaN, cash: Number.NaN, position: Number.NaN };
  #engine: Engine | undefined;
  #metrics: MetricsAccumulator | undefined;
  #recorder: Recorder | undefined;

  constructor(graph: Graph, feed: BarFeed, options: SettledOptions) {
    this.graph = graph;
    this.#feed = feed;
    this.information = feed.information;
    this.#options = options;
    const { bars, missingBars } = feed.information;
    const { checkIdentities = false, keep } = options;
    this.#stopwatch = new Stopwatch(options.onStatistics !== undefined);
    this.#expected = bars + (graph.gaps === "fill" ? missingBars : 0);
    this.#forMetrics = metricsBytes(this.#expected);
    this.#keepsRows = keep.equity !== "none" || checkIdentities;
    this.#ledger = new Ledger(graph, keep, () => this.metrics);
    this.#alerts = new AlertLog(graph, keep.alerts);
    this.#plots = keep.plots ? graph.plots.map(() => new GrowingColumn(this.#expected)) : [];
    this.#feeds = bindFeeds(graph, feed, options.feeds);
    this.#funding = paidFunding(graph, feed, options.feeds?.["funding"]);
    this.#finer = finerBars(graph, feed, options.feeds?.["magnify"]);
  }

  /** What the engine must do so that these books can be kept. */
  engineOptions(): Pick<
    EngineOptions,
    | "feeds"
    | "columns"
    | "sinks"
    | "reserve"
    | "stats"
    | "funding"
    | "magnify"
    | "models"
    | "answers"
    | "switches"
  > {
    const { keep, onStatistics, models, answers, switches } = this.#options;
    return {
      ...(switches.length > 0 && { switches }),
      ...(models !== undefined && { models }),
      ...(answers !== undefined && { answers }),
      feeds: this.#feeds.map(({ input }) => input),
      ...(this.#funding !== null && { funding: this.#funding.source }),
      ...(this.#finer !== null && { magnify: this.#finer.input }),
      columns: { equity: true, cash: this.#keepsRows, position: true },
      stats: onStatistics !== undefined,
      sinks: this.#ledger.sinks,
      reserve: this.#forMetrics + (keep.equity === "sampled" ? samplerBytes() : 0),
    };
  }

  /** Begins with the engine that was made with these options. */
  open(engine: Engine): void {
    const { calendar, riskFree, keep, checkIdentities = false } = this.#options;
    const { settled } = this.graph.warmup;
    const { reserved } = engine;
    this.#engine = engine;
    this.#metrics = new MetricsAccumulator({
      bars: this.#expected,
      interval: this.information.interval,
      home: reserved,
      ...(typeof settled === "number" && { mature: settled }),
      ...(calendar !== undefined && { calendar }),
      ...(riskFree !== undefined && { riskFree }),
    });
    const samplerHome = { ...reserved, address: reserved.address + this.#forMetrics };
    this.#recorder = new Recorder(keep.equity, this.#expected, this.#metrics, samplerHome, checkIdentities);
  }

  get engine(): Engine {
    return opened(this.#engine);
  }

  get metrics(): MetricsAccumulator {
    return opened(this.#metrics);
  }

  /** Bars stepped so far, those before the first that was traded with them. */
  get bars(): number {
    return this.#span.bars;
  }

  /** The feed's chunks, with the strategy's policy where bars are missing. */
  chunks(): Iterable<BarColumns> {
    const { gaps, missingBars, interval } = this.information;
    const given = this.#feed.chunks();
    // Where the feed knows of no gaps there is no need to look at every bar for one.
    const whole = gaps === 0 && missingBars === 0;
    return this.#stopwatch.pieces(
      whole ? given : withGapPolicy(given, this.graph.gaps, interval, this.#gaps, this.#options),
    );
  }

  /** Bars that were stepped without being traded. */
  pass(count: number): void {
    this.#span.bars += count;
    this.#span.before += count;
  }

  /**
   * The last `count` bars were stepped and traded, and stand in the engine; of one that never trades they are read from
   * `chunk`, where they begin at `at`.
   */
  take(count: number, chunk?: BarColumns, at = 0): void {
    const { engine } = this;
    const span = this.#span;
    const columnOf = (name: "time" | "close") =>
      engine.barColumn(name) ?? chunk?.[name].subarray(at, at + count) ?? nothing;
    const time = columnOf("time");
    span.bars += count;
    if (Number.isNaN(span.first)) span.first = time[0] ?? Number.NaN;
    span.last = time[count - 1] ?? span.last;
    this.#alerts.take(engine, span.bars - count, (index) => time[index] ?? Number.NaN);
    const equity = engine.brokerColumn("equity");
    const cash = this.#keepsRows ? engine.brokerColumn("cash") : nothing;
    const position = engine.brokerColumn("position");
    this.#stopwatch.measure("metrics", count, () =>
      opened(this.#recorder).take({ time, equity, cash, position, close: columnOf("close") }),
    );
    this.#last = {
      equity: equity[count - 1] ?? Number.NaN,
      cash: cash[count - 1] ?? Number.NaN,
      position: position[count - 1] ?? Number.NaN,
    };
    if (this.#plots.length > 0) this.#stopwatch.measure("plots", count, () => this.#plot(engine));
  }

  #plot(engine: Engine): void {
    for (const [k, plot] of this.graph.plots.entries()) {
      this.#plots[k]?.append(engine.column(plot.series));
    }
  }

  /** @throws RunError when the bars did not suffice for one decision */
  refuseShort(): void {
    const { bars, before } = this.#span;
    const { first } = this.graph.warmup;
    if (bars === before)
      throw new RunError(
        "SAGE8206",
        bars === 0 ? "The data has no bars." : "The data has no bars in the range asked for.",
        "Choose another range, or data that covers it (`sage data describe`).",
      );
    if (bars <= first)
      throw new RunError(
        "SAGE8004",
        `The first decision of \`${this.graph.strategy}\` needs ${first + 1} bars; there are ${bars}.`,
        "Use more history, or shorter lengths.",
      );
  }

  /** All is over, and the last bar taken has been written with what became of it. */
  close(): void {
    this.finish(this.#last.equity, this.#last.cash, this.#last.position);
  }

  /** The account when all is over. */
  finish(equity: number, cash: number, position: number): void {
    this.#end = equity;
    opened(this.#recorder).finish(equity, cash, position);
    if (this.#options.checkIdentities === true && position === 0) this.#checkProfit(equity);
  }

  /** What the account has won is the profit of its trades, as long as no position is left. */
  #checkProfit(equity: number): void {
    const { capital } = this.#options;
    const won = equity - capital;
    const { tradeProfit } = this.metrics;
    if (Math.abs(won - tradeProfit) <= 1e-9 * Math.max(capital, Math.abs(won))) return;
    throw new RunError(
      "SAGE8212",
      `Equity changed by ${won}, but the trades come to ${tradeProfit}.`,
      "This is a fault of the program; please report it.",
    );
  }

  result(started: number): BacktestResult {
    const { graph, engine, information, metrics } = this;
    const { settled } = graph.warmup;
    const facts = this.#stopwatch.measure("metrics", 0, () => metrics.uncertaintyFacts());
    if (engine.statistics !== null)
      this.#options.onStatistics?.(this.#stopwatch.statistics(engine.statistics));
    const rejected = new Map(
      Array.from(metrics.rejections, ([code, count]) => [reasons[code] ?? "", count] as const),
    );
    const span = this.#span;
    const gaps = this.#gaps;
    const read = this.#read();
    const run = this.#identity(read);
    const missingFundings = this.#funding?.missing(span.first, span.last) ?? { count: 0, every: 0 };
    refuseMissing(graph, missingFundings);
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
      feeds: read.map(recordOf),
      warmup: { first: graph.warmup.first, settled: typeof settled === "number" ? settled : null },
      account: {
        start: this.#options.capital,
        end: this.#end,
        currency: this.#options.currency ?? currencyOf(graph.market.symbol),
      },
      metrics: facts.metrics,
      samples: facts.samples,
      months: metrics.monthReturns(),
      counts: {
        trades: metrics.partCount,
        rejected: [...rejected.values()].reduce((sum, count) => sum + count, 0),
        alerts: this.#alerts.count,
      },
      ...opened(this.#recorder).curve(),
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
        missingFundings,
        magnifies: this.#finer !== null,
      }),
      elapsedMs: performance.now() - started,
    });
  }

  #identity(read: readonly BoundFeed[]): RunIdentity {
    const dataHash = dataHashOf(this.information.hash, read, this.#options.models);
    return identify(this.graph, dataHash, this.engine.values, this.#options);
  }

  /** All that was read beside the candles. */
  #read(): readonly BoundFeed[] {
    return [
      ...this.#feeds,
      ...(this.#funding === null ? [] : [this.#funding.bound]),
      ...(this.#finer === null ? [] : [this.#finer]),
    ];
  }

  #plotColumns(): readonly PlotColumn[] {
    return this.#plots.map((column, k) => ({
      label: this.graph.plots[k]?.label ?? "",
      values: column.finish(),
    }));
  }
}

function opened<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new RangeError("the books have no engine yet");
  return part;
}

/** "BTC/USDT" and "BTC/USDT:USDT" are accounts in USDT. */
export function currencyOf(symbol: string): string {
  return /\/([^:]+)/.exec(symbol)?.[1] ?? "USD";
}
