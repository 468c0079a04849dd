import type { MonthReturn } from "../result.js";

/** Returns of calendar months (UTC), of the account and of the market. */
export class MonthWatch {
  private readonly done: MonthReturn[] = [];
  private year = 0;
  private month = 0;
  private next = Number.NEGATIVE_INFINITY;
  /** Marks at the end of the month before, and the latest ones. */
  private begin = Number.NaN;
  private marketBegin = Number.NaN;
  private last = Number.NaN;
  private marketLast = Number.NaN;

  add(time: Float64Array, equity: Float64Array, close: Float64Array, count: number): void {
    let from = 0;
    while (from < count) {
      if ((time[from] ?? 0) >= this.next) this.open(time[from] ?? 0, equity[from] ?? 0, close[from] ?? 0);
      const to = firstAtOrAfter(time, this.next, from, count);
      this.last = lastKnown(equity, from, to, this.last);
      this.marketLast = lastKnown(close, from, to, this.marketLast);
      from = to;
    }
  }

  finish(): readonly MonthReturn[] {
    return Number.isNaN(this.last) ? [] : [...this.done, this.current()];
  }

  private open(time: number, equity: number, close: number): void {
    if (Number.isNaN(this.last)) {
      this.begin = equity;
      this.marketBegin = close;
    } else {
      this.done.push(this.current());
      this.begin = this.last;
      this.marketBegin = this.marketLast;
    }
    const date = new Date(time);
    this.year = date.getUTCFullYear();
    this.month = date.getUTCMonth() + 1;
    this.next = Date.UTC(this.year, this.month, 1);
  }

  private current(): MonthReturn {
    return {
      year: this.year,
      month: this.month,
      return: change(this.begin, this.last),
      buyAndHold: change(this.marketBegin, this.marketLast),
    };
  }
}

/** The last number among from…to − 1; a bar without a price says nothing new. */
function lastKnown(values: Float64Array, from: number, to: number, otherwise: number): number {
  for (let i = to - 1; i >= from; i--) {
    const value = values[i] ?? Number.NaN;
    if (!Number.isNaN(value)) return value;
  }
  return otherwise;
}

function change(from: number, to: number): number {
  return from > 0 ? (to - from) / from : 0;
}

/** Position of the first time at or after `limit` in the ascending times from…to − 1, or `to`. */
function firstAtOrAfter(time: Float64Array, limit: number, from: number, to: number): number {
  if ((time[to - 1] ?? 0) < limit) return to;
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((time[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
