import { sortFloats } from "./sort.js";

/**
 * Into which bins the values of a feature fall. Found once, on training rows, before any tree: numbers as LightGBM
 * finds them (Ke et al. 2017), so that each bin has about as many rows, values that are rare share one, and zero has
 * one to itself.
 */
export interface FeatureBins {
  /** Bins, the one of missing values included. */
  readonly count: number;
  /** The bin of missing values; −1: none was missing. */
  readonly missing: number;
  /** Of a number: 32-bit bounds, ascending; bin b holds what lies above bound b − 1 and not above bound b. */
  readonly bounds: Float32Array;
  /** Of a number: the greatest value of each bin. */
  readonly greatest: Float32Array;
  /** Of a category: which it is, by bin; bin 0 holds what is missing or was not seen. Else null. */
  readonly categories: readonly number[] | null;
}

/** What lies this close to zero is zero: LightGBM's constant. */
const zero = 1.0000000180025095e-35;

/** Rows that bins are found on; of more, so many at equal distances. */
const mostRows = 200_000;

const mostCategories = 254;

/** @param rowsPerBin fewest rows of a bin that holds several values */
export function findBins(values: Float32Array, most: number, rowsPerBin = 3): FeatureBins {
  const sample = sortedSample(values);
  const isMissing = hasMissing(values);
  const bounds = boundsOf(sample, isMissing ? most - 1 : most, rowsPerBin);
  const ordinary = bounds.length + 1;
  return {
    count: isMissing ? ordinary + 1 : ordinary,
    missing: isMissing ? ordinary : -1,
    bounds,
    greatest: greatestOf(sample, bounds),
    categories: null,
  };
}

/** The greatest of sorted values in each bin; of a bin without any, its bound. */
function greatestOf(sorted: Float32Array, bounds: Float32Array): Float32Array {
  const greatest = new Float32Array(bounds.length + 1);
  let place = 0;
  for (let bin = 0; bin <= bounds.length; bin++) {
    const bound = bounds[bin] ?? Infinity;
    const from = place;
    while (place < sorted.length && (sorted[place] ?? 0) <= bound) place++;
    greatest[bin] = place > from ? (sorted[place - 1] ?? 0) : bound;
  }
  return greatest;
}

/** Categories by falling count. */
export function findCategories(values: Float32Array, most: number): FeatureBins {
  const counts = new Map<number, number>();
  for (const value of values) if (value >= 0) counts.set(value, (counts.get(value) ?? 0) + 1);
  const categories = [...counts]
    .toSorted(([a, m], [b, n]) => n - m || a - b)
    .slice(0, Math.min(most - 1, mostCategories))
    .map(([category]) => category);
  return {
    count: categories.length + 1,
    missing: 0,
    bounds: new Float32Array(0),
    greatest: new Float32Array(0),
    categories: [NaN, ...categories],
  };
}

/** Values that are there, ascending; of a long column those at equal distances. */
function sortedSample(values: Float32Array): Float32Array {
  const count = Math.min(values.length, mostRows);
  const kept = new Float32Array(count);
  let end = 0;
  for (let place = 0; place < count; place++) {
    const value = values[count < values.length ? Math.floor((place * values.length) / count) : place] ?? NaN;
    if (value === value) kept[end++] = value;
  }
  return sortFloats(kept.subarray(0, end));
}

function hasMissing(values: Float32Array): boolean {
  for (let row = 0; row < values.length; row++) if (values[row] !== values[row]) return true;
  return false;
}

