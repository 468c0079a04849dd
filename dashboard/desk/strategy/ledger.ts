import { batch, signal, type Signal } from "@preact/signals";
import { ask, shownProblem, type Problem } from "../ask.js";
import { figure, listOf, words, type Fields } from "../fields.js";

/** A column of bars; null where there is no number. */
export type Column = readonly (number | null)[];

/** An entry or exit as it was filled. */
export interface Fill {
  readonly id: number;
  readonly time: number;
  readonly isEntry: boolean;
  readonly isLong: boolean;
  readonly price: number | null;
}

const names = ["open", "high", "low", "close", "volume", "equity", "position", "stop", "take"] as const;

/** Bars as the strategy saw them, the oldest first, in columns. */
export interface Bars extends Readonly<Record<(typeof names)[number], Column>> {
  readonly number: readonly number[];
  /** Opens, epoch milliseconds. */
  readonly time: readonly number[];
  readonly plots: readonly { readonly label: string; readonly values: Column }[];
  readonly fills: readonly Fill[];
  /** How many the ledger has. */
  readonly count: number;
  readonly tradedFrom: number | null;
}

/** What came last, and at which end it was put. */
export interface Shown {
  readonly bars: Bars;
  readonly change: "new" | "older" | "newer";
  /** How many rows were put there. */
  readonly added: number;
}

const firstPart = 1000;
const laterPart = 5000;

const numbers = (value: unknown): readonly number[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "number") : [];

const columnOf = (value: unknown, length: number): Column =>
  Array.from({ length }, (_, k) => figure(Array.isArray(value) ? value[k] : null));

function readFill(fields: Fields): Fill | null {
  const { id, timestamp, trade_type: type } = fields;
  if (typeof id !== "number" || typeof timestamp !== "number" || typeof type !== "string") return null;
  return {
    id,
    time: timestamp,
    isEntry: type.startsWith("open"),
    isLong: type.endsWith("long"),
    price: figure(fields["price"]),
  };
}

/** What an answer says; columns are as long as that of the times. */
export function readBars(fields: Fields): Bars {
  const time = numbers(fields["time"]);
  const { length } = time;
  const number = numbers(fields["number"]);
  const column = (name: string): Column => columnOf(fields[name], length);
  return {
    number: time.map((_, k) => number[k] ?? k),
    time,
    open: column("open"),
    high: column("high"),
    low: column("low"),
    close: column("close"),
    volume: column("volume"),
    equity: column("equity"),
    position: column("position"),
    stop: column("stop"),
    take: column("take"),
    plots: listOf(fields["plots"], (plot) => ({
      label: words(plot["label"]),
      values: columnOf(plot["values"], length),
    })),
    fills: listOf(fields["fills"], readFill),
    count: figure(fields["bars"]) ?? length,
    tradedFrom: figure(fields["traded_from"]),
  };
}

/** One part behind the other; the later one says how many there are. */
export function joined(early: Bars, late: Bars): Bars {
  const both = (name: (typeof names)[number]): Column => [...early[name], ...late[name]];
  const known = new Set(late.fills.map(({ id }) => id));
  const plots = late.plots.length > 0 ? late.plots : early.plots;
  return {
    number: [...early.number, ...late.number],
    time: [...early.time, ...late.time],
    open: both("open"),
    high: both("high"),
    low: both("low"),
    close: both("close"),
    volume: both("volume"),
    equity: both("equity"),
    position: both("position"),
    stop: both("stop"),
    take: both("take"),
    plots: plots.map(({ label }, k) => ({
      label,
      values: [
        ...(early.plots[k]?.values ?? early.time.map(() => null)),
        ...(late.plots[k]?.values ?? late.time.map(() => null)),
      ],
    })),
    fills: [...early.fills.filter(({ id }) => !known.has(id)), ...late.fills],
    count: Math.max(early.count, late.count),
    tradedFrom: late.tradedFrom,
  };
}

/** Parts, the newest first, as one: halves are joined, so that no bar is copied for every part. */
function together(parts: readonly Bars[]): Bars | null {
  const [one] = parts;
  if (parts.length < 2) return one ?? null;
  const middle = parts.length >> 1;
  const [late, early] = [together(parts.slice(0, middle)), together(parts.slice(middle))];
  return early === null || late === null ? (early ?? late) : joined(early, late);
}

