import type { BarColumns } from "./dataset.js";

export interface GapCount {
  readonly bars: number;
  readonly from: number;
  readonly to: number;
  readonly gaps: number;
  readonly missingBars: number;
}

/** Counts bars and missing bars of chunks in time order; times off the grid count as the whole intervals they span. */
export function countGaps(chunks: Iterable<BarColumns>, interval: number): GapCount {
  let bars = 0;
  let first = NaN;
  let previous = NaN;
  let gaps = 0;
  let missingBars = 0;
  for (const { time } of chunks) {
    for (let i = 0; i < time.length; i++) {
      const now = time[i] ?? NaN;
      if (bars === 0) first = now;
      else if (now - previous > interval) {
        const missing = Math.round((now - previous) / interval) - 1;
        if (missing > 0) {
          gaps++;
          missingBars += missing;
        }
      }
      previous = now;
      bars++;
    }
  }
  return { bars, from: first, to: previous, gaps, missingBars };
}
