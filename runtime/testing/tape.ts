import { orderRowLayout, signalRowLayout, tradeRowLayout } from "../broker/layout.js";
import type { Engine, EngineOptions, RowSink } from "../engine/engine.js";

/** Everything that leaves an engine, as bytes: broker columns, records in order, and the state at the end. */
export class Tape {
  readonly #parts: Record<string, number[]> = {};

  readonly sinks: NonNullable<EngineOptions["sinks"]> = {
    trades: this.#sink("trades"),
    orders: this.#sink("orders"),
    signals: this.#sink("signals"),
  };

  #sink(name: string): RowSink {
    const bytes: Record<string, number> = {
      trades: tradeRowLayout.bytes,
      orders: orderRowLayout.bytes,
      signals: signalRowLayout.bytes,
    };
    return (buffer, address, count) =>
      this.add(name, new Uint8Array(buffer, address, count * (bytes[name] ?? 0)));
  }

  add(name: string, bytes: Uint8Array): void {
    (this.#parts[name] ??= []).push(...bytes);
  }

  /** The last step's broker columns, and each alert with its values; the step began at bar `first`. */
  read(engine: Engine, first: number): void {
    for (const name of ["equity", "cash", "position"] as const) {
      const values = engine.brokerColumn(name);
      this.add(name, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
    for (const [number, { when, values }] of engine.graph.alerts.entries()) {
      const columns = values.map((reference) => engine.column(reference));
      for (const index of engine.placesOf(when)) {
        const row = [first + index, ...columns.map((column) => column[index] ?? Number.NaN)];
        this.add(`alert ${number}`, new Uint8Array(Float64Array.from(row).buffer));
      }
    }
  }

  get parts(): Readonly<Record<string, readonly number[]>> {
    return this.#parts;
  }
}
