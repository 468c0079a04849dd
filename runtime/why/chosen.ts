import type { Trade } from "../record.js";

/** Trades whose decisions a report carries: all of few; of many the first, the last, the best and the worst. */
export const explainedLimit = 400;
const atEachEnd = 50;
const ofEachKind = 150;

export function explainedTrades(trades: readonly Trade[]): readonly Trade[] {
  if (trades.length <= explainedLimit) return trades;
  return pick(trades, (place) => place < atEachEnd || place >= trades.length - atEachEnd, ofEachKind);
}

/** Trades that a page lists and draws: all up to `limit`; of more the best and worst, and every n-th between. */
export function listedTrades(trades: readonly Trade[], limit: number): readonly Trade[] {
  if (trades.length <= limit) return trades;
  const quarter = Math.floor(limit / 4);
  const step = trades.length / (limit / 2 - 2 * atEachEnd);
  const isEven = (place: number): boolean => Math.floor(place / step) !== Math.floor((place - 1) / step);
  return pick(
    trades,
    (place) => place < atEachEnd || place >= trades.length - atEachEnd || isEven(place),
    quarter,
  );
}

/** The `count` worst and best and those whose place is wanted, in their order. */
function pick(
  trades: readonly Trade[],
  isWanted: (place: number) => boolean,
  count: number,
): readonly Trade[] {
  const sorted = Float64Array.from(trades, ({ profit }) => profit).sort();
  const [low, high] = [sorted[count - 1] ?? 0, sorted[sorted.length - count] ?? 0];
  // Of equal ones at the border the first are taken, so that there are never more than `count`.
  let [lows, highs] = [below(sorted, low), above(sorted, high)].map((inside) => count - inside);
  return trades.filter(({ profit }, place) => {
    if (profit < low || profit > high || isWanted(place)) return true;
    if (profit === low) return (lows = (lows ?? 0) - 1) >= 0;
    return profit === high && (highs = (highs ?? 0) - 1) >= 0;
  });
}

/** How many lie below a value that is among the first of them. */
function below(sorted: Float64Array, value: number): number {
  return sorted.indexOf(value);
}

/** How many lie above a value that is among the last of them. */
function above(sorted: Float64Array, value: number): number {
  return sorted.length - 1 - sorted.lastIndexOf(value);
}
