import { formatInterval } from "../data/interval.js";

/** An arena: one market at one interval on one exchange, where strategies trade. */
export interface Market {
  /** As the user names it: "binance", "hyperliquid", "kirby", "replay", … */
  readonly exchange: string;
  /** "BTC/USDT", as exchanges of one kind write it; a perpetual's is "BTC/USDT:USDT". */
  readonly symbol: string;
  readonly marketType: "spot" | "perpetual" | "future";
  /** Milliseconds between two bars. */
  readonly interval: number;
}

/** Each bar asks for its market's key many times. */
const keys = new WeakMap<Market, string>();

/** Names a market: two markets with the same key are the same. */
export function marketKey(market: Market): string {
  const known = keys.get(market);
  if (known !== undefined) return known;
  const { exchange, symbol, marketType, interval } = market;
  const key = `${exchange} ${symbol} ${marketType} ${formatInterval(interval)}`;
  keys.set(market, key);
  return key;
}
