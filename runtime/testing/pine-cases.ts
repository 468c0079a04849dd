import type { Graph } from "../../compiler/graph/index.js";
import type { BarColumns } from "../data/dataset.js";
import type { Listed, PineRules } from "./pine.js";
import { StrategyBuilder, type Series, type StrategyDraft } from "./strategy.js";

/* The strategies of TradingView's lists of trades (rules in settings.json of `reference/pine_strategy`) as our graphs. */

export const hour = 3_600_000;
const theirs = { turns: "at the fill", orders: "by id", rounds: "away" } as const;
/** The three rules in which ours differ. */
export const ourOrders = { turns: "at the signal", orders: "one", rounds: "nearest" } as const;

const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;

const crossed = (now: number, then: number, line: number, lineThen: number): 1 | -1 | 0 =>
  now > line && then <= lineThen ? 1 : now < line && then >= lineThen ? -1 : 0;

function bollinger({ close }: BarColumns): PineRules {
  const bands = (bar: number): readonly [number, number] => {
    const window = close.slice(Math.max(0, bar - 19), bar + 1);
    if (window.length < 20) return [NaN, NaN];
    const basis = mean(window);
    const apart = 2 * Math.sqrt(mean(window.map((x) => (x - basis) ** 2)));
    return [basis - apart, basis + apart];
  };
  return {
    tick: 1e-5,
    oneCancelsOther: true,
    ...theirs,
    script: (bar) => {
      const [now = NaN, then = NaN] = [close[bar], close[bar - 1]];
      const [[lower, upper], [lowerThen, upperThen]] = [bands(bar), bands(bar - 1)];
      const rises = crossed(now, then, lower, lowerThen) > 0;
      const falls = crossed(now, then, upper, upperThen) < 0;
      return {
        long: rises ? { side: 1, type: "stop", price: lower } : null,
        short: falls ? { side: -1, type: "stop", price: upper } : null,
      };
    },
  };
}

function bollingerGraph(): Graph {
  const builder = new StrategyBuilder();
  const close = builder.bar("close");
  const bands = builder.call("bollinger", [close], [20, 2, 0]);
  const [upper, lower] = [1, 2].map((output) => ({ ...bands, output }));
  if (upper === undefined || lower === undefined) throw new Error("no bands");
  const entry = (side: "long" | "short", cross: string, band: typeof bands) => ({
    side,
    when: builder.call(cross, [close, band]),
    order: { type: "stop" as const, price: band, validity: 1 },
  });
  return builder.graph({
    entries: [entry("long", "crosses_above", lower), entry("short", "crosses_below", upper)],
    tick: 1e-5,
    timeframe: hour,
  });
}

function averages({ close }: BarColumns): PineRules {
  const average = (length: number, bar: number): number =>
    bar < length - 1 ? NaN : mean(close.slice(bar - length + 1, bar + 1));
  return {
    tick: 1e-5,
    stop: 0.01,
    slippage: 20e-5,
    ...theirs,
    script: (bar) => {
      const cross = crossed(average(10, bar), average(10, bar - 1), average(20, bar), average(20, bar - 1));
      if (cross === 0) return {};
      const price = (close[bar] ?? NaN) * (1 - cross * 0.005);
      return { [cross > 0 ? "long" : "short"]: { side: cross, type: "limit", price } };
    },
  };
}

function averagesGraph(): Graph {
  const builder = new StrategyBuilder();
  const close = builder.bar("close");
  const [quick, calm] = [builder.call("sma", [close], [10]), builder.call("sma", [close], [20])];
  const entry = (side: "long" | "short", cross: string, sign: number) => ({
    side,
    when: builder.call(cross, [quick, calm]),
    order: { type: "limit" as const, price: builder.call("multiply", [close, 1 - sign * 0.005]) },
    stop: { base: 0, slope: 1 - sign * 0.01 },
  });
  return builder.graph({
    entries: [entry("long", "crosses_above", 1), entry("short", "crosses_below", -1)],
    costs: { taker: 0.001, maker: 0.001, slippage: { kind: "ticks", amount: 20 } },
    protectFrom: "next",
    tick: 1e-5,
    timeframe: hour,
  });
}

/** A trade in one line, prices to the eighth digit. */
export const outline = (trade: Listed): string =>
  [
    trade.side,
    new Date(trade.entryTime).toISOString(),
    trade.entryPrice.toFixed(8),
    new Date(trade.exitTime).toISOString(),
    trade.exitPrice.toFixed(8),
  ].join(" ");

