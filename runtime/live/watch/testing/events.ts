import type { DeskEvent } from "../../events.js";
import type { Market } from "../../market.js";
import type { LiveStep, StrategyRecord } from "../../store/live-store.js";

export const minute = 60_000;
export const market: Market = {
  exchange: "binance",
  symbol: "BTC/USDT",
  marketType: "spot",
  interval: minute,
};
export const key = "binance BTC/USDT spot 1m";

export const strategy: StrategyRecord = {
  id: 7,
  name: "cross",
  graphHash: "0",
  market,
  parameters: {},
  capital: 10_000,
  models: [],
  path: null,
  portfolio: null,
  isActive: true,
  createdAt: 0,
  warmupFrom: 0,
  tradedFrom: 0,
};

/** A live step of the bar with this number, decided 8 ms after it was known. */
export function stepOf(number: number, more: Partial<LiveStep> = {}): Extract<DeskEvent, { kind: "step" }> {
  const time = number * minute;
  const step: LiveStep = {
    strategy: strategy.id,
    number,
    bar: { time, open: 1, high: 2, low: 1, close: 2, volume: 3 },
    received: time + minute + 100,
    decided: time + minute + 108,
    mode: "live",
    account: { equity: 10_000, cash: 10_000, position: 0 },
    openPosition: null,
    orders: [],
    trades: [],
    signals: [],
    alerts: [],
    plots: [],
    state: null,
    ...more,
  };
  return { kind: "step", strategy, step };
}

export const troubleOf = (event: string, message: string): Extract<DeskEvent, { kind: "note" }> => ({
  kind: "note",
  note: { time: 0, event, severity: "warning", strategy: null, market, message, data: {} },
});
