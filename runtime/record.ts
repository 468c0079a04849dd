/** A closed trade (or the part of a position that one exit closed). Money in quote currency, fractions as fractions. */
export interface Trade {
  readonly id: number;
  readonly side: "long" | "short";
  readonly quantity: number;
  readonly entryTime: number;
  readonly entryBar: number;
  readonly entryPrice: number;
  readonly exitTime: number;
  readonly exitBar: number;
  readonly exitPrice: number;
  /** Net of fees, funding and interest. */
  readonly profit: number;
  readonly grossProfit: number;
  readonly fees: number;
  /** What slippage and spread moved the fills against us, in money; already inside the prices. */
  readonly slippage: number;
  /** Paid while it was held; negative: received. */
  readonly funding: number;
  /** Interest on what was borrowed for it. */
  readonly borrow: number;
  /** profit / (entryPrice · quantity). */
  readonly return: number;
  /** Bars from entry fill to exit fill. */
  readonly bars: number;
  /** Largest adverse and favourable excursion as fractions of the entry price; mae ≤ 0 ≤ mfe. */
  readonly mae: number;
  readonly mfe: number;
  /** The rule's text. */
  readonly entryReason: string;
  readonly exitReason: ExitReason;
  /** Position of the rule in the graph's entries or exits; null where no rule stands behind it. */
  readonly entryRule: number;
  readonly exitRule: number | null;
  /** Bar whose close caused the entry. */
  readonly signalBar: number;
  /** The position that it is a part of, counted from 1 for each strategy and market. */
  readonly position: number;
  /** Levels as placed at the fill; null where there is none. */
  readonly stop: number | null;
  readonly take: number | null;
  /** Where the margin would have been used up, as it stood when the trade ended; null: nowhere. */
  readonly liquidationPrice: number | null;
}

export type ExitReason =
  | "rule"
  | "reverse"
  | "stop"
  | "take"
  | "trail"
  | "expire"
  | "liquidation"
  | "end_of_data"
  | "rebalance"
  | "halt"
  | "stopped";

export interface Order {
  readonly id: number;
  /** Bar whose close caused it, and the bar of its end. */
  readonly signalBar: number;
  readonly bar: number;
  readonly time: number;
  readonly side: "buy" | "sell";
  readonly kind:
    "market" | "limit" | "stop_entry" | "stop_limit" | "stop" | "take" | "trail" | "expire" | "end_of_data";
  readonly quantity: number;
  readonly status: "filled" | "partly_filled" | "rejected" | "cancelled" | "expired";
  readonly price: number | null;
  readonly fee: number;
  readonly slippage: number;
  readonly reason: string;
}

/** A condition that came true, and what became of it. */
export interface Signal {
  readonly bar: number;
  readonly time: number;
  readonly action: "enter" | "exit";
  readonly side: "long" | "short";
  readonly rule: number;
  readonly outcome: "order" | "ignored";
  /** Why no order followed: in position, cooldown, halted, no size, no money, warm-up, … */
  readonly reason: string;
}

/** A signal with its place among the run's, counted from 1. */
export interface NumberedSignal {
  readonly id: number;
  readonly signal: Signal;
}

/** Orders that were not filled, signals that no order followed, and those that caused such an order. */
export interface RefusedRecords {
  readonly orders: readonly Order[];
  readonly signals: readonly NumberedSignal[];
}

/** Something the strategy asked to be told: its condition came true at the close of a bar. */
export interface Alert {
  readonly bar: number;
  /** Open time of the bar. */
  readonly time: number;
  /** Position of the statement among the strategy's alerts. */
  readonly alert: number;
  /** With the values of the bar in place of the names in braces. */
  readonly message: string;
}

/** Equity at each bar's close. */
export interface EquityCurve {
  readonly time: Float64Array;
  readonly equity: Float64Array;
  readonly cash: Float64Array;
  readonly position: Float64Array;
  readonly close: Float64Array;
}
