import type { Uncertainty } from "../metrics/uncertainty.js";
import type { Order, RefusedRecords, Signal, Trade } from "../record.js";
import type { BacktestResult, EquityDays } from "../result.js";
import type { Ledger } from "./ledger.js";

/** A result whose records are read from their rows, and whose paths are drawn, when they are first asked for. */
export class LazyResult implements BacktestResult {
  readonly run: BacktestResult["run"];
  readonly data: BacktestResult["data"];
  readonly feeds: BacktestResult["feeds"];
  readonly warmup: BacktestResult["warmup"];
  readonly account: BacktestResult["account"];
  readonly metrics: BacktestResult["metrics"];
  readonly samples: BacktestResult["samples"];
  readonly months: BacktestResult["months"];
  readonly counts: BacktestResult["counts"];
  readonly equity: BacktestResult["equity"];
  readonly equityStep: number;
  readonly days?: EquityDays;
  readonly plots: BacktestResult["plots"];
  readonly alerts: BacktestResult["alerts"];
  readonly warnings: BacktestResult["warnings"];
  readonly elapsedMs: number;
  readonly #ledger: Ledger;
  readonly #measure: () => Uncertainty;
  #uncertainty: Uncertainty | undefined;
  #trades: readonly Trade[] | undefined;
  #orders: readonly Order[] | undefined;
  #signals: readonly Signal[] | undefined;
  #refused: RefusedRecords | undefined;

  constructor(
    ledger: Ledger,
    uncertainty: () => Uncertainty,
    rest: Omit<BacktestResult, "trades" | "orders" | "signals" | "uncertainty">,
  ) {
    this.#ledger = ledger;
    this.#measure = uncertainty;
    this.run = rest.run;
    this.data = rest.data;
    this.feeds = rest.feeds;
    this.warmup = rest.warmup;
    this.account = rest.account;
    this.metrics = rest.metrics;
    this.samples = rest.samples;
    this.months = rest.months;
    this.counts = rest.counts;
    this.equity = rest.equity;
    this.equityStep = rest.equityStep;
    if (rest.days !== undefined) this.days = rest.days;
    this.plots = rest.plots;
    this.alerts = rest.alerts;
    this.warnings = rest.warnings;
    this.elapsedMs = rest.elapsedMs;
  }

  get uncertainty(): Uncertainty {
    return (this.#uncertainty ??= this.#measure());
  }

  get trades(): readonly Trade[] {
    return (this.#trades ??= this.#ledger.trades());
  }

  get orders(): readonly Order[] {
    return (this.#orders ??= this.#ledger.orders());
  }

  get refused(): RefusedRecords {
    return (this.#refused ??= this.#ledger.refused());
  }

  get signals(): readonly Signal[] {
    return (this.#signals ??= this.#ledger.signals());
  }
}
