import { Statistics } from "./layout";

// The smallest values of any number of them, exactly. Values below the cut are appended to a buffer of three times the
// wanted number; when it is full the smallest third is selected and the cut moves down. Each value costs O(1) on
// average, the common one a compare and a store.

// @ts-ignore: decorator
@inline
function at(values: usize, index: i32): f64 {
  return load<f64>(values + ((<usize>index) << 3));
}

/** Makes room: only what can belong to the smallest stays. */
function compact(s: Statistics): void {
  const kept = s.tailSize > 1 ? s.tailSize : 1;
  s.tailCut = select(s.tail, s.tailLength, kept - 1);
  s.tailLength = kept;
}

/** Takes the first `count` values of a column. Each is written behind the kept ones, and stays if it is below the cut. */
export function addTail(s: Statistics, values: usize, count: i32): void {
  let from = values;
  const end = values + ((<usize>count) << 3);
  while (from < end) {
    if (s.tailLength == s.tailCapacity) compact(s);
    const room = (<usize>(s.tailCapacity - s.tailLength)) << 3;
    const stop = min<usize>(end, from + room);
    const cut = s.tailCut;
    let to = s.tail + ((<usize>s.tailLength) << 3);
    for (; from < stop; from += 8) {
      const value = load<f64>(from);
      store<f64>(to, value);
      to += (<usize>(value < cut)) << 3;
    }
    s.tailLength = <i32>((to - s.tail) >> 3);
  }
}

/** The `count` smallest values: their sum, the largest of them and the next one (or that one, if none follows). */
export function findTail(s: Statistics, count: i32): void {
  const values = s.tail;
  const largest = select(values, s.tailLength, count - 1);
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) sum += at(values, i);
  let next: f64 = Infinity;
  for (let i = count; i < s.tailLength; i++) next = min<f64>(next, at(values, i));
  s.tailSum = sum;
  s.tailLargest = largest;
  s.tailNext = s.tailLength > count ? next : largest;
}

/** Moves the k + 1 smallest of the first `length` values to the front; gives the largest of them. */
function select(values: usize, length: i32, k: i32): f64 {
  narrow(values, 0, length - 1, k);
  return at(values, k);
}

/** Moves the values of from…to that are below the pivot (or, with `orEqual`, not above it) to the front; gives their end. */
// @ts-ignore: decorator
@inline
function partition(values: usize, from: i32, to: i32, pivot: f64, orEqual: bool): i32 {
  // Without a branch on the values, half of which would be guessed wrong.
  let front = values + ((<usize>from) << 3);
  const end = values + ((<usize>to) << 3);
  for (let at = front; at <= end; at += 8) {
    const value = load<f64>(at);
    store<f64>(at, load<f64>(front));
    store<f64>(front, value);
    front += (<usize>(orEqual ? value <= pivot : value < pivot)) << 3;
  }
  return <i32>((front - values) >> 3);
}

/** Partitions low…high until position k is settled; large ranges first take their pivot from a sample (Floyd & Rivest 1975). */
function narrow(values: usize, from: i32, to: i32, k: i32): void {
  let low = from;
  let high = to;
  while (low < high) {
    if (high - low > 600) narrowToSample(values, low, high, k);
    const pivot = at(values, k);
    const above = partition(values, low, high, pivot, false);
    if (k < above) {
      high = above - 1;
      continue;
    }
    low = partition(values, above, high, pivot, true);
    if (k < low) return;
  }
}

/** Puts a value near the k-th of low…high at position k, from a sample around it. */
function narrowToSample(values: usize, low: i32, high: i32, k: i32): void {
  const count = <f64>(high - low + 1);
  const position = <f64>(k - low + 1);
  const logarithm = NativeMath.log(count);
  const sample = 0.5 * NativeMath.exp((2 * logarithm) / 3);
  const side: f64 = position * 2 < count ? -1 : 1;
  const spread = 0.5 * side * sqrt<f64>((logarithm * sample * (count - sample)) / count);
  const before = floor<f64>(<f64>k - (position * sample) / count + spread);
  const after = floor<f64>(<f64>k + ((count - position) * sample) / count + spread);
  narrow(values, <i32>max<f64>(<f64>low, before), <i32>min<f64>(<f64>high, after), k);
}
