/**
 * A run in pieces, each a row of eight numbers: how many returns it has, their sum, Σ (r − mean)² around the piece's own
 * mean, Σ min(r − τ, 0)², and over the mark before it: growth, highest, lowest and last the deepest fall inside. Pieces
 * in any order give the metrics of a path put together from them, bar by bar, without a look at the bars.
 */
export interface ReturnGroups {
  /** `count` rows; the kernel's `GroupRow`s. */
  readonly rows: Float64Array;
  readonly count: number;
  /** Bars of a whole group. */
  readonly length: number;
}

/** Numbers of a row. */
export const groupWidth = 8;

/** Sum of the returns of each whole group; the first, which lacks the run's first mark, and a last part are left out. */
export function groupReturns({ rows, count, length }: ReturnGroups): Float64Array {
  const sums = new Float64Array(count);
  let kept = 0;
  for (let at = 0; at < count * groupWidth; at += groupWidth) {
    if (rows[at] !== length) continue;
    sums[kept++] = rows[at + 1] ?? 0;
  }
  return sums.subarray(0, kept);
}

/** E_t / E_0 at the end of each group, from the start on. */
export function groupMarks({ rows, count }: ReturnGroups): Float64Array {
  const marks = new Float64Array(count + 1);
  let level = 1;
  marks[0] = level;
  for (let k = 0; k < count; k++) {
    level *= rows[k * groupWidth + 4] ?? 1;
    marks[k + 1] = level;
  }
  return marks;
}

/** Returns of a path of groups of one returns each, to resample what was not run bar by bar. */
export function groupsOf(returns: Float64Array, target = 0): ReturnGroups {
  const rows = new Float64Array(returns.length * groupWidth);
  for (const [t, change] of returns.entries()) {
    const growth = Math.max(0, 1 + change);
    const loss = Math.min(change - target, 0);
    rows.set(
      [1, change, 0, loss * loss, growth, Math.max(1, growth), growth, Math.min(0, growth - 1)],
      t * groupWidth,
    );
  }
  return { rows, count: returns.length, length: 1 };
}
