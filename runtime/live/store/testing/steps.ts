import type { Order, Signal, Trade } from "../../../record.js";
import type { Market } from "../../market.js";
import type { LiveStep } from "../live-store.js";
import type { WantedStrategy } from "../strategies.js";

export const minute = 60_000;
/** Monday 2026-03-02, 00:00 UTC. */
export const beginning = Date.UTC(2026, 2, 2);

export const bitcoin: Market = {
  exchange: "binance",
  symbol: "BTC/USDT:USDT",
  marketType: "perpetual",
  interval: minute,
};

export function wanted(changes: Partial<WantedStrategy> = {}): WantedStrategy {
  return {
    name: "cross",
    graphHash: "aa11",
    market: bitcoin,
    parameters: { fast: 12, slow: 26.5 },
    capital: 10_000,
    models: [{ name: "mood", id: "m-1", chosen: "champion" }],
    path: "strategies/cross.sage",
    portfolio: null,
    ...changes,
  };
}

export const price = 90_045 + 1 / 7;

export function quietStep(strategy: number, number: number, changes: Partial<LiveStep> = {}): LiveStep {
  const time = beginning + number * minute;
  return {
    strategy,
    number,
    bar: {
      time,
      open: price,
      high: price + 0.1 + 0.2,
      low: price - 1 / 3,
      close: price + number,
      volume: 1e-9,
      series: { funding: -0.0001 / 3, open_interest: 1.7976931348623157e308 },
    },
    received: time + minute + 12,
    decided: time + minute + 15,
    mode: "live",
    account: { equity: 10_000 + number / 3, cash: 10_000, position: 0 },
    openPosition: null,
    orders: [],
    trades: [],
    signals: [],
    alerts: [],
    plots: [],
    state: Uint8Array.of(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 255),
    ...changes,
  };
}

export function order(id: number, changes: Partial<Order> = {}): Order {
  return {
    id,
    signalBar: 0,
    bar: 1,
    time: beginning + minute,
    side: "buy",
    kind: "market",
    quantity: 0.11105558331945138,
    status: "filled",
    price: 90_045,
    fee: 10,
    slippage: 4.997501249375312,
    reason: "entry rule",
    ...changes,
  };
}

export function signal(bar: number, changes: Partial<Signal> = {}): Signal {
  return {
    bar,
    time: beginning + bar * minute,
    action: "enter",
    side: "long",
    rule: 0,
    outcome: "order",
    reason: "",
    ...changes,
  };
}

export function trade(id: number, changes: Partial<Trade> = {}): Trade {
  return {
    id,
    side: "long",
    quantity: 0.11105558331945138,
    entryTime: beginning + minute,
    entryBar: 1,
    entryPrice: 90_045,
    exitTime: beginning + 3 * minute,
    exitBar: 3,
    exitPrice: 90_954.5,
    profit: 80.90505302904104,
    grossProfit: 101.00505302904104,
    fees: 20.1,
    slippage: 9.99,
    funding: -0.003,
    borrow: 0,
    return: 0.1 / 12.36,
    bars: 2,
    mae: -0.0021,
    mfe: 0.0103,
    entryReason: "crosses_above(fast, slow)",
    exitReason: "rule",
    entryRule: 0,
    exitRule: 0,
    signalBar: 0,
    position: 1,
    stop: 89_000.25,
    take: null,
    liquidationPrice: null,
    ...changes,
  };
}

/** A strategy's first bars: a signal, its order, a position that is held and then turned around. */
export function story(strategy: number): readonly LiveStep[] {
  const held = {
    side: "long" as const,
    quantity: 0.11105558331945138,
    entryPrice: 90_045,
    entryTime: beginning + minute,
    entryBar: 1,
    stop: 89_000.25,
    takes: [91_000.1, Infinity],
    liquidationPrice: null,
    unrealised: -0,
    position: 1,
  };
  return [
    quietStep(strategy, 0, {
      mode: "warmup",
      signals: [signal(0, { rule: 1, outcome: "ignored", reason: "warm-up" }), signal(0)],
    }),
    quietStep(strategy, 1, {
      orders: [order(1)],
      openPosition: held,
      account: { equity: 9_990, cash: 0.1 + 0.2, position: 0.11105558331945138 },
      plots: [NaN, -0, 5e-324, 1 / 3],
    }),
    quietStep(strategy, 2, {
      signals: [signal(2, { action: "exit" }), signal(2, { side: "short", rule: 1 })],
      openPosition: { ...held, unrealised: 12.25, stop: 89_500 },
      account: { equity: 10_002.25, cash: 0.3, position: 0.11105558331945138 },
      alerts: [{ bar: 2, time: beginning + 2 * minute, alert: 0, message: 'it is "over" → 😀' }],
    }),
    quietStep(strategy, 3, {
      orders: [
        order(2, {
          signalBar: 2,
          bar: 3,
          time: beginning + 3 * minute,
          side: "sell",
          quantity: 0.2,
          fee: -0,
        }),
        order(3, { status: "rejected", price: null, quantity: 0, fee: 0, kind: "limit", reason: "no money" }),
      ],
      trades: [trade(1, { grossProfit: -0, return: NaN })],
      openPosition: {
        ...held,
        side: "short",
        quantity: 0.08894441668054862,
        position: 2,
        entryBar: 3,
        entryTime: beginning + 3 * minute,
        entryPrice: 90_954.5,
        takes: [],
        liquidationPrice: 150_000.5,
      },
      account: { equity: 10_080.5, cash: 18_000, position: -0.08894441668054862 },
    }),
  ];
}
