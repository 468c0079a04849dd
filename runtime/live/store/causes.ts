import type { Order, Signal, Trade } from "../../record.js";
import { amongStrategies } from "./bulk.js";
import type { Query } from "./database.js";
import type { LiveStep } from "./live-store.js";

/** Orders that the close of a bar caused; protections stand behind the others. */
const causedKinds: ReadonlySet<Order["kind"]> = new Set(["market", "limit", "stop_entry", "stop_limit"]);

interface NumberedSignal extends Pick<Signal, "action" | "side" | "rule"> {
  readonly number: number;
}

/** Which signal stands behind an order or a trade. */
export class Causes {
  readonly #signals = new Map<string, NumberedSignal[]>();

  /** Looks up the signals of the bars that these steps' orders and trades came from. */
  static async load(query: Query, steps: readonly LiveStep[]): Promise<Causes> {
    const causes = new Causes();
    const bars = new Set<number>();
    const strategies = new Set<number>();
    for (const { strategy, orders, trades } of steps)
      for (const { signalBar } of [...orders, ...trades]) {
        bars.add(signalBar);
        strategies.add(strategy);
      }
    if (bars.size === 0) return causes;
    const found = [...bars];
    for (let from = 0; from < found.length; from += 500) {
      const rows = await query
        .selectFrom("signals")
        .select(["strategy_id", "number", "bar", "action", "side", "rule"])
        .where(amongStrategies("signals", [...strategies]))
        .where("bar", "in", found.slice(from, from + 500))
        .where("outcome", "=", "order")
        .execute();
      for (const row of rows) causes.add(row.strategy_id, row.bar, row);
    }
    return causes;
  }

  add(strategy: number, bar: number, signal: NumberedSignal): void {
    const key = `${strategy} ${bar}`;
    const others = this.#signals.get(key);
    if (others === undefined) this.#signals.set(key, [signal]);
    else others.push(signal);
  }

  ofOrder(strategy: number, { kind, side, signalBar }: Order): number | null {
    if (!causedKinds.has(kind)) return null;
    const candidates = this.#signals.get(`${strategy} ${signalBar}`) ?? [];
    const found = candidates.find(
      (signal) => ((signal.side === "long") === (signal.action === "enter")) === (side === "buy"),
    );
    return found?.number ?? null;
  }

  ofTrade(strategy: number, { side, signalBar, entryRule }: Trade): number | null {
    const candidates = (this.#signals.get(`${strategy} ${signalBar}`) ?? []).filter(
      (signal) => signal.action === "enter" && signal.side === side,
    );
    return (candidates.find(({ rule }) => rule === entryRule) ?? candidates[0])?.number ?? null;
  }
}
