import type { BarRange } from "../fold.js";

/** Training bars with their end set apart. */
export interface TailedBars {
  /** What is learned from. */
  readonly head: readonly BarRange[];
  /** What decides when to stop, and how probabilities are mended. */
  readonly tail: readonly BarRange[];
}

/** Share of the training bars that is set apart at their end. */
export const tailShare = 0.2;

/**
 * Sets the last bars of a training apart, so far from the others that no target of what is learned from reaches into them.
 * @param ranges ascending and apart
 * @param purge bars left out between the two
 */
export function splitTail(ranges: readonly BarRange[], purge: number, share = tailShare): TailedBars {
  const total = ranges.reduce((sum, { from, to }) => sum + (to - from), 0);
  let left = Math.max(1, Math.round(total * share));
  const tail: BarRange[] = [];
  const head: BarRange[] = [...ranges];
  while (left > 0) {
    const last = head.pop();
    if (last === undefined) break;
    const from = Math.max(last.from, last.to - left);
    tail.unshift({ from, to: last.to });
    left -= last.to - from;
    if (from > last.from) head.push({ from: last.from, to: from });
  }
  const begin = tail[0]?.from ?? 0;
  return {
    head: head
      .map(({ from, to }) => ({ from, to: Math.min(to, begin - purge) }))
      .filter(({ from, to }) => from < to),
    tail,
  };
}