/** The first place of an ascending column at which a value is at least so much, or more than that. */
function placeOf(sorted: Float32Array, value: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = sorted[middle] ?? 0;
    if (orEqual ? at >= value : at > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Bounds of sorted values: below zero, zero, above zero. */
function boundsOf(sorted: Float32Array, most: number, rowsPerBin: number): Float32Array {
  const below = placeOf(sorted, -zero, true);
  const above = placeOf(sorted, zero, false);
  const other = below + sorted.length - above;
  const bounds: number[] = [];
  if (below > 0) {
    const share = Math.max(1, Math.floor((below / other) * (most - 1)));
    bounds.push(...boundsOfSide(sorted.subarray(0, below), share, rowsPerBin), -zero);
  }
  const left = most - 1 - bounds.length;
  if (above < sorted.length && left > 0)
    bounds.push(zero, ...boundsOfSide(sorted.subarray(above), left, rowsPerBin));
  return Float32Array.from(bounds, floor32);
}

/** Different values, ascending, and how many rows have each. */
interface Distinct {
  readonly size: number;
  readonly values: Float32Array;
  readonly counts: Int32Array;
}

function distinct(sorted: Float32Array): Distinct {
  const values = new Float32Array(sorted.length);
  const counts = new Int32Array(sorted.length);
  let size = 0;
  for (let place = 0; place < sorted.length; place++) {
    const value = sorted[place] ?? 0;
    if (size === 0 || value !== values[size - 1]) values[size++] = value;
    counts[size - 1] = (counts[size - 1] ?? 0) + 1;
  }
  return { size, values, counts };
}

/** Inner bounds of one side of zero, for at most so many bins. */
function boundsOfSide(sorted: Float32Array, most: number, rowsPerBin: number): readonly number[] {
  const values = distinct(sorted);
  return values.size <= most
    ? boundsOfFew(values, rowsPerBin)
    : boundsOfMany(
        values,
        sorted.length,
        Math.max(1, Math.min(most, Math.floor(sorted.length / rowsPerBin))),
      );
}

function boundsOfFew({ size, values, counts }: Distinct, rowsPerBin: number): readonly number[] {
  const bounds: number[] = [];
  let rows = 0;
  for (let place = 0; place < size - 1; place++) {
    rows += counts[place] ?? 0;
    if (rows < rowsPerBin) continue;
    pushBound(bounds, values[place] ?? 0, values[place + 1] ?? 0);
    rows = 0;
  }
  return bounds;
}

/** A value with as many rows as a bin should have fills one alone; what is left is shared out evenly. */
function boundsOfMany({ size, values, counts }: Distinct, total: number, most: number): readonly number[] {
  const big = total / most;
  let bins = most;
  let rest = total;
  for (let place = 0; place < size; place++) {
    const count = counts[place] ?? 0;
    if (count < big) continue;
    bins--;
    rest -= count;
  }
  let mean = rest / bins;
  const bounds: number[] = [];
  let rows = 0;
  let made = 0;
  for (let place = 0; place < size - 1 && made < most - 1; place++) {
    const count = counts[place] ?? 0;
    const isBig = count >= big;
    if (!isBig) rest -= count;
    rows += count;
    const isBeforeBig = (counts[place + 1] ?? 0) >= big && rows >= Math.max(1, mean / 2);
    if (!isBig && rows < mean && !isBeforeBig) continue;
    pushBound(bounds, values[place] ?? 0, values[place + 1] ?? 0);
    made++;
    rows = 0;
    if (isBig) continue;
    bins--;
    mean = rest / bins;
  }
  return bounds;
}

function pushBound(bounds: number[], low: number, high: number): void {
  const bound = nextUp((low + high) / 2);
  const last = bounds.at(-1);
  if (last === undefined || bound > nextUp(last)) bounds.push(bound);
}

const bits = new DataView(new ArrayBuffer(8));

/** The next greater 64-bit number. */
function nextUp(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return bits.getFloat64(0);
}

/** The greatest 32-bit number that is not above a value: for 32-bit x, `x <= floor32(v)` says the same as `x <= v`. */
export function floor32(value: number): number {
  const near = Math.fround(value);
  if (near <= value) return near;
  bits.setFloat32(0, near);
  bits.setInt32(0, bits.getInt32(0) + (near > 0 ? -1 : 1));
  return bits.getFloat32(0);
}
