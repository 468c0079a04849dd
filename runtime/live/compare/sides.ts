import type { Order, Signal, Trade } from "../../record.js";
import type { LiveBar } from "../bar.js";
import type { AccountRow, LiveNote, LiveStep, StrategySwitch } from "../store/live-store.js";

/** What a ledger follows from besides its bars. */
export interface Configured {
  readonly strategy: string;
  /** Hash of what the text does. */
  readonly graphHash: string;
  /** Name and version of the program, where that is known. */
  readonly program: string | null;
  readonly parameters: Readonly<Record<string, number>>;
  readonly capital: number;
  readonly models: readonly ComparedModel[];
}

export interface ComparedModel {
  /** As the strategy calls it. */
  readonly name: string;
  /** What answers for it: an id or a file, as it was asked for. */
  readonly id: string;
  /** SHA-256 of its file; null where it cannot be read any more. */
  readonly hash: string | null;
}

/** All that a ledger says of one bar. */
export interface BarRow {
  readonly time: number;
  /** Null where only the ledger is known, and not the bar that it rests on. */
  readonly bar: LiveBar | null;
  /** Null before the first bar that was traded. */
  readonly account: AccountRow | null;
  /** In the order of the strategy; null where they are not known. */
  readonly plots: readonly number[] | null;
  readonly signals: readonly Signal[];
  readonly orders: readonly Order[];
  readonly trades: readonly Trade[];
}

export interface LiveRow extends BarRow {
  readonly bar: LiveBar;
  /** When the bar was known, and when it was decided on: epoch milliseconds. */
  readonly received: number;
  readonly decided: number;
  readonly mode: LiveStep["mode"];
}

/** The backtest's side. */
export interface RunSide {
  readonly configured: Configured;
  /** Every bar that it saw, the warm-up with them, in order. */
  readonly rows: readonly BarRow[];
  readonly interval: number;
  /** Names of the strategy's plots. */
  readonly plots: readonly string[];
  /** Series beside the bars that the strategy reads: "funding", … */
  readonly series: readonly string[];
  /** Other markets and files that it reads, by the names of its feeds. */
  readonly inputs: readonly string[];
  /** Whether a member of one account for several: its money is not its own. */
  readonly isShared: boolean;
  /** Whether the live text, with other values of its parameters, is this one; null: that is not known. */
  readonly onlyValues: boolean | null;
  /** Whether it counts in ticks whose size was found in the data, as the text does not say it. */
  readonly hasFoundTick: boolean;
}

/** The live session's side. */
export interface LiveSide {
  readonly configured: Configured;
  readonly rows: readonly LiveRow[];
  /** What was told of its market and of itself, the oldest first. */
  readonly notes: readonly LiveNote[];
  /** What the kill switch did to it, in the order of time. */
  readonly switches: readonly StrategySwitch[];
  /** Bars that the store has with other numbers too, all of their versions by their times. */
  readonly versions: ReadonlyMap<number, readonly LiveBar[]>;
}
