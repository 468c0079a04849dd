import type { Graph } from "../../compiler/graph/index.js";
import type { NumberedSignal, Order, RefusedRecords } from "../record.js";
import type { BacktestResult } from "../result.js";
import { lineOf } from "./explanation.js";

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
  /** Whose they are, and the line of the rule, where several strategies traded. */
  readonly member?: string;
  readonly line?: number;
}

/** Line of a rule in the strategy's text, from 1; 0 where there is none. */
export function lineOfRule(graph: Graph, action: Refusal["action"], rule: number | null): number {
  const rules = action === "enter" ? graph.orders.entries : graph.orders.exits;
  const span = rule === null ? undefined : rules[rule]?.span;
  return span === undefined ? 0 : lineOf(graph, span.start);
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
export function refusalsOf(
  result: Pick<BacktestResult, "signals" | "orders" | "refused">,
): readonly Refusal[] {
  const { signals, orders } = refusedOf(result);
  const groups = new Map<string, Group>();
  const add = (what: Group["what"], time: number, signal: number | null): void => {
    const key = `${what.stage} ${what.action} ${what.side} ${what.rule} ${what.reason}`;
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = new Group(what, time)));
    group.add(time, signal);
  };
  const ordered = new Map<number, NumberedSignal>();
  for (const numbered of signals) {
    const { action, side, rule, reason, bar, time, outcome } = numbered.signal;
    if (outcome === "order") {
      if (action === "enter") ordered.set(bar, numbered);
    } else if (reason !== "no position")
      add({ stage: "signal", action, side, rule, reason }, time, numbered.id);
  }
  for (const { status, signalBar, side, reason, time } of orders) {
    if (status === "filled") continue;
    const cause = ordered.get(signalBar);
    const rule = cause?.signal.rule ?? null;
    const meant = cause?.signal.side ?? (side === "buy" ? "long" : "short");
    add({ stage: status, action: "enter", side: meant, rule, reason }, time, cause?.id ?? null);
  }
  return [...groups.values()].map(({ refusal }) => refusal).toSorted((a, b) => b.count - a.count);
}

/** Signals that are told as examples of a refusal, in their order. */
export function refusalExamples(
  result: Pick<BacktestResult, "signals" | "orders" | "refused">,
  refusals: readonly Refusal[] = refusalsOf(result),
): readonly NumberedSignal[] {
  const wanted = new Set(refusals.flatMap(({ examples }) => examples));
  return refusedOf(result).signals.filter(({ id }) => wanted.has(id));
}

/** Where the result tells them, its long lists of records are not even made. */
function refusedOf(result: Pick<BacktestResult, "signals" | "orders" | "refused">): RefusedRecords {
  if (result.refused !== undefined) return result.refused;
  const signals = result.signals.map((signal, index) => ({ id: index + 1, signal }));
  return { orders: result.orders, signals };
}
