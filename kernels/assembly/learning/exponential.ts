/*
 * e^x of two numbers at once, the same bits everywhere: x = k·ln 2 + r with |r| ≤ ln 2 / 2 (ln 2 in two parts), the
 * Taylor polynomial of degree 13 for e^r, whose first term left out is below 2^-57, and k into the exponent's bits.
 */
@inline
export function exponential(x: v128): v128 {
  const bounded = f64x2.min(f64x2.max(x, f64x2.splat(-708.0)), f64x2.splat(708.0));
  // Adding 1.5·2^52 leaves the nearest whole number in the low bits.
  const magic = f64x2.splat(6755399441055744.0);
  const shifted = f64x2.add(f64x2.mul(bounded, f64x2.splat(1.4426950408889634)), magic);
  const k = f64x2.sub(shifted, magic);
  const r = f64x2.sub(
    f64x2.sub(bounded, f64x2.mul(k, f64x2.splat(6.93147180369123816490e-1))),
    f64x2.mul(k, f64x2.splat(1.90821492927058770002e-10)),
  );
  // In pairs (Estrin 1960), so that the terms need not wait for one another.
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const a = pair(pairOf(r, 0.5, 1.6666666666666666e-1), r2, pairOf(r, 4.1666666666666664e-2, 8.333333333333333e-3));
  const b = pair(pairOf(r, 1.388888888888889e-3, 1.984126984126984e-4), r2, pairOf(r, 2.48015873015873e-5, 2.7557319223985893e-6));
  const c = pair(pairOf(r, 2.755731922398589e-7, 2.505210838544172e-8), r2, pairOf(r, 2.08767569878681e-9, 1.6059043836821613e-10));
  const rest = pair(a, r4, pair(b, r4, c));
  const p = f64x2.add(f64x2.splat(1.0), pair(r, r2, rest));
  return i64x2.add(p, i64x2.shl(shifted, 52));
}

/** a + x·b */
@inline
function pair(a: v128, x: v128, b: v128): v128 {
  return f64x2.add(a, f64x2.mul(x, b));
}

@inline
function pairOf(r: v128, a: f64, b: f64): v128 {
  return pair(f64x2.splat(a), r, f64x2.splat(b));
}
