import { readFileSync } from "node:fs";
import { sharedPath } from "../../tests/shared.js";
import type { BarColumns } from "../data/dataset.js";

/*
 * TradingView's own lists of trades (`reference/pine_strategy`), and its broker in forty lines: the rules of
 * settings.json and nothing else, as a second program to compare both sides with.
 */

function rowsOf(name: string): readonly (readonly string[])[] {
  const text = readFileSync(sharedPath("data", "reference", "pine_strategy", name), "utf8");
  return text
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(","));
}

/** "…-0500" as ISO wants it, "…-05:00". */
const timeOf = (text: string | undefined): number =>
  Date.parse((text ?? "").replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));

export function candles(name: string): BarColumns {
  const rows = rowsOf(name);
  const column = (at: number): Float64Array => Float64Array.from(rows, (row) => Number(row[at]));
  return {
    time: Float64Array.from(rows, (row) => timeOf(row[0])),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  };
}

export interface Listed {
  readonly side: "long" | "short";
  readonly entryTime: number;
  readonly entryPrice: number;
  readonly exitTime: number;
  readonly exitPrice: number;
}

/** Two rows a trade, entry and exit in either order. */
export function listed(name: string): readonly Listed[] {
  const trades = new Map<string, Record<string, readonly string[]>>();
  for (const row of rowsOf(name)) {
    const [id = "", type = ""] = row;
    trades.set(id, { ...trades.get(id), [type.startsWith("Entry") ? "entry" : "exit"]: row });
  }
  return Array.from(trades.values(), ({ entry, exit }) => ({
    side: entry?.[1]?.endsWith("long") === true ? "long" : "short",
    entryTime: timeOf(entry?.[2]),
    entryPrice: Number(entry?.[4]),
    exitTime: timeOf(exit?.[2]),
    exitPrice: Number(exit?.[4]),
  }));
}

/** An entry that a script leaves with the broker; null takes it back. */
export interface Resting {
  readonly side: 1 | -1;
  readonly type: "stop" | "limit";
  readonly price: number;
}

/** With the units that were asked for when it was placed: one, and as many as were held against it. */
interface Placed extends Resting {
  readonly units: number;
}

export interface PineRules {
  /** What the script says at the close of a bar, by id: an order, null to cancel, nothing to leave it as it is. */
  readonly script: (bar: number) => Readonly<Record<string, Resting | null>>;
  /** Ids that cancel each other when one fills. */
  readonly oneCancelsOther?: boolean;
  /** A stop this share away from the entry, from the bar after it. */
  readonly stop?: number;
  /** What a market order or a stop that protects pays beyond its price, in quote. */
  readonly slippage?: number;
  readonly tick: number;
  /** TradingView turns a position round where the opposite order fills; we leave at the next open and let it rest. */
  readonly turns: "at the fill" | "at the signal";
  /** TradingView keeps an order for each id; of ours a newer one takes the place of the one that rests. */
  readonly orders: "by id" | "one";
  /** TradingView rounds a level to the tick that is harder to reach, we to the nearest. */
  readonly rounds: "away" | "nearest";
}

interface Held {
  readonly side: 1 | -1;
  readonly units: number;
  readonly bar: number;
  readonly price: number;
}

/** The trades that the rules make of the bars; the last open position is left out. */
export function pineTrades(bars: BarColumns, rules: PineRules): readonly Listed[] {
  const broker = new PineBroker(bars, rules);
  for (let bar = 0; bar < bars.time.length; bar++) broker.step(bar);
  return broker.trades;
}

class PineBroker {
  readonly trades: Listed[] = [];
  #orders: ReadonlyMap<string, Placed> = new Map();
  #held: Held | null = null;
  #leaves = false;

  constructor(
    private readonly bars: BarColumns,
    private readonly rules: PineRules,
  ) {}

