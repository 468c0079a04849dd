import { uniformFrom } from "../data/synthesize/random.js";
import { rowsOf, type ReturnColumns } from "./columns.js";
import { blockSource, type Resampling } from "./resampling.js";

/**
 * Calls `take` for each path with how far the mean of every column lies from its mean in the sample. The same paths are
 * drawn for all columns, so that what they have in common stays. Work per path: blocks × columns, however long they are.
 */
export function bootstrapMeans(
  columns: ReturnColumns,
  resampling: Resampling,
  take: (apart: Float64Array, path: number) => void,
): void {
  const rows = rowsOf(columns);
  const width = columns.length;
  const sums = runningSums(columns, rows);
  const next = blockSource(resampling, rows, uniformFrom(resampling.seed));
  const apart = new Float64Array(width);
  for (let path = 0; path < resampling.paths; path++) {
    const { count, starts, lengths } = next();
    apart.fill(0);
    for (let k = 0; k < count; k++) {
      const start = starts[k] ?? 0;
      const end = start + (lengths[k] ?? 0);
      // Over the end of the ring; the sums of the whole ring are 0, so the second part is what the first lacks.
      addBlock(apart, sums, width * start, width * (end <= rows ? end : end - rows));
    }
    for (let n = 0; n < width; n++) apart[n] = (apart[n] ?? 0) / rows;
    take(apart, path);
  }
}

function addBlock(apart: Float64Array, sums: Float64Array, from: number, to: number): void {
  for (let n = 0; n < apart.length; n++)
    apart[n] = (apart[n] ?? 0) + (sums[to + n] ?? 0) - (sums[from + n] ?? 0);
}

/** Row t: sums of the first t values of each column less its mean; the last row is 0. */
function runningSums(columns: ReturnColumns, rows: number): Float64Array {
  const width = columns.length;
  const sums = new Float64Array((rows + 1) * width);
  for (const [n, column] of columns.entries()) {
    let total = 0;
    for (const value of column) total += value;
    const centre = total / rows;
    let sum = 0;
    for (let t = 1; t < rows; t++) {
      sum += (column[t - 1] ?? 0) - centre;
      sums[t * width + n] = sum;
    }
  }
  return sums;
}
