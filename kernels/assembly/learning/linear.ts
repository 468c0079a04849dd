/*
 * Products of each two inputs of a block of rows, by what a factor says of each row: what the curvature of a linear
 * model is made of, and nearly all of its work. Each sum is one of every fourth row, in four lanes that are added at
 * the end: always in the same order.
 */

/**
 * Writes Σ factor · input j · input k for k ≤ j (and one above the diagonal) to `out`, `columns` × `columns`.
 * @param dense inputs, a column of `stride` bytes each
 * @param factors of `rows` rows
 * @param scaled place for two columns
 * @param columns how many inputs, even
 * @param rows a multiple of 4; factors of rows that are none are 0
 */
export function products(
  dense: usize,
  factors: usize,
  scaled: usize,
  out: usize,
  columns: i32,
  stride: i32,
  rows: i32,
): void {
  const end = <usize>rows << 3;
  const other = scaled + <usize>stride;
  for (let j = 0; j < columns; j += 2) {
    const a = dense + <usize>j * stride;
    scale(a, factors, scaled, end);
    scale(a + stride, factors, other, end);
    for (let k = 0; k <= j; k += 2) {
      const place = out + (<usize>(j * columns + k) << 3);
      square(scaled, other, dense + <usize>k * stride, stride, end, place, <usize>columns << 3);
    }
  }
}

/** A column times the factors. */
@inline
function scale(column: usize, factors: usize, to: usize, end: usize): void {
  for (let at: usize = 0; at < end; at += 16)
    v128.store(to + at, f64x2.mul(v128.load(factors + at), v128.load(column + at)));
}

/** The four sums of two columns with two others. */
@inline
function square(
  one: usize,
  two: usize,
  dense: usize,
  stride: i32,
  end: usize,
  out: usize,
  line: usize,
): void {
  const next = dense + stride;
  let aa = f64x2.splat(0);
  let aa2 = f64x2.splat(0);
  let ab = f64x2.splat(0);
  let ab2 = f64x2.splat(0);
  let ba = f64x2.splat(0);
  let ba2 = f64x2.splat(0);
  let bb = f64x2.splat(0);
  let bb2 = f64x2.splat(0);
  for (let at: usize = 0; at < end; at += 32) {
    const x = v128.load(one + at);
    const x2 = v128.load(one + at, 16);
    const y = v128.load(two + at);
    const y2 = v128.load(two + at, 16);
    const u = v128.load(dense + at);
    const u2 = v128.load(dense + at, 16);
    aa = f64x2.add(aa, f64x2.mul(x, u));
    aa2 = f64x2.add(aa2, f64x2.mul(x2, u2));
    ba = f64x2.add(ba, f64x2.mul(y, u));
    ba2 = f64x2.add(ba2, f64x2.mul(y2, u2));
    const v = v128.load(next + at);
    const v2 = v128.load(next + at, 16);
    ab = f64x2.add(ab, f64x2.mul(x, v));
    ab2 = f64x2.add(ab2, f64x2.mul(x2, v2));
    bb = f64x2.add(bb, f64x2.mul(y, v));
    bb2 = f64x2.add(bb2, f64x2.mul(y2, v2));
  }
  store<f64>(out, sum(aa, aa2));
  store<f64>(out, sum(ab, ab2), 8);
  store<f64>(out + line, sum(ba, ba2));
  store<f64>(out + line, sum(bb, bb2), 8);
}

@inline
function sum(low: v128, high: v128): f64 {
  return (
    f64x2.extract_lane(low, 0) +
    f64x2.extract_lane(low, 1) +
    (f64x2.extract_lane(high, 0) + f64x2.extract_lane(high, 1))
  );
}
