import type { Generated, Insertable, Selectable } from "kysely";
import type { Order, Signal, Trade } from "../../record.js";
import type { LiveNote, LiveStep } from "./live-store.js";

/** Rows as the database gives them; what each column means stands with the records that they are made of. */
export interface Tables {
  readonly sessions: {
    readonly id: Generated<number>;
    readonly pid: number;
    readonly host: string;
    readonly started_at: number;
    readonly ended_at: number | null;
  };
  readonly exchanges: { readonly id: Generated<number>; readonly name: string };
  readonly coins: { readonly id: Generated<number>; readonly symbol: string };
  readonly market_types: { readonly id: Generated<number>; readonly name: string };
  readonly arenas: {
    readonly id: Generated<number>;
    readonly exchange_id: number;
    readonly symbol: string;
    readonly base_id: number;
    readonly quote_id: number | null;
    readonly settle_id: number | null;
    readonly market_type_id: number;
    readonly interval_ms: number;
  };
  readonly strategies: StrategiesTable;
  readonly models: { readonly id: string; readonly first_used_at: number };
  readonly strategy_models: {
    readonly strategy_id: number;
    readonly place: number;
    readonly name: string;
    readonly model_id: string;
    readonly chosen: "champion" | "pinned";
  };
  readonly locks: { readonly strategy_id: number; readonly session_id: number; readonly taken_at: number };
  readonly bars: BarsTable;
  readonly steps: StepsTable;
  readonly signals: SignalsTable;
  readonly orders: OrdersTable;
  readonly positions: PositionsTable;
  readonly fills: FillsTable;
  readonly trades: TradesTable;
  readonly alerts: AlertsTable;
  readonly standings: StandingsTable;
  readonly states: StatesTable;
  readonly state_snapshots: SnapshotsTable;
  readonly event_log: EventLogTable;
  readonly switches: {
    readonly name: string;
    readonly is_stopped: number;
    readonly closes: number;
    readonly changed_by: string;
    readonly reason: string;
    readonly changed_at: number;
  };
  readonly switch_changes: {
    readonly strategy_id: number;
    readonly time: number;
    readonly stops: "nothing" | "entries" | "all";
    readonly changed_by: string;
    readonly reason: string;
  };
  readonly v_strategy_performance: PerformanceView;
  readonly v_performance_metrics: DailyView;
}

interface StrategiesTable {
  readonly id: Generated<number>;
  readonly identity: string;
  readonly name: string;
  readonly version: number;
  readonly graph_hash: string;
  readonly arena_id: number;
  readonly parameters: string;
  readonly capital: number;
  readonly path: string | null;
  readonly portfolio: string | null;
  readonly is_active: number;
  readonly created_at: number;
  readonly warmup_from: number | null;
  readonly traded_from: number | null;
}

interface BarsTable {
  readonly arena_id: number;
  readonly time: number;
  /** 0 as it was first known; higher where a later step was decided on other numbers. */
  readonly revision: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly series: string | null;
  readonly received_at: number;
}

interface StepsTable {
  readonly strategy_id: number;
  readonly number: number;
  readonly arena_id: number;
  readonly time: number;
  readonly revision: number;
  readonly received_at: number;
  readonly decided_at: number;
  readonly mode: LiveStep["mode"];
  readonly equity: number | null;
  readonly cash: number | null;
  readonly position: number | null;
  readonly unrealised: number | null;
  readonly position_number: number | null;
  /** Of what is held after the bar; null in ledgers that were begun before they were kept. */
  readonly stop: number | null;
  readonly take: number | null;
  readonly plots: Uint8Array | null;
  /** Numbers that a column cannot hold; see `exact.ts`. */
  readonly exact: string | null;
}

interface SignalsTable {
  readonly strategy_id: number;
  readonly number: number;
  readonly step: number;
  readonly bar: number;
  readonly time: number;
  readonly action: Signal["action"];
  readonly side: Signal["side"];
  readonly rule: number;
  readonly outcome: Signal["outcome"];
  readonly reason: string;
}

interface OrdersTable {
  readonly strategy_id: number;
  readonly number: number;
  readonly step: number;
  readonly signal_number: number | null;
  readonly signal_bar: number;
  readonly bar: number;
  readonly time: number;
  readonly side: Order["side"];
  readonly kind: Order["kind"];
  readonly quantity: number | null;
  readonly status: Order["status"];
  readonly price: number | null;
  readonly fee: number | null;
  readonly slippage: number | null;
  readonly reason: string;
  readonly exact: string | null;
}

