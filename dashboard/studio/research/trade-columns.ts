import type { Trade } from "../../../runtime/record.js";
import type { TradeColumns } from "./protocol.js";

/** Trades sent to the page at most: a table and a chart show no more at a time. */
export const mostTrades = 5000;

export function tradeColumns(all: readonly Trade[]): TradeColumns {
  const first = Math.max(0, all.length - mostTrades);
  const trades = first === 0 ? all : all.slice(first);
  const column = (value: (trade: Trade) => number): Float64Array => Float64Array.from(trades, value);
  const reasons: string[] = [];
  const placeOf = (reason: string): number => {
    const found = reasons.indexOf(reason);
    return found >= 0 ? found : reasons.push(reason) - 1;
  };
  return {
    count: all.length,
    first,
    side: Int8Array.from(trades, ({ side }) => (side === "long" ? 1 : -1)),
    entryTime: column((trade) => trade.entryTime),
    exitTime: column((trade) => trade.exitTime),
    entryPrice: column((trade) => trade.entryPrice),
    exitPrice: column((trade) => trade.exitPrice),
    profit: column((trade) => trade.profit),
    return: column((trade) => trade.return),
    bars: column((trade) => trade.bars),
    id: column((trade) => trade.id),
    exitReason: Uint8Array.from(trades, ({ exitReason }) => placeOf(exitReason)),
    reasons,
  };
}
