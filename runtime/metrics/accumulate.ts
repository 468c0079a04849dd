import type { EquityCurve, Trade } from "../record.js";
import type { MonthReturn } from "../result.js";
import { CalendarWatch } from "./calendar.js";
import type { MarketCalendar } from "./calendar.js";
import { metricDefinitions } from "./catalog.js";
import type { MetricName, Metrics } from "./catalog.js";
import { DepthWatch, DrawdownWatch } from "./drawdown.js";
import { PairMoments } from "./moments.js";
import { MonthWatch } from "./months.js";
import { summarizeReturns } from "./return-statistics.js";
import { SmallestValues } from "./tail.js";
import { TradeStatistics } from "./trade-statistics.js";

export interface MetricsOptions {
  /** Bars that will be fed, at most. Value at risk needs it beforehand; with more bars than this it is `null`. */
  readonly bars: number;
  /** Milliseconds of a bar. */
  readonly interval: number;
  readonly calendar?: MarketCalendar;
  /** Risk-free rate a year, a fraction; default 0. */
  readonly riskFree?: number;
  /** Return per bar below which a bar counts as a loss (τ); default 0. */
  readonly target?: number;
}

/** Columns of a piece of the run; only the first `count` rows are read, nothing is kept. */
export interface MetricsChunk {
  readonly time: Float64Array;
  readonly equity: Float64Array;
  readonly position: Float64Array;
  readonly close: Float64Array;
}

/** Returns are worked off in blocks of this many, whatever the chunks, so that chunk size never shows in a digit. */
const blockLength = 2048;

/**
 * Metrics in one pass: feed the run in pieces of any length and the trades in the order of their exits, then ask.
 * Memory does not grow with the run but for the worst 5 % of the returns, kept exactly (24 bytes for each of
 * 0.05 · bars), and one entry a calendar month.
 */
export class MetricsAccumulator {
  private marks = 0;
  private first = 0;
  private last = 0;
  private firstClose = 0;
  private lastClose = 0;
  private equitySum = 0;
  private exposed = 0;
  private losses = 0;
  private lossSquares = 0;
  private readonly block = new Float64Array(blockLength);
  private readonly marketBlock = new Float64Array(blockLength);
  private filled = 0;
  private readonly moments = new PairMoments();
  private readonly tail: SmallestValues;
  private readonly drawdown = new DrawdownWatch();
  private readonly marketDrawdown = new DepthWatch();
  private readonly months = new MonthWatch();
  private readonly calendar = new CalendarWatch();
  private readonly trades = new TradeStatistics();

  constructor(private readonly options: MetricsOptions) {
    this.tail = new SmallestValues(tailSize(Math.max(options.bars - 1, 0)));
  }

  add(chunk: MetricsChunk, count: number = chunk.time.length): void {
    if (count === 0) return;
    const { time, equity, close } = chunk;
    this.calendar.add(time, count);
    this.months.add(time, equity, close, count);
    let from = 0;
    if (this.marks === 0) from = this.addFirst(chunk);
    while (from < count) {
      const to = Math.min(count, from + blockLength - this.filled);
      this.addReturns(chunk, from, to);
      if (this.filled === blockLength) this.flush();
      from = to;
    }
    this.drawdown.add(time, equity, 0, count);
    this.marketDrawdown.add(close, count);
  }

  addTrade(trade: Trade): void {
    this.trades.add(trade);
  }