type Signals = (builder: StrategyBuilder, close: Series) => { readonly long: Series; readonly short: Series };

function reversing(make: Signals, draft: Partial<StrategyDraft> = {}): Graph {
  const builder = new StrategyBuilder();
  const { long, short } = make(builder, builder.bar("close"));
  return builder.graph({
    entries: [
      { side: "long", when: long },
      { side: "short", when: short },
    ],
    timeframe: hour,
    ...draft,
  });
}

const macdGraph = (): Graph =>
  reversing((builder, close) => {
    const macd = builder.call("subtract", [
      builder.call("ema", [close], [12, 0]),
      builder.call("ema", [close], [26, 0]),
    ]);
    const delta = builder.call("subtract", [macd, builder.call("ema", [macd], [9, 0])]);
    return {
      long: builder.call("crosses_above", [delta, 0]),
      short: builder.call("crosses_below", [delta, 0]),
    };
  });

const strengthGraph = (): Graph =>
  reversing((builder, close) => {
    const strength = builder.call("rsi", [close], [14, 0]);
    return {
      long: builder.call("crosses_above", [strength, 30]),
      short: builder.call("crosses_below", [strength, 70]),
    };
  });

/** A contract with a point value of 500 is 500 units. */
const futuresGraph = (): Graph =>
  reversing(
    (builder, close) => {
      const quick = builder.call("sma", [close], [10]);
      const calm = builder.call("sma", [close], [30]);
      return {
        long: builder.call("crosses_above", [quick, calm]),
        short: builder.call("crosses_below", [quick, calm]),
      };
    },
    { size: { kind: "quantity", amount: 500 } },
  );

function slippageGraph(bars: BarColumns): Graph {
  const builder = new StrategyBuilder();
  const time = builder.bar("time");
  const at = (bar: number) => builder.call("equal", [time, bars.time[bar] ?? Number.NaN]);
  return builder.graph({
    entries: [
      { side: "long", when: at(10) },
      { side: "short", when: at(40) },
    ],
    exits: [
      { side: "long", when: at(20) },
      { side: "short", when: at(50) },
    ],
    costs: { taker: 0.001, slippage: { kind: "ticks", amount: 10 } },
    tick: 1e-5,
    timeframe: hour,
  });
}

export interface PineCase {
  readonly title: string;
  readonly prices: string;
  readonly list: string;
  readonly capital: number;
  /** Trades of the list that are closed on its last bar at the latest. */
  readonly closed: number;
  readonly graph: (bars: BarColumns) => Graph;
  /** TradingView's rules for a second program, where its entries rest. */
  readonly rules?: (bars: BarColumns) => PineRules;
}

export const marketCases: readonly PineCase[] = [
  {
    title: "MACD crossing its signal, always reversing",
    prices: "ohlcv.csv",
    list: "macd_trades.csv",
    capital: 1e6,
    closed: 1807,
    graph: macdGraph,
  },
  {
    title: "RSI crossing 30 and 70, always reversing",
    prices: "ohlcv.csv",
    list: "rsi_trades.csv",
    capital: 1e6,
    closed: 193,
    graph: strengthGraph,
  },
  {
    title: "crude oil futures with a point value of 500, SMA 10/30",
    prices: "futures_pnl_ohlcv.csv",
    list: "futures_pnl_trades.csv",
    capital: 1e5,
    closed: 293,
    graph: futuresGraph,
  },
  {
    title: "ten ticks of slippage and 0.1 % a fill",
    prices: "ohlcv.csv",
    list: "slippage_basic_trades.csv",
    capital: 1e4,
    closed: 2,
    graph: slippageGraph,
  },
];

export const restingCases: readonly (PineCase & Required<Pick<PineCase, "rules">>)[] = [
  {
    title: "Bollinger bands, stop entries of one bar",
    prices: "ohlcv.csv",
    list: "bollinger_trades.csv",
    capital: 1e4,
    closed: 578,
    graph: bollingerGraph,
    rules: bollinger,
  },
  {
    title: "crossing averages, limit entries, a stop of 1 %",
    prices: "slippage_limit_ohlcv.csv",
    list: "slippage_limit_trades.csv",
    capital: 1e4,
    closed: 280,
    graph: averagesGraph,
    rules: averages,
  },
];
