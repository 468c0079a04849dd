/**
 * Keeps the `size` smallest of any number of values, exactly. Values below the cut are appended to a buffer of
 * three times that size; when it is full the smallest third is selected. Each value costs O(1) on average,
 * memory is 3 · size numbers.
 */
export class SmallestValues {
  /** Values at or above it cannot belong to the smallest; +Infinity until enough values have been seen. */
  private cut = Number.POSITIVE_INFINITY;
  private readonly kept: Float64Array;
  private length = 0;

  constructor(private readonly size: number) {
    this.kept = new Float64Array(Math.max(3 * size, 64));
  }

  /** Takes the first `count` values. */
  add(values: Float64Array, count: number): void {
    const { kept } = this;
    let { cut, length } = this;
    for (let i = 0; i < count; i++) {
      const value = values[i] ?? 0;
      if (value >= cut) continue;
      kept[length++] = value;
      if (length < kept.length) continue;
      length = Math.max(this.size, 1);
      cut = select(kept, kept.length, length - 1);
    }
    this.cut = cut;
    this.length = length;
  }

  /** The `count` smallest values: their sum, the largest of them and the next one (or that one, if none follows). */
  smallest(count: number): { readonly sum: number; readonly largest: number; readonly next: number } {
    const largest = select(this.kept, this.length, count - 1);
    let sum = 0;
    for (let i = 0; i < count; i++) sum += this.kept[i] ?? 0;
    let next = Number.POSITIVE_INFINITY;
    for (let i = count; i < this.length; i++) next = Math.min(next, this.kept[i] ?? next);
    return { sum, largest, next: this.length > count ? next : largest };
  }
}

/** Moves the k + 1 smallest of the first `length` values to the front; returns the largest of them. */
function select(values: Float64Array, length: number, k: number): number {
  narrow(values, 0, length - 1, k);
  return values[k] ?? 0;
}

/** Partitions low…high until position k is settled; large ranges first take their pivot from a sample (Floyd & Rivest 1975). */
function narrow(values: Float64Array, from: number, to: number, k: number): void {
  let low = from;
  let high = to;
  while (low < high) {
    if (high - low > 600) narrowToSample(values, low, high, k);
    const pivot = values[k] ?? 0;
    let i = low;
    let j = high;
    while (i <= j) {
      while ((values[i] ?? 0) < pivot) i++;
      while ((values[j] ?? 0) > pivot) j--;
      if (i > j) break;
      const swap = values[i] ?? 0;
      values[i] = values[j] ?? 0;
      values[j] = swap;
      i++;
      j--;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
}

/** Puts a value near the k-th of low…high at position k, from a sample around it. */
function narrowToSample(values: Float64Array, low: number, high: number, k: number): void {
  const count = high - low + 1;
  const position = k - low + 1;
  const logarithm = Math.log(count);
  const sample = 0.5 * Math.exp((2 * logarithm) / 3);
  const side = position * 2 < count ? -1 : 1;
  const spread = 0.5 * side * Math.sqrt((logarithm * sample * (count - sample)) / count);
  const sampleLow = Math.max(low, Math.floor(k - (position * sample) / count + spread));
  const sampleHigh = Math.min(high, Math.floor(k + ((count - position) * sample) / count + spread));
  narrow(values, sampleLow, sampleHigh, k);
}
