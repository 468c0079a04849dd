const dayLength = 86_400_000;

/** The last value of each UTC day. */
export class DailyCloses {
  readonly #values = new Map<number, number>();

  /** @param interval of a bar: what closes at midnight belongs to the day before */
  add(time: Float64Array | null, values: Float64Array, interval: number): void {
    if (time === null) return;
    let from = 0;
    while (from < time.length) {
      const day = dayOf(time[from] ?? Number.NaN, interval);
      const to = firstAfter(time, (day + 1) * dayLength - interval, from);
      this.#values.set(day, values[to - 1] ?? Number.NaN);
      from = to;
    }
  }

  /** By day, counted from 1970, in the order of time. */
  get values(): ReadonlyMap<number, number> {
    return this.#values;
  }
}

const dayOf = (time: number, interval: number): number => Math.floor((time + interval - 1) / dayLength);

/** The first place after `from` whose time is after `last`. */
function firstAfter(times: Float64Array, last: number, from: number): number {
  let low = from + 1;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Number.NaN) <= last) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Pearson's correlation of the daily changes of each pair, over the days on which both have one; null where there are
 * fewer than `least`, or one of them never changes.
 */
export function correlations(
  curves: readonly ReadonlyMap<number, number>[],
  least = 20,
): readonly (readonly (number | null)[])[] {
  const changes = curves.map(changesOf);
  return changes.map((one, row) =>
    changes.map((other, column) => (row === column ? 1 : correlation(one, other, least))),
  );
}

function changesOf(curve: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  const changes = new Map<number, number>();
  let before = Number.NaN;
  for (const [day, value] of curve) {
    if (!Number.isNaN(before)) changes.set(day, value - before);
    before = value;
  }
  return changes;
}

function correlation(
  one: ReadonlyMap<number, number>,
  other: ReadonlyMap<number, number>,
  least: number,
): number | null {
  const pairs: (readonly [number, number])[] = [];
  for (const [day, x] of one) {
    const y = other.get(day);
    if (y !== undefined) pairs.push([x, y]);
  }
  if (pairs.length < least) return null;
  const mean = (pick: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[pick], 0) / pairs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  let [both, alone, beside] = [0, 0, 0];
  for (const [x, y] of pairs) {
    both += (x - meanX) * (y - meanY);
    alone += (x - meanX) ** 2;
    beside += (y - meanY) ** 2;
  }
  const scale = Math.sqrt(alone * beside);
  return scale > 0 ? Math.max(-1, Math.min(1, both / scale)) : null;
}
