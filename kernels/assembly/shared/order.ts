/**
 * The smaller of two present values. WebAssembly's own `min` also orders zeros and NaNs, and a choice would
 * be a branch that prices mispredict.
 */
@inline
export function lesser(a: f64, b: f64): f64 {
  return f64x2.extract_lane(f64x2.pmin(f64x2.splat(a), f64x2.splat(b)), 0);
}

/** The larger of two present values. */
@inline
export function greater(a: f64, b: f64): f64 {
  return f64x2.extract_lane(f64x2.pmax(f64x2.splat(a), f64x2.splat(b)), 0);
}

/**
 * The value before each of two neighbouring bars: the second of the pair before, then the first of this one.
 */
@inline
export function before(earlier: v128, pair: v128): v128 {
  return v128.shuffle<f64>(earlier, pair, 1, 2);
}
