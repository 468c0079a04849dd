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
function compact(values: usize, length: i32, kept: i32): f64 {
  return select(values, length, kept - 1);
}

/**
 * Takes the first `count` values of a column, and the same negated. Each is written behind the kept ones, and stays if
 * it is below the cut.
 */
export function addTails(s: Statistics, values: usize, count: i32): void {
  let from = values;
  const end = values + ((<usize>count) << 3);
  const kept = max<i32>(s.tailSize, 1);
  while (from < end) {
    if (s.tailLength == s.tailCapacity) {
      s.tailCut = compact(s.tail, s.tailLength, kept);
      s.tailLength = kept;
    }
    if (s.highLength == s.tailCapacity) {
      s.highCut = compact(s.highTail, s.highLength, kept);
      s.highLength = kept;
    }
    const room = (<usize>(s.tailCapacity - max<i32>(s.tailLength, s.highLength))) << 3;
    const stop = min<usize>(end, from + room);
    const cut = s.tailCut;
    const highCut = s.highCut;
    let to = s.tail + ((<usize>s.tailLength) << 3);
    let toHigh = s.highTail + ((<usize>s.highLength) << 3);
    for (; from < stop; from += 8) {
      const value = load<f64>(from);
      store<f64>(to, value);
      store<f64>(toHigh, -value);
      to += (<usize>(value < cut)) << 3;
      toHigh += (<usize>(-value < highCut)) << 3;
    }
    s.tailLength = <i32>((to - s.tail) >> 3);
    s.highLength = <i32>((toHigh - s.highTail) >> 3);
  }
}

/** The `count` smallest values: their sum, the largest of them and the next one (or that one, if none follows). */
export function findTail(s: Statistics, count: i32, high: bool): void {
  const values = high ? s.highTail : s.tail;
  const length = high ? s.highLength : s.tailLength;
  const largest = select(values, length, count - 1);
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) sum += at(values, i);
  let next: f64 = Infinity;
  for (let i = count; i < length; i++) next = min<f64>(next, at(values, i));
  s.tailSum = sum;
  s.tailLargest = largest;
  s.tailNext = length > count ? next : largest;
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
