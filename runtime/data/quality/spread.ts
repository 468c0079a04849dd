/** Middle and width of a sample that a few wild values cannot move. */
export interface Spread {
  readonly median: number;
  /** 1.4826 × median absolute deviation: the standard deviation where the sample is normal. 0 if it does not vary. */
  readonly deviation: number;
}

export function spreadOf(values: Float64Array): Spread {
  if (values.length === 0) return { median: 0, deviation: 0 };
  const median = medianOf(values);
  const distances = values.map((value) => Math.abs(value - median));
  const middle = medianOf(distances);
  if (middle > 0) return { median, deviation: 1.4826 * middle };
  // More than half of the values are equal: fall back on the mean distance (1.2533 makes it a standard deviation).
  let sum = 0;
  for (const distance of distances) sum += distance;
  return { median, deviation: (1.2533 * sum) / distances.length };
}

function medianOf(values: Float64Array): number {
  const parted = values.slice();
  const half = parted.length >> 1;
  partAt(parted, half);
  const upper = parted[half] ?? 0;
  if (parted.length % 2 === 1) return upper;
  let lower = -Infinity;
  for (let at = 0; at < half; at++) lower = Math.max(lower, parted[at] ?? 0);
  return (upper + lower) / 2;
}

/**
 * Puts the value that sorting would put at `place` there, no greater ones before it and no lesser ones behind it
 * (C. A. R. Hoare, "Algorithm 65: Find", 1961).
 */
function partAt(values: Float64Array, place: number): void {
  let from = 0;
  let to = values.length - 1;
  while (from < to) {
    const pivot = values[place] ?? 0;
    let left = from;
    let right = to;
    while (left <= right) {
      while ((values[left] ?? 0) < pivot) left++;
      while ((values[right] ?? 0) > pivot) right--;
      if (left > right) break;
      const kept = values[left] ?? 0;
      values[left++] = values[right] ?? 0;
      values[right--] = kept;
    }
    if (right < place) from = left;
    if (left > place) to = right;
  }
}

/**
 * An evenly spaced sample of a stream of unknown length, at most `limit` values: when it is full every second value
 * is dropped and from then on only every second of those that come is taken.
 */
export class ThinnedSample {
  private readonly values: Float64Array;
  private length = 0;
  private stride = 1;
  private seen = 0;

  constructor(limit: number) {
    this.values = new Float64Array(limit);
  }

  /** Whether the next value is to be kept; one that is not wanted need not be computed. */
  takes(): boolean {
    return this.seen++ % this.stride === 0;
  }

  /** Keeps a value that was asked for. */
  add(value: number): void {
    if (this.length === this.values.length) {
      for (let i = 0; i * 2 < this.length; i++) this.values[i] = this.values[i * 2] ?? 0;
      this.length = (this.length + 1) >> 1;
      this.stride *= 2;
      if ((this.seen - 1) % this.stride !== 0) return;
    }
    this.values[this.length++] = value;
  }

  taken(): Float64Array {
    return this.values.subarray(0, this.length);
  }
}