  /** One bar: its open, then the nearer of high and low, the other, the close; then the script. */
  step(bar: number): void {
    const at = (name: "open" | "high" | "low" | "close"): number => this.bars[name][bar] ?? NaN;
    const [open, high, low] = [at("open"), at("high"), at("low")];
    if (this.#leaves) this.#close(bar, open - sideOf(this.#held) * (this.rules.slippage ?? 0), Infinity);
    this.#leaves = false;
    this.#move(bar, open, open, true);
    const path = high - open < open - low ? [open, high, low] : [open, low, high];
    [...path.slice(1), at("close")].forEach((point, k) => this.#move(bar, path[k] ?? open, point, false));
    for (const [id, order] of Object.entries(this.rules.script(bar))) this.#say(id, order);
  }

  #say(id: string, order: Resting | null): void {
    const against = order !== null && sideOf(this.#held) === -order.side;
    if (order !== null && sideOf(this.#held) === order.side) return;
    const one = this.rules.orders === "one" && order !== null;
    const others = one ? [] : [...this.#orders].filter(([each]) => each !== id);
    const units = 1 + (against ? (this.#held?.units ?? 0) : 0);
    this.#orders = new Map(order === null ? others : [...others, [id, { ...order, units }]]);
    if (against && this.rules.turns === "at the signal") this.#leaves = true;
  }

  /** The price goes straight from one point to another, or jumps there. */
  #move(bar: number, from: number, to: number, jumps: boolean): void {
    for (;;) {
      const guard = this.#guard(bar);
      const levels = [...this.#orders].map(([id, order]) => ({
        id,
        order,
        level: this.#tick(order, order.price),
      }));
      const all = guard === null ? levels : [...levels, { id: null, order: guard, level: guard.price }];
      const [next] = all
        .filter(({ order, level }) => reached(order, level, to))
        .toSorted((a, b) => Math.abs(a.level - from) - Math.abs(b.level - from));
      if (next === undefined) return;
      const price = jumps ? to : next.level;
      if (next.id === null) this.#close(bar, price + next.order.side * (this.rules.slippage ?? 0), Infinity);
      else this.#fill(bar, next.id, price);
    }
  }

  #fill(bar: number, id: string, price: number): void {
    const order = this.#orders.get(id);
    const others =
      this.rules.oneCancelsOther === true ? [] : [...this.#orders].filter(([each]) => each !== id);
    this.#orders = new Map(others);
    if (order === undefined || sideOf(this.#held) === order.side) return;
    const rest =
      this.rules.turns === "at the signal" ? 1 : order.units - this.#close(bar, price, order.units);
    if (rest > 0 && this.#held === null) this.#held = { side: order.side, units: rest, bar, price };
  }

  /** Closes so many units, as far as there are; returns how many. */
  #close(bar: number, price: number, most: number): number {
    const held = this.#held;
    if (held === null) return 0;
    const units = Math.min(most, held.units);
    this.trades.push({
      side: held.side > 0 ? "long" : "short",
      entryTime: this.bars.time[held.bar] ?? NaN,
      entryPrice: held.price,
      exitTime: this.bars.time[bar] ?? NaN,
      exitPrice: price,
    });
    this.#held = units === held.units ? null : { ...held, units: held.units - units };
    return units;
  }

  /** The stop that protects what is held, an order of the other side. */
  #guard(bar: number): Resting | null {
    const [held, share] = [this.#held, this.rules.stop];
    if (held === null || share === undefined || bar === held.bar) return null;
    const guard = { side: held.side > 0 ? -1 : 1, type: "stop" } as const;
    const level = held.price * (1 - held.side * share);
    return { ...guard, price: this.#tick({ ...guard, price: level }, level) };
  }

  #tick({ side, type }: Resting, price: number): number {
    const { tick, rounds } = this.rules;
    // Divisions leave a last digit that is no part of a tick.
    const ticks = Number((price / tick).toPrecision(12));
    if (rounds === "nearest") return Math.round(ticks) * tick;
    return (side > 0 === (type === "stop") ? Math.ceil(ticks) : Math.floor(ticks)) * tick;
  }
}

const sideOf = (held: Held | null): 1 | -1 | 0 => held?.side ?? 0;

function reached({ side, type }: Resting, level: number, price: number): boolean {
  return type === "limit" ? side * price <= side * level : side * price >= side * level;
}
