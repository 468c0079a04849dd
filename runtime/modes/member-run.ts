import type { BarColumns } from "../data/dataset.js";
import type { EngineGroup } from "../engine/group.js";
import type { Books } from "./books.js";
import { DailyCloses } from "./daily-closes.js";
import type { SettledOptions } from "./options.js";
import { lowerBound } from "./series.js";

/** One member of a portfolio on its way through its bars. */
export class MemberRun {
  readonly books: Books;
  readonly daily = new DailyCloses();
  readonly #place: number;
  readonly #options: SettledOptions;
  readonly #chunks: Iterator<BarColumns>;
  readonly #interval: number;
  #chunk: BarColumns | null = null;
  #at = 0;
  #end = 0;
  /** How far it can go in one step. */
  #limit = 0;
  /** Bars that stand in the engine and wait for the walk. */
  #computed = 0;
  #over = false;

  constructor(books: Books, place: number, options: SettledOptions) {
    this.books = books;
    this.#place = place;
    this.#options = options;
    this.#interval = books.information.interval;
    this.#chunks = books.chunks()[Symbol.iterator]();
  }

  /** Whether no bar is left. */
  get isOver(): boolean {
    return this.#over;
  }

  /** Goes on to the next chunk when there is nothing left of this one. */
  refill(group: EngineGroup): void {
    while (!this.#over && this.#at >= this.#end) this.#next(group);
  }

  #next(group: EngineGroup): void {
    const { from, to } = this.#options;
    const isCut = this.#chunk !== null && this.#end < this.#chunk.time.length;
    const next = isCut ? { done: true as const } : this.#chunks.next();
    if (next.done === true) {
      this.#over = true;
      this.#chunk = null;
      return;
    }
    const { value: chunk } = next;
    this.#chunk = chunk;
    this.#end = to === null ? chunk.time.length : lowerBound(chunk.time, to);
    this.#at = from === null ? 0 : Math.min(lowerBound(chunk.time, from), this.#end);
    for (let at = 0; at < this.#at; at += group.capacity) {
      const count = Math.min(group.capacity, this.#at - at);
      group.pass(this.#place, chunk, at, count);
      this.books.pass(count);
    }
  }

  /** When the last bar closes that it can give in one step; Infinity when it has none. */
  reach(group: EngineGroup): number {
    if (this.#chunk === null) return Number.POSITIVE_INFINITY;
    this.#limit = group.reach(this.#place, this.#chunk, this.#at, this.#end);
    return (this.#chunk.time[this.#limit - 1] ?? Number.NaN) + this.#interval;
  }

  /** Computes all bars that close until `horizon`; `reach` has been asked before. */
  compute(group: EngineGroup, horizon: number): void {
    this.#computed = 0;
    if (this.#chunk === null) return;
    const { time } = this.#chunk;
    const limit = this.#limit;
    let to = limit;
    if ((time[limit - 1] ?? Number.NaN) + this.#interval > horizon) {
      to = this.#at;
      while (to < limit && (time[to] ?? Number.NaN) + this.#interval <= horizon) to++;
    }
    if (to === this.#at) return;
    group.compute(this.#place, this.#chunk, this.#at, to - this.#at);
    this.#computed = to - this.#at;
    this.#at = to;
  }

  /** After the walk: what came of the bars that were computed. */
  record(): void {
    if (this.#computed === 0) return;
    const { engine } = this.books;
    this.books.take(this.#computed);
    this.daily.add(engine.barColumn("time"), engine.brokerColumn("equity"), this.#interval);
  }
}
