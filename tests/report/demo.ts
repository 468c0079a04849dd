import type { Graph } from "../../compiler/graph/schema.js";
import type { BarColumns } from "../../runtime/data/dataset.js";
import { measureUncertainty, MetricsAccumulator, roundTrips } from "../../runtime/metrics/index.js";
import type { Order, Trade } from "../../runtime/record.js";
import type { ReportExtras } from "../../runtime/report/index.js";
import type { BacktestResult, RunWarning } from "../../runtime/result.js";

/** A made-up run with everything that a report can show; no engine stands behind its numbers. */
export interface Demo {
  readonly result: BacktestResult;
  readonly extras: ReportExtras;
}

export interface DemoOptions {
  readonly bars: number;
  readonly interval: number;
  readonly seed?: number;
  /** Text for every place where a user's words end up. */
  readonly words?: string;
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function makeBars(options: DemoOptions): BarColumns {
  const { bars, interval } = options;
  const random = generator(options.seed ?? 7);
  const normal = (): number => random() + random() + random() + random() - 2;
  const column = (): Float64Array => new Float64Array(bars);
  const out = {
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  const step = 0.0075 * Math.sqrt(interval / 3_600_000);
  let price = 9200;
  for (let i = 0; i < bars; i++) {
    const calm = 0.6 + 0.5 * Math.sin(i / 700) ** 2;
    const drift = 0.00022 * Math.sin(i / 1900) * (interval / 3_600_000) + 0.00002;
    const close = price * (1 + drift + step * calm * normal());
    const reach = price * step * calm * random();
    out.time[i] = Date.UTC(2020, 0, 1) + i * interval;
    out.open[i] = price;
    out.close[i] = close;
    out.high[i] = Math.max(price, close) + reach * random();
    out.low[i] = Math.min(price, close) - reach * random();
    out.volume[i] = 100 * random();
    price = close;
  }
  return out;
}

function average(values: Float64Array, length: number): Float64Array {
  let mean = values[0] ?? 0;
  return values.map((value, i) => {
    mean += (2 / (length + 1)) * (value - mean);
    return i < length ? Number.NaN : mean;
  });
}

interface OpenTrade {
  readonly bar: number;
  readonly price: number;
  readonly quantity: number;
  low: number;
  high: number;
}

/** Enough of a broker to draw: long while the quick average is above the calm one, a stop below. */
class DemoBroker {
  readonly trades: Trade[] = [];
  readonly equity: Float64Array;
  readonly position: Float64Array;
  readonly cash: Float64Array;
  private money = 10_000;
  private open: OpenTrade | null = null;

  constructor(
    private readonly bars: BarColumns,
    private readonly words: string,
  ) {
    this.equity = new Float64Array(bars.time.length);
    this.position = new Float64Array(bars.time.length);
    this.cash = new Float64Array(bars.time.length);
  }

  step(i: number, above: boolean, crossed: boolean): void {
    const { bars } = this;
    const close = bars.close[i] ?? 0;
    if (this.open !== null) {
      this.open.low = Math.min(this.open.low, bars.low[i] ?? 0);
      this.open.high = Math.max(this.open.high, bars.high[i] ?? 0);
      this.leave(i, this.open, above);
    } else if (above && crossed) {
      const price = bars.open[i] ?? 0;
      this.open = { bar: i, price, quantity: (this.money * 0.9) / price, low: price, high: price };
    }
    this.position[i] = this.open?.quantity ?? 0;
    this.equity[i] = this.money + (this.open === null ? 0 : this.open.quantity * (close - this.open.price));
    this.cash[i] = (this.equity[i] ?? 0) - (this.position[i] ?? 0) * close;
  }

  private leave(i: number, open: OpenTrade, above: boolean): void {
    const { bars } = this;
    const stop = open.price * 0.965;
    const stopped = (bars.low[i] ?? 0) <= stop;
    const last = i === bars.time.length - 1;
    if (!stopped && above && !last) return;
    const exitPrice = stopped ? stop : (bars.open[i] ?? 0);
    const fees = open.quantity * (exitPrice + open.price) * 0.0004;
    const grossProfit = open.quantity * (exitPrice - open.price);
    const profit = grossProfit - fees;
    this.money += profit;
    this.open = null;
    this.trades.push({
      id: this.trades.length + 1,
      side: "long",
      quantity: open.quantity,
      entryTime: bars.time[open.bar] ?? 0,
      entryBar: open.bar,
      entryPrice: open.price,
      exitTime: bars.time[i] ?? 0,
      exitBar: i,
      exitPrice,
      profit,
      grossProfit,
      fees,
      slippage: open.quantity * 0.4,
      funding: 0,
      borrow: 0,
      liquidationPrice: null,
      return: profit / (open.price * open.quantity),
      bars: i - open.bar,
      mae: Math.min(0, open.low / open.price - 1),
      mfe: Math.max(0, open.high / open.price - 1),
      entryReason: this.words,
      exitReason: stopped ? "stop" : last ? "end_of_data" : "rule",
      entryRule: 0,
      exitRule: stopped ? null : 0,
      signalBar: open.bar - 1,
      position: this.trades.length + 1,
      stop,
      take: this.trades.length % 3 === 0 ? open.price * 1.08 : null,
    });
  }
}

export function demoRun(options: DemoOptions): Demo {
  const bars = makeBars(options);
  const quick = average(bars.close, 24);
  const calm = average(bars.close, 110);
  const above = quick.map((value, i) => (value > (calm[i] ?? Number.NaN) ? 1 : 0));
  const broker = new DemoBroker(bars, options.words ?? "quick crosses above calm");
  for (let i = 0; i < bars.time.length; i++) broker.step(i, above[i - 1] === 1, above[i - 2] === 0);
  const result = demoResult(options, bars, broker, { quick, calm });
  return { result, extras: { bars, graph: demoGraph(options), quality: quality() } };
}

function demoResult(
  options: DemoOptions,
  bars: BarColumns,
  { trades, equity, position, cash }: DemoBroker,
  averages: { readonly quick: Float64Array; readonly calm: Float64Array },
): BacktestResult {
  const count = bars.time.length;
  const { quick, calm } = averages;
  const accumulator = new MetricsAccumulator({ bars: count, interval: options.interval });
  accumulator.add({ time: bars.time, equity, position, close: bars.close });
  for (const trip of roundTrips(trades)) accumulator.addTrade(trip);
  return {
    run: {
      id: "6f1c0a9e52d47b83",
      mode: "backtest",
      strategy: options.words ?? "ema_cross",
      graphHash: "3b0e4f7a9c1d2e6f8a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f",
      dataHash: "fb8bb2fc23ca23f6bb30bbc720c63c2cd35bb394060faca23458c1e9e54393bf",
      program: "nailsage 0.1.0",
      seed: 1,
      parameters: { fast: 24, slow: 110 },
    },
    data: {
      source: options.words ?? "binance_spot/BTCUSDT_1h.parquet",
      symbol: options.words ?? "BTC/USDT",
      exchange: "binance",
      marketType: "spot",
      interval: options.interval,
      bars: count,
      from: bars.time[0] ?? 0,
      to: bars.time[count - 1] ?? 0,
      gaps: 3,
      missingBars: 17,
      hash: "fb8bb2fc23ca23f6bb30bbc720c63c2cd35bb394060faca23458c1e9e54393bf",
      score: 97.4,
    },
    feeds: [],
    warmup: { first: 110, settled: 1270 },
    account: { start: 10_000, end: equity[count - 1] ?? 10_000, currency: "USDT" },
    metrics: accumulator.finish(),
    samples: accumulator.samples,
    uncertainty: measureUncertainty(accumulator.uncertaintyFacts()),
    months: accumulator.monthReturns(),
    trades,
    counts: { trades: trades.length, rejected: 0, alerts: 0 },
    alerts: [],
    orders: [] satisfies Order[],
    signals: [],
    equity: { time: bars.time, equity, cash, position, close: bars.close },
    equityStep: 1,
    plots: [
      { label: options.words ?? "quick average", values: quick },
      { label: "calm average", values: calm },
      { label: "spread", values: quick.map((value, i) => (value / (calm[i] ?? 1) - 1) * 100) },
    ],
    warnings: demoWarnings(options),
    elapsedMs: 41.7,
  };
}

function demoWarnings(options: DemoOptions): readonly RunWarning[] {
  return [
    {
      code: "SAGE8002",
      message: options.words ?? "17 bars are missing in 3 gaps; indicators ran on as if time had not passed.",
      help: "Look at `sage data check`, or write `gaps fill` into the strategy.",
    },
    {
      code: "SAGE8402",
      message: "The Sharpe ratio is less than two standard errors above zero.",
      help: null,
    },
  ];
}

function quality() {
  return [
    { title: "Zero volume", count: 4, detail: "longest row 2, first at 2020-02-19 11:00" },
    { title: "Outliers", count: 1, detail: "2020-03-12 10:00, robust z 14.2" },
  ];
}

function demoGraph(options: DemoOptions): Graph {
  const span = { start: 0, end: 0 };
  const parameter = (name: string, value: number, low: number, high: number) =>
    ({ name, kind: "bars", value, low, high, step: 1, span }) as const;
  return {
    schema: "sage.graph/1",
    strategy: options.words ?? "ema_cross",
    documentation: options.words ?? "Follow the trend: hold while the quick average is above the calm one.",
    market: {
      symbol: "BTCUSDT",
      exchange: "binance",
      type: "spot",
      timeframe: options.interval,
      tick: null,
      lot: null,
      minimumNotional: null,
    },
    gaps: "hold",
    parameters: [parameter("fast", 12, 5, 40), parameter("slow", 110, 20, 200)],
    requirements: [],
    scalars: [],
    nodes: [],
    slotCount: 0,
    orders: {
      entries: [],
      exits: [],
      costs: { taker: 0, maker: 0, fixed: 0, slippage: { kind: "rate", amount: 0 }, spread: 0 },
      halts: [],
      fills: { path: "pessimistic", protectFrom: "fill", leverage: 0 },
    },
    models: [],
    plots: [],
    alerts: [],
    names: [],
    warmup: { first: 110, settled: 1270, dominatedBy: "calm" },
    source: { path: "strategies/ema_cross.sage", text: options.words ?? demoSource },
    hash: "3b0e",
  };
}

const demoSource = `sage 1

/// Follow the trend: hold while the quick average is above the calm one.
strategy ema_cross {
  market {
    symbol: "BTC/USDT"
    timeframe: 1h
  }

  param fast = 12 bars in 5..40
  param slow = 48 bars in 20..200 step 4
  require fast < slow

  let quick = ema(close, fast)
  let calm  = ema(close, slow)   // the slow one

  enter long when quick crosses above calm {
    stop entry * 0.965
  }
  exit long when quick crosses below calm

  size 90% of equity
  costs {
    fee: 0.04%
    slippage: 1 tick
  }
}
`;
