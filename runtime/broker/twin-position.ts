import type { Placed } from "./twin-levels.js";
import type { TwinEntry } from "./twin-rules.js";

// What the slow twin holds and waits for.

/** One entry of a position. */
export interface Lot {
  readonly price: number;
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
}

/** The average price, counted from the first one: what was all bought at one price has exactly that price. */
export function averageOf(lots: readonly { readonly quantity: number; readonly price: number }[]): number {
  const start = lots[0]?.price ?? Number.NaN;
  const units = lots.reduce((sum, { quantity }) => sum + quantity, 0);
  return start + lots.reduce((sum, { quantity, price }) => sum + quantity * (price - start), 0) / units;
}
