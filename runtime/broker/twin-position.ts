import type { ExitReason } from "../record.js";
import type { Placed } from "./twin-levels.js";
import type { TwinEntry, TwinTrade } from "./twin-rules.js";

// What the slow twin holds and waits for.

/** One entry of a position. */
export interface Lot {
  price: number;
  readonly bar: number;
  readonly signalBar: number;
  quantity: number;
  fee: number;
  slippage: number;
  funding: number;
  borrow: number;
  highest: number;
  lowest: number;
}

export interface Position extends Placed {
  readonly side: number;
  readonly entryBar: number;
  readonly lots: Lot[];
  /** The average price of what is held. */
  entry: number;
  quantity: number;
  profit: number;
  invested: number;
  /** Of the latest entry, whose protections hold for all. */
  rule: TwinEntry;
  signalBar: number;
  initial: number;
  takes: Placed["takes"];
  best: number;
}

export interface Waiting {
  readonly rule: TwinEntry;
  readonly bar: number;
  /** Where it rests; null at the market. */
  price: number | null;
  /** Whether it waits for a better price: a limit, or a stop-limit that has been reached. */
  better: boolean;
  /** Of a stop-limit. */
  readonly limit: number | null;
  /** What the signal asked for. */
  readonly wanted: string;
  /** The last bar on which it may fill. */
  readonly until: number;
  /** The last close that asked for it. */
  asked: number;
  /** What is left of it once a part is filled. */
  left: number;
  isFilled: boolean;
}

/** The average price, counted from the first one: what was all bought at one price has exactly that price. */
export function averageOf(lots: readonly { readonly quantity: number; readonly price: number }[]): number {
  const start = lots[0]?.price ?? Number.NaN;
  const units = lots.reduce((sum, { quantity }) => sum + quantity, 0);
  return start + lots.reduce((sum, { quantity, price }) => sum + quantity * (price - start), 0) / units;
}

/** How a part of an entry is left. */
interface LotExit {
  readonly bar: number;
  readonly price: number;
  readonly reason: ExitReason;
  readonly fee: number;
  readonly slippage: number;
  readonly liquidation: number | null;
}

/** Takes `part` units out of an entry; gives the trade that they were. */
export function closeLot(held: Position, lot: Lot, part: number, exit: LotExit): TwinTrade {
  const { price } = exit;
  const share = part / lot.quantity;
  const highest = Math.max(lot.highest, price);
  const lowest = Math.min(lot.lowest, price);
  const best = held.side > 0 ? highest - lot.price : lot.price - lowest;
  const worst = held.side > 0 ? lowest - lot.price : lot.price - highest;
  const fees = exit.fee + lot.fee * share;
  const funding = lot.funding * share;
  const borrow = lot.borrow * share;
  const trade: TwinTrade = {
    side: held.side,
    quantity: part,
    entryBar: lot.bar,
    entryPrice: lot.price,
    exitBar: exit.bar,
    exitPrice: price,
    exitReason: exit.reason,
    fees,
    slippage: exit.slippage + lot.slippage * share,
    funding,
    borrow,
    liquidation: exit.liquidation,
    mae: Math.min(0, worst / lot.price),
    mfe: Math.max(0, best / lot.price),
    signalBar: lot.signalBar,
  };
  lot.fee -= lot.fee * share;
  lot.slippage -= lot.slippage * share;
  lot.funding -= funding;
  lot.borrow -= borrow;
  held.profit += held.side * (price - lot.price) * part - fees - funding - borrow;
  lot.quantity = share === 1 ? 0 : lot.quantity - part;
  return trade;
}

/** The entries of a position of which the newest gets one more part; all of them have seen its price. */
export function grown(held: Position, part: Lot): Lot[] {
  const newest = held.lots.at(-1);
  if (newest === undefined) return [part];
  newest.price = averageOf([newest, part]);
  newest.quantity += part.quantity;
  newest.fee += part.fee;
  newest.slippage += part.slippage;
  for (const lot of held.lots) {
    lot.highest = Math.max(lot.highest, part.highest);
    lot.lowest = Math.min(lot.lowest, part.lowest);
  }
  return held.lots;
}

/** What is left of an entry: of a stop-limit it rests at its limit, of a stop it waits for the next open. */
export function goOn(entry: Waiting, left: number): void {
  entry.left = left;
  entry.isFilled = true;
  if (left === 0 || entry.better || entry.price === null) return;
  entry.price = entry.limit;
  entry.better = entry.limit !== null;
}

/** Whether the price at which an entry waits is reached at `price`. */
export function reaches({ rule: { side }, price: level, better }: Waiting, price: number): boolean {
  if (level === null) return false;
  return better ? side * price <= side * level : side * price >= side * level;
}

/** The best price so far, for what trails it. */
export function follow(held: Position, price: number): void {
  if (held.side * price > held.side * held.best) held.best = price;
}

/** What is left of an order, without the dust of rounding. */
export function leftOf(ordered: number, filled: number): number {
  return ordered - filled <= 1e-9 * filled ? 0 : ordered - filled;
}