/** The bars of one strategy, for as long as its view is shown: the newest first, older ones when they are wanted. */
export class Ledger {
  readonly shown: Signal<Shown | null> = signal(null);
  readonly problem: Signal<Problem | null> = signal(null);
  /** Whether older bars are on their way. */
  readonly isLoading = signal(false);
  #isAsking = false;
  #isAgain = false;
  #isOver = false;

  constructor(readonly strategy: number) {}

  /** Reads the newest bars anew. */
  async begin(): Promise<void> {
    await this.#turn(async () => {
      const bars = readBars(await ask(`/strategies/${this.strategy}/bars?limit=${firstPart}`));
      this.#show({ bars, change: "new", added: bars.time.length });
    });
  }

  /** Whether the ledger has bars before those that are here. */
  get hasOlder(): boolean {
    return (this.shown.value?.bars.number[0] ?? 0) > 0;
  }

  async older(): Promise<void> {
    const first = this.shown.peek()?.bars.number[0] ?? 0;
    if (first <= 0 || this.isLoading.peek()) return;
    this.isLoading.value = true;
    await this.#ask(async () => {
      const part = readBars(
        await ask(`/strategies/${this.strategy}/bars?limit=${laterPart}&before=${first}`),
      );
      const now = this.shown.peek();
      if (now?.bars.number[0] !== first || part.time.length === 0) return;
      this.#show({ bars: joined(part, now.bars), change: "older", added: part.time.length });
    });
    this.isLoading.value = false;
  }

  /** Everything that there is: asked for part by part, and shown once. */
  async all(): Promise<void> {
    const begun = this.shown.peek()?.bars.number[0] ?? 0;
    if (begun <= 0 || this.isLoading.peek()) return;
    this.isLoading.value = true;
    await this.#ask(async () => {
      const parts: Bars[] = [];
      for (let first = begun; first > 0 && !this.#isOver;) {
        const part = readBars(
          await ask(`/strategies/${this.strategy}/bars?limit=${laterPart}&before=${first}`),
        );
        parts.push(part);
        first = part.number[0] ?? 0;
      }
      const now = this.shown.peek();
      if (now?.bars.number[0] !== begun) return;
      const older = together(parts);
      if (older !== null)
        this.#show({ bars: joined(older, now.bars), change: "older", added: older.time.length });
    });
    this.isLoading.value = false;
  }

  /** Reads what has come since the newest bar that is here. */
  async newer(): Promise<void> {
    await this.#turn(async () => {
      const now = this.shown.peek();
      const last = now?.bars.number.at(-1);
      if (now === null || last === undefined) return this.#first();
      const part = readBars(await ask(`/strategies/${this.strategy}/bars?limit=${laterPart}&after=${last}`));
      const known = this.shown.peek();
      if (known === null || part.time.length === 0) return;
      this.#show({ bars: joined(known.bars, part), change: "newer", added: part.time.length });
      if (part.time.length === laterPart) this.#isAgain = true;
    });
  }

  end(): void {
    this.#isOver = true;
  }

  async #first(): Promise<void> {
    const bars = readBars(await ask(`/strategies/${this.strategy}/bars?limit=${firstPart}`));
    this.#show({ bars, change: "new", added: bars.time.length });
  }

  #show(shown: Shown): void {
    if (!this.#isOver) this.shown.value = shown;
  }

  /** One question of its kind at a time: what is told meanwhile is asked for afterwards, once. */
  async #turn(work: () => Promise<void>): Promise<void> {
    if (this.#isAsking) {
      this.#isAgain = true;
      return;
    }
    this.#isAsking = true;
    await this.#ask(work);
    this.#isAsking = false;
    if (!this.#isAgain || this.#isOver) return;
    this.#isAgain = false;
    await this.newer();
  }

  async #ask(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (!this.#isOver) this.problem.value = null;
    } catch (error) {
      batch(() => {
        if (!this.#isOver) this.problem.value = shownProblem(error);
      });
    }
  }
}
