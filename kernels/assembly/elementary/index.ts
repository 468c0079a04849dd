/*
 * The functions that JavaScript's `Math` has too, but not to the same last bit. They are compiled once more, alone and
 * small, for values that are fixed before the run: `compiler/graph/elementary.ts` holds the result as text.
 */
export function log(x: f64): f64 {
  return NativeMath.log(x);
}

export function exp(x: f64): f64 {
  return NativeMath.exp(x);
}

export function power(x: f64, y: f64): f64 {
  return NativeMath.pow(x, y);
}

export function sin(x: f64): f64 {
  return NativeMath.sin(x);
}

export function cos(x: f64): f64 {
  return NativeMath.cos(x);
}

export function atan(x: f64): f64 {
  return NativeMath.atan(x);
}
