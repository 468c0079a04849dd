import type { Order, Signal } from "../record.js";
import type { BacktestResult } from "../result.js";

/** Signals and orders that came to nothing for one reason. */
export interface Refusal {
  /** "signal": no order followed; else what became of the order that did. */
  readonly stage: "signal" | Exclude<Order["status"], "filled">;
  readonly action: "enter" | "exit";
  readonly side: "long" | "short";
  /** Position of the rule in the graph's entries or exits; null where it is not known. */
  readonly rule: number | null;
  readonly reason: string;
  readonly count: number;
  /** Open times of the first and the last, epoch milliseconds. */
  readonly first: number;
  readonly last: number;
  /** Some of them, by the number of their signal, counted from 1: the first ones and the last. */
  readonly examples: readonly number[];
}

const examplesKept = 5;

class Group {
  count = 0;
  last = 0;
  readonly examples: number[] = [];

  constructor(
    readonly what: Omit<Refusal, "count" | "first" | "last" | "examples">,
    readonly first: number,
  ) {}

  add(time: number, signal: number | null): void {
    this.count++;
    this.last = time;
    if (signal === null) return;
    if (this.examples.length === examplesKept) this.examples.pop();
    this.examples.push(signal);
  }

  get refusal(): Refusal {
    const { what, count, first, last, examples } = this;
    return { ...what, count, first, last, examples };
  }
}

/** Why signals and orders did not trade, the commonest first. That nothing was there to leave is no refusal. */
export function refusalsOf({
  signals,
  orders,
}: Pick<BacktestResult, "signals" | "orders">): readonly Refusal[] {
  const groups = new Map<string, Group>();
  const add = (what: Group["what"], time: number, signal: number | null): void => {
    const key = `${what.stage} ${what.action} ${what.side} ${what.rule} ${what.reason}`;
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = new Group(what, time)));
    group.add(time, signal);
  };
  const ordered = new Map<number, number>();
  for (const [index, signal] of signals.entries()) {
    const { action, side, rule, reason, bar, time } = signal;
    if (signal.outcome === "order") {
      if (action === "enter") ordered.set(bar, index + 1);
    } else if (reason !== "no position")
      add({ stage: "signal", action, side, rule, reason }, time, index + 1);
  }
  for (const order of orders) if (order.status !== "filled") addOrder(order, signals, ordered, add);
  return [...groups.values()].map(({ refusal }) => refusal).toSorted((a, b) => b.count - a.count);
}

function addOrder(
  { status, signalBar, side, reason, time }: Order,
  signals: readonly Signal[],
  ordered: ReadonlyMap<number, number>,
  add: (what: Group["what"], time: number, signal: number | null) => void,
): void {
  if (status === "filled") return;
  const id = ordered.get(signalBar) ?? null;
  const signal = id === null ? undefined : signals[id - 1];
  const what =
    signal === undefined
      ? ({ action: "enter", side: side === "buy" ? "long" : "short", rule: null } as const)
      : { action: signal.action, side: signal.side, rule: signal.rule };
  add({ stage: status, ...what, reason }, time, id);
}
