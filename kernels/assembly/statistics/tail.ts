import { Statistics } from "./layout";

// The smallest values of any number of them, exactly. Values below the cut are appended to a buffer of three times the
// wanted number; when it is full the smallest third is selected and the cut moves down. Each value costs O(1) on
// average, and once the cut has settled the common one costs a compare.

// @ts-ignore: decorator
@inline
function at(values: usize, index: i32): f64 {
  return load<f64>(values + ((<usize>index) << 3));
}

// @ts-ignore: decorator
@inline
function put(values: usize, index: i32, value: f64): void {
  store<f64>(values + ((<usize>index) << 3), value);
}

function append(s: Statistics, value: f64): void {
  if (!(value < s.tailCut)) return;
  put(s.tail, s.tailLength++, value);
  if (s.tailLength < s.tailCapacity) return;
  const kept = s.tailSize > 1 ? s.tailSize : 1;
  s.tailCut = select(s.tail, s.tailCapacity, kept - 1);
  s.tailLength = kept;
}

/** Takes the first `count` values of a column. */
export function addTail(s: Statistics, values: usize, count: i32): void {
  let cut = f64x2.splat(s.tailCut);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const place = values + ((<usize>i) << 3);
    const low = f64x2.pmin(v128.load(place), v128.load(place + 16));
    if (!v128.any_true(f64x2.lt(low, cut))) continue;
    for (let k = i; k < i + 4; k++) append(s, at(values, k));
    cut = f64x2.splat(s.tailCut);
  }
  for (; i < count; i++) append(s, at(values, i));
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

/** Partitions low…high until position k is settled; large ranges first take their pivot from a sample (Floyd & Rivest 1975). */
function narrow(values: usize, from: i32, to: i32, k: i32): void {
  let low = from;
  let high = to;
  while (low < high) {
    if (high - low > 600) narrowToSample(values, low, high, k);
    const pivot = at(values, k);
    let i = low;
    let j = high;
    while (i <= j) {
      while (at(values, i) < pivot) i++;
      while (at(values, j) > pivot) j--;
      if (i > j) break;
      const swap = at(values, i);
      put(values, i, at(values, j));
      put(values, j, swap);
      i++;
      j--;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
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
