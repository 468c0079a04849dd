import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Graph } from "../../compiler/graph/index.js";
import { describeShared, sharedPath } from "../../tests/shared.js";
import type { BarColumns } from "../data/dataset.js";
import type { Trade } from "../record.js";
import { feedOf } from "../testing/feed.js";
import { StrategyBuilder, type Series, type StrategyDraft } from "../testing/strategy.js";
import { backtest } from "./backtest.js";

/*
 * TradingView's own lists of trades (`reference/pine_strategy`; rules in its settings.json). Times, sides and prices are
 * compared exactly; money is rounded for display there. Conventions: TradingView lists a position that is still open as
 * a last trade, which is left out here (`endOfData: "mark"`).
 *
 * Not expressible with market orders, and so not here: `bollinger` (entries by resting stop orders) and
 * `slippage_limit` (entries by resting limit orders).
 */

const hour = 3_600_000;

function rowsOf(name: string): readonly (readonly string[])[] {
  const text = readFileSync(sharedPath("data", "reference", "pine_strategy", name), "utf8");
  return text
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(","));
}

/** "…-0500" as ISO wants it, "…-05:00". */
const timeOf = (text: string | undefined): number =>
  Date.parse((text ?? "").replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));

function candles(name: string): BarColumns {
  const rows = rowsOf(name);
  const column = (at: number): Float64Array => Float64Array.from(rows, (row) => Number(row[at]));
  return {
    time: Float64Array.from(rows, (row) => timeOf(row[0])),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  };
}

interface Listed {
  readonly side: string;
  readonly entryTime: number;
  readonly entryPrice: number;
  readonly exitTime: number;
  readonly exitPrice: number;
}

/** Two rows a trade, entry and exit in either order. */
function listed(name: string): readonly Listed[] {
  const trades = new Map<string, Record<string, readonly string[]>>();
  for (const row of rowsOf(name)) {
    const [id = "", type = ""] = row;
    trades.set(id, { ...trades.get(id), [type.startsWith("Entry") ? "entry" : "exit"]: row });
  }
  return Array.from(trades.values(), ({ entry, exit }) => ({
    side: entry?.[1]?.endsWith("long") === true ? "long" : "short",
    entryTime: timeOf(entry?.[2]),
    entryPrice: Number(entry?.[4]),
    exitTime: timeOf(exit?.[2]),
    exitPrice: Number(exit?.[4]),
  }));
}

const outline = (trade: Trade | Listed): readonly unknown[] => [
  trade.side,
  new Date(trade.entryTime).toISOString(),
  trade.entryPrice.toFixed(8),
  new Date(trade.exitTime).toISOString(),
  trade.exitPrice.toFixed(8),
];

function tradesOf(graph: Graph, bars: BarColumns, capital: number): readonly Trade[] {
  return backtest(graph, feedOf(bars, hour), { capital, endOfData: "mark", checkIdentities: true }).trades;
}

function reversing(
  make: (builder: StrategyBuilder, close: Series) => { readonly long: Series; readonly short: Series },
  draft: Partial<StrategyDraft> = {},
): Graph {
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

describeShared("the same trades as TradingView", () => {
  test("MACD crossing its signal, always reversing: 1,807 trades", () => {
    const graph = reversing((builder, close) => {
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
    const trades = tradesOf(graph, candles("ohlcv.csv"), 1e6);
    expect(trades).toHaveLength(1807);
    expect(trades.map(outline)).toEqual(listed("macd_trades.csv").slice(0, 1807).map(outline));
  });

  test("RSI crossing 30 and 70, always reversing: 193 trades", () => {
    const graph = reversing((builder, close) => {
      const strength = builder.call("rsi", [close], [14, 0]);
      return {
        long: builder.call("crosses_above", [strength, 30]),
        short: builder.call("crosses_below", [strength, 70]),
      };
    });
    const trades = tradesOf(graph, candles("ohlcv.csv"), 1e6);
    expect(trades).toHaveLength(193);
    expect(trades.map(outline)).toEqual(listed("rsi_trades.csv").slice(0, 193).map(outline));
  });

  test("crude oil futures with a point value of 500, SMA 10/30", () => {
    // A contract with a point value of 500 is 500 units.
    const graph = reversing(
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
    const trades = tradesOf(graph, candles("futures_pnl_ohlcv.csv"), 1e5);
    const theirs = listed("futures_pnl_trades.csv");
    // On 2026-04-16T13:00-04:00 both averages are equal in exact arithmetic: the cross counts on that bar or the next.
    const tied = new Set([280, 281]);
    const counted = (_: unknown, k: number): boolean => !tied.has(k) && k < trades.length;
    expect(trades.length).toBeGreaterThan(290);
    expect(theirs.length - trades.length).toBeLessThanOrEqual(1);
    expect(trades.filter(counted).map(outline)).toEqual(theirs.filter(counted).map(outline));
    const [first] = trades;
    expect(first?.profit).toBeCloseTo(-437.5, 9);
  });

  test("ten ticks of slippage and 0.1 % a fill", () => {
    const bars = candles("ohlcv.csv");
    const builder = new StrategyBuilder();
    const time = builder.bar("time");
    const at = (bar: number) => builder.call("equal", [time, bars.time[bar] ?? Number.NaN]);
    const graph = builder.graph({
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
    const trades = tradesOf(graph, bars, 10_000);
    expect(trades.map(outline)).toEqual(listed("slippage_basic_trades.csv").map(outline));
  });
});