interface PositionsTable {
  readonly strategy_id: number;
  readonly number: number;
  readonly side: "long" | "short";
  readonly status: "open" | "closed";
  /** Held now; of a closed one 0. */
  readonly quantity: number | null;
  readonly closed_quantity: number | null;
  readonly entry_price: number | null;
  readonly entry_time: number;
  readonly entry_bar: number;
  readonly stop: number | null;
  readonly takes: string;
  readonly liquidation_price: number | null;
  readonly unrealised: number | null;
  readonly exit_time: number | null;
  readonly exit_price: number | null;
  readonly exit_reason: string | null;
  readonly profit: number | null;
  readonly gross_profit: number | null;
  readonly fees: number | null;
  readonly slippage: number | null;
  readonly funding: number | null;
  readonly borrow: number | null;
  readonly trades: number;
  readonly exact: string | null;
}

interface FillsTable {
  readonly strategy_id: number;
  readonly number: number;
  readonly order_number: number;
  readonly position_number: number | null;
  readonly signal_number: number | null;
  readonly type: "open_long" | "open_short" | "close_long" | "close_short";
  readonly quantity: number;
  readonly price: number;
  readonly fee: number;
  readonly slippage: number;
  readonly time: number;
}

interface TradesTable {
  readonly strategy_id: number;
  readonly number: number;
  readonly step: number;
  readonly signal_number: number | null;
  readonly side: Trade["side"];
  readonly quantity: number | null;
  readonly entry_time: number;
  readonly entry_bar: number;
  readonly entry_price: number | null;
  readonly exit_time: number;
  readonly exit_bar: number;
  readonly exit_price: number | null;
  readonly profit: number | null;
  readonly gross_profit: number | null;
  readonly fees: number | null;
  readonly slippage: number | null;
  readonly funding: number | null;
  readonly borrow: number | null;
  readonly return_fraction: number | null;
  readonly bars: number;
  readonly mae: number | null;
  readonly mfe: number | null;
  readonly entry_reason: string;
  readonly exit_reason: Trade["exitReason"];
  readonly entry_rule: number;
  readonly exit_rule: number | null;
  readonly signal_bar: number;
  readonly position_number: number;
  readonly stop: number | null;
  readonly take: number | null;
  readonly liquidation_price: number | null;
  readonly exact: string | null;
}

interface AlertsTable {
  readonly strategy_id: number;
  readonly number: number;
  readonly step: number;
  readonly bar: number;
  readonly time: number;
  readonly alert: number;
  readonly message: string;
}

/** The last step of each strategy, and how much it left behind. */
interface StandingsTable {
  readonly strategy_id: number;
  readonly number: number;
  readonly time: number;
  readonly orders: number;
  readonly fills: number;
  readonly trades: number;
  readonly signals: number;
  readonly alerts: number;
  /** The highest number that a position has. */
  readonly positions: number;
  readonly equity: number | null;
  readonly cash: number | null;
  readonly position: number | null;
  readonly unrealised: number | null;
  /** Step and digest of the state that the next delta is taken from. */
  readonly full_number: number | null;
  readonly full_digest: number | null;
}

interface StatesTable {
  readonly strategy_id: number;
  readonly kind: "full" | "delta";
  readonly number: number;
  /** Step of the full state that a delta belongs to; of a full one its own. */
  readonly base: number;
  readonly size: number;
  readonly digest: number;
  readonly content: Uint8Array;
}

/** All active strategies together at the close of a bar. */
interface SnapshotsTable {
  readonly time: number;
  readonly strategies: number;
  readonly open_positions: number;
  readonly capital: number | null;
  readonly equity: number | null;
  readonly cash: number | null;
  readonly unrealised: number | null;
  readonly realised: number | null;
}

interface EventLogTable {
  readonly id: Generated<number>;
  readonly digest: string;
  readonly time: number;
  readonly event: string;
  readonly severity: LiveNote["severity"];
  readonly strategy_id: number | null;
  readonly arena_id: number | null;
  readonly message: string;
  readonly data: string;
}

interface PerformanceView {
  readonly strategy_id: number;
  readonly strategy: string;
  readonly capital: number;
  readonly equity: number | null;
  readonly profit: number | null;
  readonly unrealised: number | null;
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  readonly won: number;
  readonly lost: number;
  readonly largest_win: number | null;
  readonly largest_loss: number | null;
  readonly fees: number | null;
}

interface DailyView {
  readonly strategy_id: number;
  readonly day: number;
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  readonly profit: number;
  readonly fees: number;
  readonly funding: number;
  readonly largest_win: number;
  readonly largest_loss: number;
  readonly won: number;
  readonly lost: number;
}

export type RowOf<Table extends keyof Tables> = Selectable<Tables[Table]>;
export type NewRow<Table extends keyof Tables> = Insertable<Tables[Table]>;
