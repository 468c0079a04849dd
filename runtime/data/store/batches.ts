import { closeSync, openSync, readSync } from "node:fs";
import { columnNames } from "../columns.js";
import { fromSystemError } from "../data-error.js";
import type { BarColumns } from "../dataset.js";
import type { BatchPlace } from "./layout.js";
import { damaged } from "./read.js";

/** Reads batches one after the other into one buffer: each piece is overwritten by the next. */
export function* readBatches(path: string, batches: readonly BatchPlace[]): Generator<BarColumns> {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch (error) {
    throw fromSystemError(error, path);
  }
  try {
    const longest = batches.reduce((most, [, bars]) => Math.max(most, bars), 0);
    const buffer = new ArrayBuffer(longest * 8 * columnNames.length);
    for (const [position, bars] of batches) {
      const bytes = new Uint8Array(buffer, 0, bars * 8 * columnNames.length);
      for (let done = 0; done < bytes.length;) {
        const read = readSync(descriptor, bytes, done, bytes.length - done, position + done);
        if (read === 0) throw damaged(path, "it ended before its last bar");
        done += read;
      }
      const column = (at: number) => new Float64Array(buffer, at * bars * 8, bars);
      yield {
        time: column(0),
        open: column(1),
        high: column(2),
        low: column(3),
        close: column(4),
        volume: column(5),
      };
    }
  } finally {
    closeSync(descriptor);
  }
}
