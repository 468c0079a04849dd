import type { EquityCurve } from "../record.js";

/** Columns that a row keeps beside its bar number. */
const width = 6;
/** A bucket keeps the rows of its lowest and highest equity and of its lowest and highest close. */
const kept = 4;
const equityColumn = 2;
const closeColumn = 5;

/**
 * Keeps a curve of any length in bounded memory: up to `rows` rows all of them, of more the rows where equity or
 * close is lowest or highest in each of equal buckets, besides the first and the last. When the buckets are full
 * two and two are joined. So no peak and no trough is lost, and the result does not depend on the piece length.
 */
export class EquitySampler {
  private bars = 0;
  /** Bars in a bucket, a power of two. */
  private step = 1;
  private buckets = 0;
  private inBucket = 0;
  /** Rows [bar, time, equity, cash, position, close], `kept` to a bucket: lowest equity, highest, lowest close, highest. */
  private readonly rows: Float64Array;
  private readonly limit: number;
  private readonly first = new Float64Array(width);
  private readonly last = new Float64Array(width);

  /** @param rows most rows of the result, 64 or more */
  constructor(rows = 4000) {
    this.limit = 2 * Math.max(8, Math.floor(rows / (2 * kept)));
    this.rows = new Float64Array(this.limit * kept * width);
  }

  add(chunk: EquityCurve, count: number = chunk.time.length): void {
    for (let i = 0; i < count; i++) {
      if (this.inBucket === 0 && this.buckets === this.limit) this.joinBuckets();
      this.addRow(chunk, i);
    }
    if (count > 0) this.copyRow(chunk, count - 1, this.last, 0, this.bars - 1);
  }

  /** Bars that a bucket stands for: 1 while every bar is kept. */
  get equityStep(): number {
    return this.step;
  }

  curve(): EquityCurve {
    const rows = this.chosenRows();
    const column = (at: number): Float64Array => Float64Array.from(rows, (row) => row[at] ?? 0);
    return { time: column(1), equity: column(2), cash: column(3), position: column(4), close: column(5) };
  }

  private addRow(chunk: EquityCurve, i: number): void {
    const bar = this.bars++;
    if (bar === 0) this.copyRow(chunk, 0, this.first, 0, 0);
    if (this.inBucket === 0) {
      this.buckets++;
      for (let slot = 0; slot < kept; slot++) this.copyRow(chunk, i, this.rows, this.place(slot), bar);
    } else {
      const equity = chunk.equity[i] ?? 0;
      const close = chunk.close[i] ?? 0;
      if (equity < this.value(0, equityColumn)) this.copyRow(chunk, i, this.rows, this.place(0), bar);
      else if (equity > this.value(1, equityColumn)) this.copyRow(chunk, i, this.rows, this.place(1), bar);
      if (close < this.value(2, closeColumn)) this.copyRow(chunk, i, this.rows, this.place(2), bar);
      else if (close > this.value(3, closeColumn)) this.copyRow(chunk, i, this.rows, this.place(3), bar);
    }
    this.inBucket++;
    if (this.inBucket === this.step) this.inBucket = 0;
  }

  private place(slot: number, bucket = this.buckets - 1): number {
    return (bucket * kept + slot) * width;
  }

  private value(slot: number, column: number, bucket = this.buckets - 1): number {
    return this.rows[this.place(slot, bucket) + column] ?? 0;
  }

  private copyRow(chunk: EquityCurve, i: number, into: Float64Array, at: number, bar: number): void {
    into[at] = bar;
    into[at + 1] = chunk.time[i] ?? 0;
    into[at + 2] = chunk.equity[i] ?? 0;
    into[at + 3] = chunk.cash[i] ?? 0;
    into[at + 4] = chunk.position[i] ?? 0;
    into[at + 5] = chunk.close[i] ?? 0;
  }

  private joinBuckets(): void {
    for (let bucket = 0; bucket < this.limit / 2; bucket++) {
      for (let slot = 0; slot < kept; slot++) {
        const column = slot < 2 ? equityColumn : closeColumn;
        const one = this.value(slot, column, 2 * bucket);
        const two = this.value(slot, column, 2 * bucket + 1);
        const later = slot % 2 === 0 ? two < one : two > one;
        const from = this.place(slot, 2 * bucket + (later ? 1 : 0));
        this.rows.copyWithin(this.place(slot, bucket), from, from + width);
      }
    }
    this.buckets = this.limit / 2;
    this.step *= 2;
  }

  /** First, last and the kept rows in the order of their bars, each once. */
  private chosenRows(): readonly Float64Array[] {
    if (this.bars === 0) return [];
    const byBar = new Map<number, Float64Array>([[0, this.first]]);
    for (let at = 0; at < this.buckets * kept * width; at += width) {
      byBar.set(this.rows[at] ?? 0, this.rows.subarray(at, at + width));
    }
    byBar.set(this.bars - 1, this.last);
    return [...byBar.keys()].sort((a, b) => a - b).flatMap((bar) => byBar.get(bar) ?? []);
  }
}

/** The rows of a whole curve that are enough to draw it. */
export function sampleCurve(curve: EquityCurve, rows: number): EquityCurve {
  if (curve.time.length <= rows / 2) return curve;
  const sampler = new EquitySampler(rows);
  sampler.add(curve);
  return sampler.curve();
}
