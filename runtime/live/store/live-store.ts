import type { Alert, Order, Signal, Trade } from "../../record.js";
import type { SwitchChange } from "../../broker/switches.js";
import type { LiveBar } from "../bar.js";
import type { Market } from "../market.js";

/** A strategy on a market, with the parameter values, money and models that it trades with: what a ledger belongs to. */
export interface StrategyRecord {
  readonly id: number;
  /** As the user calls it: the strategy's name, or a portfolio's and a member's. Unique together with market and version. */
  readonly name: string;
  /** Hash of the graph. */
  readonly graphHash: string;
  readonly market: Market;
  readonly parameters: Readonly<Record<string, number>>;
  readonly capital: number;
  /** Id of the stored model that answers, and how it was chosen. */
  readonly models: readonly {
    readonly name: string;
    readonly id: string;
    readonly chosen: "champion" | "pinned";
  }[];
  /** Path of the text, as it was given. */
  readonly path: string | null;
  /** The portfolio it belongs to, if any. */
  readonly portfolio: string | null;
  readonly isActive: boolean;
  readonly createdAt: number;
  /** Open time of the first bar of its warm-up: what a backtest has to begin with to have the same ledger. */
  readonly warmupFrom: number | null;
  /** Open time of the first bar that it traded. */
  readonly tradedFrom: number | null;
}

/** What is held after a bar. */
export interface OpenPosition {
  readonly side: "long" | "short";
  readonly quantity: number;
  readonly entryPrice: number;
  readonly entryTime: number;
  readonly entryBar: number;
  readonly stop: number | null;
  readonly takes: readonly number[];
  readonly liquidationPrice: number | null;
  /** At the bar's close, before the costs of leaving. */
  readonly unrealised: number;
  /** Number of the position, counted from 1. */
  readonly position: number;
}

/** The account after a bar. */
export interface AccountRow {
  readonly equity: number;
  readonly cash: number;
  /** Base units held, negative when short. */
  readonly position: number;
}

/** All that one closed bar did to one strategy. Stored whole or not at all. */
export interface LiveStep {
  readonly strategy: number;
  /** Number of the bar, counted from the first of the warm-up. */
  readonly number: number;
  readonly bar: LiveBar;
  /** When the bar was known, and when the step was done. */
  readonly received: number;
  readonly decided: number;
  /** "warmup": only seen. "late": made up for after a stop, as of its own time. "watched": made up for without trading. */
  readonly mode: "warmup" | "live" | "late" | "watched";
  readonly account: AccountRow;
  readonly openPosition: OpenPosition | null;
  readonly orders: readonly Order[];
  readonly trades: readonly Trade[];
  readonly signals: readonly Signal[];
  readonly alerts: readonly Alert[];
  /** Values of the strategy's plots at this bar, in the graph's order. */
  readonly plots: readonly number[];
  /** State after the bar, as `Engine.snapshot` gives it; of a portfolio that of the whole, with its first member. */
  readonly state: Uint8Array | null;
}

/** Something that happened besides bars: a gap, a revision, a restart, a switch, a database that was away. */
export interface LiveNote {
  readonly id: number;
  readonly time: number;
  readonly event: string;
  readonly severity: "info" | "warning" | "error";
  readonly strategy: number | null;
  readonly market: Market | null;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What the kill switch does to a strategy from a time on. */
export interface StrategySwitch extends SwitchChange {
  readonly strategy: number;
  readonly by: string;
  readonly reason: string;
}

/** Where a strategy stands: what a restart goes on from. */
export interface Standing {
  readonly number: number;
  readonly bar: LiveBar;
  readonly account: AccountRow;
  readonly state: Uint8Array;
  /** How many records there are so far: the next has the number after. */
  readonly counts: {
    readonly orders: number;
    readonly trades: number;
    readonly signals: number;
    readonly alerts: number;
  };
}

/** The right to write a strategy's ledger. Lost when the process dies. */
export interface WriteLock {
  release(): Promise<void>;
}

/**
 * What live trading leaves behind, in SQLite or PostgreSQL. Each call is a transaction. A call throws StoreError; where
 * that `isPassing` (the database is away, locked, full) the same call may be made again and again until it succeeds, and
 * does its work once.
 */
export interface LiveStore {
  readonly kind: "sqlite" | "postgres";
  /** Without password. */
  readonly shown: string;
  /** Finds or makes the record of a strategy. */
  strategy(
    wanted: Omit<StrategyRecord, "id" | "isActive" | "createdAt" | "warmupFrom" | "tradedFrom">,
  ): Promise<StrategyRecord>;
  /** @throws StoreError SAGE8522, naming the process that has it */
  lock(strategy: number): Promise<WriteLock>;
  /** Steps of one moment, in order, in one transaction. Steps that stand there already are left as they are. */
  commit(steps: readonly LiveStep[], notes?: readonly Omit<LiveNote, "id">[]): Promise<void>;
  standing(strategy: number): Promise<Standing | null>;
  note(note: Omit<LiveNote, "id">): Promise<void>;
  /** What the kill switch does from now on; stored before it is done. */
  switched(changes: readonly StrategySwitch[]): Promise<void>;
  switchHistory(strategy: number): Promise<readonly SwitchChange[]>;
  close(): Promise<void>;
}
