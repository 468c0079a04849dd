import { allocateColumns, batchBars, viewColumns } from "../columns.js";
import type { BarColumns } from "../dataset.js";

/** Collects bars into pieces that are used over and over. */
export class BarWriter {
  private readonly buffer = allocateColumns(batchBars);
  private filled = 0;

  /** Adds a bar; true when the piece is full and must be taken. */
  put(time: number, open: number, high: number, low: number, close: number, volume: number): boolean {
    const { buffer, filled } = this;
    buffer.time[filled] = time;
    buffer.open[filled] = open;
    buffer.high[filled] = high;
    buffer.low[filled] = low;
    buffer.close[filled] = close;
    buffer.volume[filled] = volume;
    this.filled = filled + 1;
    return this.filled === batchBars;
  }

  take(): BarColumns {
    const piece = viewColumns(this.buffer, 0, this.filled);
    this.filled = 0;
    return piece;
  }

  get isEmpty(): boolean {
    return this.filled === 0;
  }
}
