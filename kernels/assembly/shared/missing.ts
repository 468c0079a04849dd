/** The one NaN that stands for a missing value: quiet, positive, no payload. NaN literals and divisions may carry others. */
export const NA: f64 = reinterpret<f64>(0x7ff8000000000000);

/**
 * Averages of movement fade on a still market until they are no longer held with all digits; a share of so little is
 * missing, like one of nothing.
 */
export const LEAST_MOVEMENT: f64 = 1e-290;

/** The value, or missing where it is not a finite number. */
@inline
export function finite(x: f64): f64 {
  return x - x == 0 ? x : NA;
}

/** The same for two lanes. */
@inline
export function finitePair(x: v128): v128 {
  return v128.bitselect(x, f64x2.splat(NA), f64x2.eq(f64x2.sub(x, x), f64x2.splat(0)));
}

/** Whether a value is there. */
@inline
export function present(x: f64): bool {
  return x == x;
}

/** Whether both lanes are there. */
@inline
export function presentPair(x: v128): bool {
  return i64x2.bitmask(f64x2.eq(x, x)) == 3;
}

/** Whether both lanes are finite numbers. */
@inline
export function areFinite(x: v128): bool {
  return presentPair(f64x2.sub(x, x));
}

/** Fills a column with missing values. */
export function fillMissing(column: usize, count: i32): void {
  const end = column + ((<usize>count) << 3);
  for (; column < end; column += 8) store<f64>(column, NA);
}
