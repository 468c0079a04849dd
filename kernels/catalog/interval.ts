import type { Range } from "./range.js";

/** Interval arithmetic for the outputs' ranges. Unbounded ends are infinite; zero times infinity is zero, since an end is never reached. */

export function interval(low: number, high: number): Range {
  return { low: Number.isNaN(low) ? -Infinity : low, high: Number.isNaN(high) ? Infinity : high };
}

export function hull(ranges: readonly Range[]): Range {
  return interval(Math.min(...ranges.map((r) => r.low)), Math.max(...ranges.map((r) => r.high)));
}

export function addRanges(a: Range, b: Range): Range {
  return interval(a.low + b.low, a.high + b.high);
}

export function negateRange(a: Range): Range {
  return interval(-a.high, -a.low);
}

export function subtractRanges(a: Range, b: Range): Range {
  return addRanges(a, negateRange(b));
}

export function multiplyRanges(a: Range, b: Range): Range {
  const ends = [
    product(a.low, b.low),
    product(a.low, b.high),
    product(a.high, b.low),
    product(a.high, b.high),
  ];
  return interval(Math.min(...ends), Math.max(...ends));
}

/** A divisor that can be zero can make the quotient as large as it likes. */
export function divideRanges(a: Range, b: Range): Range {
  if (b.low < 0 && b.high > 0) return interval(-Infinity, Infinity);
  const inverse = interval(b.high === 0 ? -Infinity : 1 / b.high, b.low === 0 ? Infinity : 1 / b.low);
  return multiplyRanges(a, inverse);
}

export function scaleRange(a: Range, factor: number): Range {
  return multiplyRanges(a, interval(factor, factor));
}

/** How far two values of the range can lie apart. */
export function spread(a: Range): number {
  const width = a.high - a.low;
  return Number.isNaN(width) ? Infinity : width;
}

/** The range of a non-decreasing function of one input; ends outside its domain are unbounded. */
export function mapRange(a: Range, rising: (x: number) => number): Range {
  return interval(rising(a.low), rising(a.high));
}

function product(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}
