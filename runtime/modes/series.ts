/** A column that grows bar by bar, allocated for as many bars as are expected. */
export class GrowingColumn {
  #values: Float64Array;
  #length = 0;

  constructor(expected: number) {
    this.#values = new Float64Array(Math.max(expected, 16));
  }

  append(values: Float64Array): void {
    const needed = this.#length + values.length;
    if (needed > this.#values.length) {
      const larger = new Float64Array(Math.max(needed, this.#values.length * 2));
      larger.set(this.#values.subarray(0, this.#length));
      this.#values = larger;
    }
    this.#values.set(values, this.#length);
    this.#length = needed;
  }

  /** Replaces the last value. */
  amend(value: number): void {
    if (this.#length > 0) this.#values[this.#length - 1] = value;
  }

  finish(): Float64Array {
    return this.#length === this.#values.length ? this.#values : this.#values.slice(0, this.#length);
  }
}

/** First index whose time is not before `time`. */
export function lowerBound(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
