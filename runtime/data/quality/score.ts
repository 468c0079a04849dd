/** What the score is made of: numbers of bars. */
export interface ScoreParts {
  readonly bars: number;
  /** Missing at times when the market is usually open. */
  readonly missing: number;
  /** Rows with an error: unreadable, missing, non-positive or inconsistent prices, duplicates, disorder, off grid. */
  readonly damaged: number;
  readonly spikes: number;
  /** In runs of ten or more bars whose price does not move though something is traded. */
  readonly frozen: number;
  /** In runs of ten or more bars without volume. */
  readonly idle: number;
}

/**
 * Quality from 0 to 100, rounded down to one decimal, so that 100 means that nothing was found:
 *
 *     100 × (1 − missing share) × max(0, 1 − 10 × damaged share) × (1 − doubt)
 *     doubt = min(0.5, 5 × spike share + 0.5 × frozen share + 0.25 × idle share)
 *
 * `missing share` is of the bars there should be, each other share of the bars there are. All are shares of time, so
 * an outage of a day costs the same at 1m and at 4h, and the score does not depend on the interval or the length.
 */
export function scoreOf(parts: ScoreParts): number {
  const { bars, missing, damaged, spikes, frozen, idle } = parts;
  if (bars === 0) return 0;
  const missingShare = missing / (bars + missing);
  const sound = Math.max(0, 1 - (10 * damaged) / bars);
  const doubt = Math.min(0.5, (5 * spikes + 0.5 * frozen + 0.25 * idle) / bars);
  return Math.floor(1000 * (1 - missingShare) * sound * (1 - doubt) + 1e-9) / 10;
}
