import type { EquityCurve } from "../record.js";
import type { EquityDays } from "../result.js";

const day = 86_400_000;

/** Growing list of numbers; a run has few days, so that it may be a plain one. */
type Column = number[];

/** Keeps the last account and close of each UTC day: what is enough for daily returns, in memory that only time fills. */
export class DaySampler {
  readonly #time: Column = [];
  readonly #equity: Column = [];
  readonly #close: Column = [];
  /** Number of the day that the last row lies in. */
  #last = Number.NaN;

  add({ time, equity, close }: Pick<EquityCurve, "time" | "equity" | "close">): void {
    let from = 0;
    while (from < time.length) {
      const number = Math.floor((time[from] ?? 0) / day);
      const end = firstFrom(time, (number + 1) * day, from);
      this.#put(number, equity[end - 1] ?? Number.NaN, close[end - 1] ?? Number.NaN);
      from = end;
    }
  }

  #put(number: number, equity: number, close: number): void {
    if (number === this.#last) {
      this.#time.pop();
      this.#equity.pop();
      this.#close.pop();
    }
    this.#last = number;
    this.#time.push(number * day);
    this.#equity.push(equity);
    this.#close.push(close);
  }

  days(): EquityDays {
    return {
      time: Float64Array.from(this.#time),
      equity: Float64Array.from(this.#equity),
      close: Float64Array.from(this.#close),
    };
  }
}

/** First place from `from` on, after it, whose time is not before `time`. */
function firstFrom(times: Float64Array, time: number, from: number): number {
  let [low, high] = [from + 1, times.length];
  if ((times[high - 1] ?? 0) < time) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
