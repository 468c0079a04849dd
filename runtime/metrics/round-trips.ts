import type { Trade } from "../record.js";

/** A position from its first entry to its last exit, as trade metrics count it. */
export interface RoundTrip {
  readonly side: "long" | "short";
  readonly signalBar: number;
  readonly bars: number;
  readonly profit: number;
  /** profit / Σ entry price · quantity. */
  readonly return: number;
  readonly fees: number;
  readonly slippage: number;
  readonly funding: number;
  readonly borrow: number;
  /** Σ quantity · (entry price + exit price). */
  readonly traded: number;
  /** What it would have lost at its first stops; 0 when a part had none. */
  readonly risk: number;
  /** Of its worst and of its best part. */
  readonly mae: number;
  readonly mfe: number;
}

/** The parts of each position (by `position`) joined, in the order of the last exits; `trades` are in order of their exits. */
export function roundTrips(trades: readonly Trade[]): readonly RoundTrip[] {
  const positions = new Map<number, Trade[]>();
  for (const trade of trades) {
    const parts = positions.get(trade.position) ?? [];
    // Moves it behind all that ended before.
    positions.delete(trade.position);
    positions.set(trade.position, [...parts, trade]);
  }
  return [...positions.values()].flatMap((parts) =>
    parts[0] === undefined ? [] : [joinParts(parts[0], parts)],
  );
}

function joinParts(first: Trade, parts: readonly Trade[]): RoundTrip {
  const sum = (of: (trade: Trade) => number): number => parts.reduce((total, trade) => total + of(trade), 0);
  const profit = sum((trade) => trade.profit);
  const least = (of: (trade: Trade) => number): number => Math.min(...parts.map(of));
  return {
    side: first.side,
    signalBar: least((trade) => trade.signalBar),
    bars:
      parts.length === 1 ? first.bars : -least((trade) => -trade.exitBar) - least((trade) => trade.entryBar),
    profit,
    return: parts.length === 1 ? first.return : profit / sum((trade) => trade.entryPrice * trade.quantity),
    fees: sum((trade) => trade.fees),
    slippage: sum((trade) => trade.slippage),
    funding: sum((trade) => trade.funding),
    borrow: sum((trade) => trade.borrow),
    traded: sum((trade) => trade.quantity * (trade.entryPrice + trade.exitPrice)),
    risk: parts.some((trade) => trade.stop === null)
      ? 0
      : sum((trade) => Math.abs(trade.entryPrice - (trade.stop ?? trade.entryPrice)) * trade.quantity),
    mae: least((trade) => trade.mae),
    mfe: -least((trade) => -trade.mfe),
  };
}
