import type { ExitReason } from "../record.js";
import type { SwitchChange } from "./switches.js";

// What the slow twin of the broker takes and gives.

export interface TwinEntry {
  readonly side: 1 | -1;
  readonly when: readonly number[];
  readonly stop?: TwinLevel;
  /** Levels that the stop moves to once the price has gone `after` in favour of the entry. */
  readonly moves: readonly { readonly level: TwinLevel; readonly after: TwinLevel }[];
  readonly takes: readonly { readonly level: TwinLevel; readonly portion: number }[];
  /** With `share` the distance is a fraction of the best price. */
  readonly trail?: { readonly distance: readonly number[]; readonly share?: boolean; readonly after: number };
  readonly expire?: number;
  readonly order?: {
    readonly type: "limit" | "stop";
    readonly price: readonly number[];
    /** Of a stop: what it becomes once it is reached. */
    readonly limit?: readonly number[];
    readonly validity?: number;
  };
}

/** base + slope × entry, base as it was at the signal's close. */
export interface TwinLevel {
  readonly base: readonly number[];
  readonly slope: number;
}

export interface TwinRules {
  readonly entries: readonly TwinEntry[];
  readonly exits: readonly { readonly side: "long" | "short" | "all"; readonly when: readonly number[] }[];
  readonly size: {
    readonly kind: "equity" | "notional" | "quantity" | "risk" | "kelly";
    /** Of kelly: what the share is multiplied by. */
    readonly amount: number;
    readonly kelly?: { readonly fraction: number; readonly trades: number; readonly otherwise: number };
    readonly limit?: number;
  };
  readonly taker: number;
  readonly maker: number;
  readonly fixed: number;
  readonly slippage: {
    readonly kind: "rate" | "range" | "square_root" | "linear";
    readonly amount: number;
  };
  readonly spread: number;
  readonly cooldown?: { readonly length: number; readonly after: "any" | "loss" | "win" };
  readonly halts: readonly {
    readonly quantity: "drawdown" | "daily loss" | "losing streak";
    readonly above: number;
    readonly length?: number;
  }[];
  readonly path: "pessimistic" | "ohlc" | "olhc";
  readonly protectFrom: "fill" | "next";
  readonly reverses: boolean;
  readonly pyramiding: number;
  /** Most entries that are filled in a UTC day. */
  readonly entriesPerDay?: number;
  /** Share of a bar's volume that orders fill. */
  readonly participation?: number;
  readonly leverage: number;
  /** Positions have a margin of their own, and are liquidated when it falls to this share of their value. */
  readonly maintenance?: number;
  readonly liquidationFee: number;
  /** Rate and milliseconds between two fundings. */
  readonly funding?: { readonly rate: number; readonly every: number };
  /** Interest a year. */
  readonly borrow: number;
  readonly lot: number;
  readonly minimumNotional: number;
  readonly first: number;
  /** When the kill switch was thrown and taken back, and the milliseconds of a bar, which it needs. */
  readonly switches?: readonly SwitchChange[];
  readonly interval?: number;
  readonly capital: number;
}

export interface TwinTrade {
  readonly side: number;
  readonly quantity: number;
  readonly entryBar: number;
  readonly entryPrice: number;
  readonly exitBar: number;
  readonly exitPrice: number;
  readonly exitReason: ExitReason;
  readonly fees: number;
  readonly slippage: number;
  readonly funding: number;
  readonly borrow: number;
  readonly liquidation: number | null;
  readonly mae: number;
  readonly mfe: number;
  readonly signalBar: number;
}

export interface TwinResult {
  readonly trades: readonly TwinTrade[];
  /** "bar action rule outcome reason". */
  readonly signals: readonly string[];
  /** Orders that came to nothing: "bar status reason". */
  readonly failures: readonly string[];
  readonly equity: readonly number[];
}
