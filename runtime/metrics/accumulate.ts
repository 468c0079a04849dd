import { viewAt, type Record64 } from "../broker/structure.js";
import type { EquityCurve, Trade } from "../record.js";
import type { MonthReturn } from "../result.js";
import { periodsPerYear, type MarketCalendar } from "./calendar.js";
import { metricDefinitions } from "./catalog.js";
import type { MetricName, Metrics, MetricSamples } from "./catalog.js";
import { groupWidth, type ReturnGroups } from "../statistics/groups.js";
import { addressIn, inletRows, ownHome, type MetricsHome } from "./home.js";
import { statisticsKernel, type StatisticsKernel } from "./kernel.js";
import {
  monthRowLayout,
  openTripLayout,
  outcomeLayout,
  statisticsLayout,
  tradeSumsLayout,
} from "./layout.js";
import { placeStatistics, reasonCount, type StatisticsRegion, type StatisticsScratch } from "./region.js";
import { roundTrips, type RoundTrip } from "./round-trips.js";
import { summarizeReturns } from "./return-statistics.js";
import { summarizeTrades } from "./trade-statistics.js";
import type { UncertaintyFacts } from "./uncertainty.js";

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
  /** Trades decided before this bar are counted apart; default 0. */
  readonly mature?: number;
  /** `metricsBytes` of memory: in an engine's memory, whose columns are then read where they lie. Default: a memory of its own. */
  readonly home?: MetricsHome;
  /** Columns shared with other runs that take turns; see `metricsBytes`. */
  readonly scratch?: StatisticsScratch;
  /** Whether the worst returns are kept, for value at risk; default only without `scratch`. */
  readonly keepsTail?: boolean;
  /** Strategies and markets whose trades come in turns; default 1. */
  readonly members?: number;
}

/** Addresses of a chunk's columns in the memory of the metrics. */
export type ChunkAddresses = Readonly<Record<keyof MetricsChunk, number>>;

/** Columns of a piece of the run; only the first `count` rows are read, nothing is kept. */
export interface MetricsChunk {
  readonly time: Float64Array;
  readonly equity: Float64Array;
  readonly position: Float64Array;
  readonly close: Float64Array;
}

/** Bytes that the metrics of a run of at most so many bars need. */
export function metricsBytes(
  bars: number,
  scratch?: StatisticsScratch,
  keepsTail?: boolean,
  members?: number,
): number {
  return placeStatistics(0, bars, scratch, keepsTail, members).end;
}

/**
 * Metrics in one pass: feed the run in pieces of any length and the trades in the order of their exits, then ask.
 * The kernels do the work, the cut of the pieces never shows in a digit. Memory does not grow with the run but for the
 * smallest and the largest 5 % of the returns, kept exactly (24 bytes for each of 0.1 · bars), and one entry a calendar month.
 */
export class MetricsAccumulator {
  readonly #options: MetricsOptions;
  readonly #buffer: ArrayBuffer;
  readonly #kernel: StatisticsKernel;
  readonly #region: StatisticsRegion;
  readonly #statistics: Record64<typeof statisticsLayout.fields>;
  readonly #trades: Record64<typeof tradeSumsLayout.fields>;
  readonly #months: MonthReturn[] = [];
  #ended = false;

  constructor(options: MetricsOptions) {
    const { bars, target = 0, mature = 0, home = ownHome(metricsBytes(bars)) } = options;
    this.#options = options;
    this.#buffer = home.buffer;
    this.#kernel = statisticsKernel(home.kernels);
    this.#region = placeStatistics(home.address, bars, options.scratch, options.keepsTail, options.members);
    this.#region.write(home.buffer, { target, mature });
    const view = new DataView(home.buffer);
    this.#statistics = viewAt(view, statisticsLayout, this.#region.statistics);
    this.#trades = viewAt(view, tradeSumsLayout, this.#region.trades);
  }

