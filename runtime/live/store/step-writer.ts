import type { Causes } from "./causes.js";
import { exactRow } from "./exact.js";
import { FillReader, type Fill } from "./fills.js";
import type { LiveStep } from "./live-store.js";
import { PositionBook } from "./positions.js";
import { alertRow, orderRow, plotBytes, signalRow, tradeRow } from "./records.js";
import { StoreError } from "./store-error.js";
import type { NewRow, RowOf } from "./tables.js";

/** Makes rows of the steps of one strategy, in their order. */
export class StepWriter {
  readonly steps: NewRow<"steps">[] = [];
  readonly signals: NewRow<"signals">[] = [];
  readonly orders: NewRow<"orders">[] = [];
  readonly trades: NewRow<"trades">[] = [];
  readonly alerts: NewRow<"alerts">[] = [];
  readonly #fills: { readonly fill: Fill; readonly signal: number | null }[] = [];
  readonly #book: PositionBook;
  readonly #reader: FillReader;
  readonly #before: RowOf<"standings"> | undefined;
  #last: LiveStep | null = null;
  #highest: number;

  constructor(
    readonly strategy: number,
    before: RowOf<"standings"> | undefined,
    open: readonly RowOf<"positions">[],
    readonly causes: Causes,
  ) {
    this.#before = before;
    this.#book = new PositionBook(strategy, open);
    this.#highest = before?.positions ?? 0;
    this.#reader = new FillReader(before?.position ?? 0, this.#highest, before?.fills ?? 0);
  }

  add(step: LiveStep, arena: number, revision: number): void {
    this.steps.push(stepRow(step, arena, revision));
    const place = { strategy_id: this.strategy, step: step.number };
    for (const signal of step.signals) {
      const number = (this.#before?.signals ?? 0) + this.signals.length + 1;
      this.signals.push(signalRow(place, number, signal));
      if (signal.outcome === "order") this.causes.add(this.strategy, signal.bar, { number, ...signal });
    }
    for (const order of step.orders) {
      this.#refuseHole("order", order.id, (this.#before?.orders ?? 0) + this.orders.length);
      this.orders.push(orderRow(place, order, this.causes.ofOrder(this.strategy, order)));
    }
    this.#follow(step);
    for (const trade of step.trades) {
      this.#refuseHole("trade", trade.id, (this.#before?.trades ?? 0) + this.trades.length);
      this.trades.push(tradeRow(place, trade, this.causes.ofTrade(this.strategy, trade)));
    }
    for (const alert of step.alerts) {
      const number = (this.#before?.alerts ?? 0) + this.alerts.length + 1;
      this.alerts.push(alertRow(place, number, alert));
    }
    this.#last = step;
  }

  positions(): readonly NewRow<"positions">[] {
    return this.#book.changed();
  }

  fills(): readonly NewRow<"fills">[] {
    return this.#fills.map(({ fill, signal }) => ({
      ...fill,
      strategy_id: this.strategy,
      signal_number: signal,
      // Where the orders' sum and the account part, a fill stands alone rather than with a wrong position.
      position_number:
        fill.position_number !== null && this.#book.has(fill.position_number) ? fill.position_number : null,
    }));
  }

  standing(base: { readonly number: number; readonly digest: number } | null): NewRow<"standings"> {
    const before = this.#before;
    const last = this.steps.at(-1);
    if (this.#last === null || last === undefined) throw new Error("no step was added");
    return {
      strategy_id: this.strategy,
      number: this.#last.number,
      time: this.#last.bar.time,
      orders: (before?.orders ?? 0) + this.orders.length,
      fills: this.#reader.count,
      trades: (before?.trades ?? 0) + this.trades.length,
      signals: (before?.signals ?? 0) + this.signals.length,
      alerts: (before?.alerts ?? 0) + this.alerts.length,
      positions: this.#highest,
      equity: last.equity ?? null,
      cash: last.cash ?? null,
      position: last.position ?? null,
      unrealised: last.unrealised ?? null,
      full_number: base?.number ?? before?.full_number ?? null,
      full_digest: base?.digest ?? before?.full_digest ?? null,
    };
  }

  #follow(step: LiveStep): void {
    const { orders, trades, openPosition, account } = step;
    for (const fill of this.#reader.read(orders)) {
      const order = orders.find(({ id }) => id === fill.order_number);
      const signal = order === undefined ? null : this.causes.ofOrder(this.strategy, order);
      this.#fills.push({ fill, signal });
    }
    this.#book.apply(step);
    this.#highest = Math.max(
      this.#highest,
      openPosition?.position ?? 0,
      ...trades.map(({ position }) => position),
    );
    this.#reader.settle(account.position, this.#highest);
  }

  #refuseHole(what: string, id: number, before: number): void {
    if (id === before + 1) return;
    throw new StoreError(
      "SAGE8524",
      `The next ${what} of strategy ${this.strategy} would be number ${before + 1}, not ${id}.`,
      "Start the process again: it goes on from what the store holds.",
    );
  }
}

function stepRow(step: LiveStep, arena: number, revision: number): NewRow<"steps"> {
  const { account, openPosition } = step;
  return exactRow({
    strategy_id: step.strategy,
    number: step.number,
    arena_id: arena,
    time: step.bar.time,
    revision,
    received_at: step.received,
    decided_at: step.decided,
    mode: step.mode,
    equity: account.equity,
    cash: account.cash,
    position: account.position,
    unrealised: openPosition?.unrealised ?? 0,
    position_number: openPosition?.position ?? null,
    stop: openPosition?.stop ?? null,
    take: openPosition?.takes[0] ?? null,
    plots: plotBytes(step.plots),
  });
}