  /** The metrics so far. */
  finish(): Metrics {
    this.flush();
    const { marks, moments } = this;
    const months = this.months.finish().map((month) => month.return);
    const meanEquity = marks > 0 ? this.equitySum / marks : 0;
    const summary = summarizeReturns({
      marks,
      first: this.first,
      last: this.last,
      firstClose: this.firstClose,
      lastClose: this.lastClose,
      moments,
      losses: this.losses,
      lossSquares: this.lossSquares,
      tail: moments.count < this.options.bars ? this.tail : null,
      drawdown: this.drawdown.finish(),
      drawdownSquares: this.drawdown.squares,
      marketDepth: this.marketDrawdown.depth,
      months: marks > 1 ? months : [],
      periodsPerYear: this.calendar.periodsPerYear(this.options.calendar ?? "auto", this.options.interval),
      riskFree: this.options.riskFree ?? 0,
      target: this.options.target ?? 0,
    });
    const exposure = marks > 0 ? this.exposed / marks : null;
    return finiteOnly({ ...summary, ...this.trades.finish(meanEquity), exposure });
  }

  /** Returns of the calendar months so far. */
  monthReturns(): readonly MonthReturn[] {
    return this.months.finish();
  }

  private addFirst(chunk: MetricsChunk): number {
    this.first = this.last = known(chunk.equity[0], 0);
    this.firstClose = this.lastClose = known(chunk.close[0], 0);
    this.equitySum = this.first;
    this.exposed = (chunk.position[0] ?? 0) === 0 ? 0 : 1;
    this.marks = 1;
    return 1;
  }

  private addReturns(chunk: MetricsChunk, from: number, to: number): void {
    const { equity, position, close } = chunk;
    const { block, marketBlock } = this;
    const target = this.options.target ?? 0;
    let { last, lastClose, equitySum, exposed, losses, lossSquares, filled } = this;
    for (let i = from; i < to; i++) {
      // A bar without a price says nothing new: the last mark holds.
      const mark = known(equity[i], last);
      const price = known(close[i], lastClose);
      // From an account or price of zero nothing follows; a return of 0 keeps the rest of the run countable.
      const r = last > 0 ? (mark - last) / last : 0;
      block[filled] = r;
      marketBlock[filled] = lastClose > 0 ? (price - lastClose) / lastClose : 0;
      filled++;
      last = mark;
      lastClose = price;
      equitySum += mark;
      if (position[i] !== 0) exposed++;
      // min(r − τ, 0) without a branch that half of all bars would mispredict.
      const excess = r - target;
      const loss = (excess - Math.abs(excess)) * 0.5;
      losses -= loss;
      lossSquares += loss * loss;
    }
    this.last = last;
    this.lastClose = lastClose;
    this.equitySum = equitySum;
    this.exposed = exposed;
    this.losses = losses;
    this.lossSquares = lossSquares;
    this.filled = filled;
    this.marks += to - from;
  }

  private flush(): void {
    let sum = 0;
    let marketSum = 0;
    for (let i = 0; i < this.filled; i++) {
      sum += this.block[i] ?? 0;
      marketSum += this.marketBlock[i] ?? 0;
    }
    this.moments.add(this.block, this.marketBlock, this.filled, sum, marketSum);
    this.tail.add(this.block, this.filled);
    this.filled = 0;
  }
}

/** Metrics of a whole curve that lies in memory; `options.bars` follows from it. */
export function computeMetrics(
  curve: MetricsChunk | EquityCurve,
  trades: readonly Trade[],
  options: Omit<MetricsOptions, "bars">,
): Metrics {
  const accumulator = new MetricsAccumulator({ ...options, bars: curve.time.length });
  accumulator.add(curve);
  for (const trade of trades) accumulator.addTrade(trade);
  return accumulator.finish();
}

function known(value: number | undefined, otherwise: number): number {
  return value === undefined || Number.isNaN(value) ? otherwise : value;
}

/** Order statistics needed for the 5 % quantile of `count` values and the mean beyond it. */
function tailSize(count: number): number {
  return count === 0 ? 0 : Math.min(count, Math.floor(0.05 * (count - 1)) + 2);
}

function finiteOnly(metrics: Metrics): Metrics {
  const finite: Record<MetricName, number | null> = { ...metrics };
  for (const { name } of metricDefinitions) {
    if (!Number.isFinite(finite[name])) finite[name] = null;
  }
  return finite;
}
