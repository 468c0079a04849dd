import type { Trade } from "../record.js";

/** Trades whose decisions a report carries: all of few; of many the first, the last, the best and the worst. */
export const explainedLimit = 400;
const atEachEnd = 50;
const ofEachKind = 150;

export function explainedTrades(trades: readonly Trade[]): readonly Trade[] {
  if (trades.length <= explainedLimit) return trades;
  const order = byProfit(trades);
  const chosen = new Set([
    ...trades.slice(0, atEachEnd),
    ...trades.slice(-atEachEnd),
    ...order.slice(0, ofEachKind),
    ...order.slice(-ofEachKind),
  ]);
  return trades.filter((trade) => chosen.has(trade));
}

/** Trades that a page lists and draws: all up to `limit`; of more the best and worst, and every n-th between. */
export function listedTrades(trades: readonly Trade[], limit: number): readonly Trade[] {
  if (trades.length <= limit) return trades;
  const order = byProfit(trades);
  const quarter = Math.floor(limit / 4);
  const chosen = new Set([...explainedTrades(trades), ...order.slice(0, quarter), ...order.slice(-quarter)]);
  const step = trades.length / (limit - chosen.size);
  for (let at = 0; at < trades.length && chosen.size < limit; at += step) {
    const trade = trades[Math.floor(at)];
    if (trade !== undefined) chosen.add(trade);
  }
  return trades.filter((trade) => chosen.has(trade));
}

/** The worst first. */
function byProfit(trades: readonly Trade[]): readonly Trade[] {
  const keys = Float64Array.from(trades, ({ profit }) => profit);
  const places = Uint32Array.from(trades.keys());
  places.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
  return Array.from(places, (place) => trades[place]).filter((trade) => trade !== undefined);
}