  add(chunk: MetricsChunk, count: number = chunk.time.length): void {
    if (this.#ended) throw new RangeError("bars after the end of the metrics");
    for (let from = 0; from < count; from += inletRows) {
      const rows = Math.min(inletRows, count - from);
      const at = (name: keyof MetricsChunk): number =>
        addressIn(this.#buffer, chunk[name], from, rows, this.#region.inlet[name]);
      this.#take(at("time"), at("equity"), at("position"), at("close"), rows);
    }
  }

  /** As `add`, for a chunk of whole blocks that is not the last and that the leader has taken (`MarketLeader`). */
  addTogether(leader: number, { time, equity, position, close }: ChunkAddresses, count: number): void {
    this.#kernel.together(this.#region.statistics, leader, time, equity, position, close, count);
    this.#collectMonths();
  }

  /** As `add`, for the last chunk of a run whose earlier ones were added together. */
  addLast(leader: number, { time, equity, position, close }: ChunkAddresses, count: number): void {
    this.#kernel.join(this.#region.statistics, leader);
    this.#take(time, equity, position, close, count);
  }

  /** Changes equity and position of the last bar fed: the position was closed at its close. */
  amendLast(equity: number, position: number): void {
    this.#kernel.amend(this.#region.statistics, equity, position);
  }

  addTrade(trip: RoundTrip): void {
    const { trades, wins, losses } = this.#region;
    const long = trip.side === "long" ? 1 : 0;
    // The order of the kernel's arguments.
    const {
      signalBar,
      bars,
      profit,
      return: change,
      fees,
      slippage,
      funding,
      borrow,
      traded,
      risk,
      mae,
      mfe,
    } = trip;
    const costs = [fees, slippage, funding, borrow] as const;
    const values = [signalBar, bars, profit, change, ...costs, traded, risk, mae, mfe] as const;
    this.#kernel.trade(trades, wins, losses, long, ...values);
  }

  /** Adds rows of the broker's trades that lie in the same memory; the parts of a member's position follow each other. */
  addTradeRows(address: number, count: number, member = 0): void {
    const { trades, wins, losses } = this.#region;
    this.#kernel.trades(trades, wins, losses, this.#openTrip(member), address, count);
  }

  /** Looks through rows of the broker's orders that lie in the same memory for rejected ones. */
  addOrderRows(address: number, count: number): void {
    this.#kernel.orders(this.#region.rejections, address, count);
  }

  /** Ends the run: all metrics. Bars cannot be added any more. */
  finish(): Metrics {
    const [returns, trades, others] = this.#parts();
    return finiteOnly({ ...returns, ...trades, ...others });
  }

  /**
   * As `finish`, as numbers in the order of the catalogue, NaN where there is no value: for searches, in which an object
   * with a field for each metric would cost as much as thousands of bars.
   */
  writeMetrics(rows: Float64Array, at: number): void {
    const [returns, trades, others]: readonly Partial<Metrics>[] = this.#parts();
    for (const [k, { name }] of metricDefinitions.entries()) {
      const value = others?.[name] ?? trades?.[name] ?? returns?.[name] ?? Number.NaN;
      rows[at + k] = Number.isFinite(value) ? value : Number.NaN;
    }
  }

  /** All metrics, in parts. */
  #parts() {
    this.#end();
    const { get } = this.#statistics;
    const marks = get("marks");
    const months = marks > 1 ? this.#months.map((month) => month.return) : [];
    const { calendar = "auto", interval, riskFree = 0, target = 0 } = this.#options;
    const summary = summarizeReturns({
      get,
      tail: this.#tail(),
      groups: this.#groups(),
      months,
      periodsPerYear: periodsPerYear(calendar, interval, {
        count: marks,
        first: get("firstTime"),
        last: get("lastTime"),
        saturday: get("saturday") === 1,
      }),
      riskFree,
      target,
    });
    const view = new DataView(this.#buffer);
    const outcome = (side: number, address: number) =>
      viewAt(view, outcomeLayout, address + side * outcomeLayout.bytes).get;
    const sides = [0, 1, 2].map((side) => ({
      wins: outcome(side, this.#region.wins),
      losses: outcome(side, this.#region.losses),
    }));
    const [all = noOutcomes, long = noOutcomes, short = noOutcomes] = sides;
    const trades = summarizeTrades({
      get: this.#trades.get,
      ...all,
      long,
      short,
      meanEquity: marks > 0 ? get("equitySum") / marks : 0,
    });
    return [summary, trades, { exposure: marks > 0 ? get("exposed") / marks : null }] as const;
  }

  /** Of the returns worked off so far: how many, their mean, and Σ (r − mean)². */
  get moments(): { readonly count: number; readonly mean: number; readonly m2: number } {
    const { get } = this.#statistics;
    return { count: get("count"), mean: get("mean"), m2: get("m2") };
  }

  /** Ends the run: how many numbers each kind of metric rests on. */
  get samples(): MetricSamples {
    this.#end();
    return {
      marks: this.#statistics.get("marks"),
      returns: this.#statistics.get("count"),
      groups: Math.max(0, this.#statistics.get("groupCount")),
      trades: this.tradeCount,
      longs: this.#trades.get("longs"),
      shorts: this.tradeCount - this.#trades.get("longs"),
      wins: viewAt(new DataView(this.#buffer), outcomeLayout, this.#region.wins).get("count"),
      losses: viewAt(new DataView(this.#buffer), outcomeLayout, this.#region.losses).get("count"),
      months: this.#months.length,
    };
  }

  /** Ends the run: what `measureUncertainty` needs, which holds on to none of this memory. */
  uncertaintyFacts(): UncertaintyFacts {
    const { riskFree = 0, target = 0 } = this.#options;
    return {
      metrics: this.finish(),
      samples: this.samples,
      groups: this.#groups(),
      returnM2: this.#trades.get("returnM2"),
      profitM2: this.#trades.get("profitM2"),
      riskFree,
      target,
    };
  }

  /** Ends the run: returns of its calendar months. */
  monthReturns(): readonly MonthReturn[] {
    this.#end();
    return this.#months;
  }

  /** Ends the run: round trips. */
  get tradeCount(): number {
    this.#end();
    return this.#trades.get("count");
  }

  /** Trades so far, each part of a position counted. */
  get partCount(): number {
    return this.#trades.get("parts");
  }

  /** Ends the run: round trips decided before bar number `mature`. */
  get earlyTrades(): number {
    this.#end();
    return this.#trades.get("early");
  }

  /** Profit of all trades. */
  get tradeProfit(): number {
    return this.#trades.get("profit") + this.#trades.get("profitError");
  }

  /** Rejected orders of whatever reason. */
  get rejectedCount(): number {
    let sum = 0;
    for (const count of new Int32Array(this.#buffer, this.#region.rejections, reasonCount)) sum += count;
    return sum;
  }

  /** Rejected orders by the code of their reason. */
  get rejections(): ReadonlyMap<number, number> {
    const counts = new Int32Array(this.#buffer, this.#region.rejections, reasonCount);
    return new Map([...counts.entries()].filter(([, count]) => count > 0));
  }

  #openTrip(member: number): number {
    return this.#region.open + member * openTripLayout.bytes;
  }

  #take(time: number, equity: number, position: number, close: number, count: number): void {
    for (let from = 0; from < count;) {
      from = this.#kernel.add(this.#region.statistics, time, equity, position, close, from, count);
      this.#collectMonths();
    }
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#kernel.finish(this.#region.statistics);
    const { trades, wins, losses } = this.#region;
    for (let member = 0; member < (this.#options.members ?? 1); member++)
      this.#kernel.tradesEnd(trades, wins, losses, this.#openTrip(member));
    this.#collectMonths();
  }

  #collectMonths(): void {
    const count = this.#statistics.get("monthCount");
    if (count === 0) return;
    const view = new DataView(this.#buffer);
    for (let k = 0; k < count; k++) {
      const { get } = viewAt(view, monthRowLayout, this.#region.months + k * monthRowLayout.bytes);
      const number = get("month");
      const year = Math.floor(number / 12);
      const month = number - 12 * year + 1;
      this.#months.push({ year, month, return: get("change"), buyAndHold: get("marketChange") });
    }
    this.#statistics.set("monthCount", 0);
  }

  /** The run in pieces; null when there were more bars than announced. */
  #groups(): ReturnGroups | null {
    const count = this.#statistics.get("groupCount");
    if (count < 0) return null;
    const rows = new Float64Array(this.#buffer, this.#region.groups, count * groupWidth).slice();
    return { rows, count, length: this.#region.groupLength };
  }

  /** Mean of the worst 5 % of the returns, the 5 % and the 95 % quantile; null when not enough of them were kept. */
  #tail() {
    const count = this.#statistics.get("count");
    if (count === 0 || count >= this.#options.bars || this.#statistics.get("tailCapacity") === 0) return null;
    const position = 0.05 * (count - 1);
    const worst = Math.floor(position) + 1;
    const { get } = this.#statistics;
    const quantile = (high: 0 | 1): number => {
      this.#kernel.tail(this.#region.statistics, worst, high);
      const [largest, next] = [get("tailLargest"), get("tailNext")];
      return largest + (next - largest) * (position + 1 - worst);
    };
    const high = -quantile(1);
    return { quantile: quantile(0), mean: get("tailSum") / worst, high };
  }
}

/** Metrics of a whole curve that lies in memory; `options.bars` follows from it. */
export function computeMetrics(
  curve: MetricsChunk | EquityCurve,
  trades: readonly Trade[],
  options: Omit<MetricsOptions, "bars" | "home">,
): Metrics {
  const accumulator = new MetricsAccumulator({ ...options, bars: curve.time.length });
  accumulator.add(curve);
  for (const trip of roundTrips(trades)) accumulator.addTrade(trip);
  return accumulator.finish();
}

const noOutcomes = { wins: () => 0, losses: () => 0 };

function finiteOnly(metrics: Metrics): Metrics {
  const finite: Record<MetricName, number | null> = { ...metrics };
  for (const { name } of metricDefinitions) {
    if (!Number.isFinite(finite[name])) finite[name] = null;
  }
  return finite;
}
