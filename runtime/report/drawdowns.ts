import type { EquityCurve } from "../record.js";

/** A fall of equity below its highest so far, until it is back. */
export interface DrawdownEpisode {
  /** Lowest equity / peak − 1; negative. */
  readonly depth: number;
  /** Times of the peak, of the lowest equity, and of the first row back at the peak; null: not yet. */
  readonly peak: number;
  readonly trough: number;
  readonly recovered: number | null;
  /** Time of the last row that belongs to it. */
  readonly until: number;
}

/** The deepest falls, the deepest first. */
export function worstDrawdowns({ time, equity }: Pick<EquityCurve, "time" | "equity">, count: number) {
  const episodes: DrawdownEpisode[] = [];
  let [peak, peakTime, low, lowTime] = [equity[0] ?? 0, time[0] ?? 0, equity[0] ?? 0, time[0] ?? 0];
  const close = (at: number, recovered: boolean): void => {
    if (!(low < peak) || peak <= 0) return;
    const until = time[at] ?? peakTime;
    const depth = low / peak - 1;
    episodes.push({ depth, peak: peakTime, trough: lowTime, recovered: recovered ? until : null, until });
  };
  for (let row = 1; row < time.length; row++) {
    const mark = equity[row] ?? 0;
    if (mark >= peak) {
      close(row, true);
      [peak, peakTime, low, lowTime] = [mark, time[row] ?? 0, mark, time[row] ?? 0];
    } else if (mark < low) [low, lowTime] = [mark, time[row] ?? 0];
  }
  close(time.length - 1, false);
  return episodes.toSorted((a, b) => a.depth - b.depth).slice(0, count);
}
