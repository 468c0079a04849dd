import { NA } from "./missing";

/** 1 or 0 by a comparison's mask, missing in the lanes where one of the compared values is. */
@inline
export function truthPair(mask: v128, x: v128, y: v128): v128 {
  const ordered = v128.and(f64x2.eq(x, x), f64x2.eq(y, y));
  return v128.bitselect(v128.and(mask, f64x2.splat(1)), f64x2.splat(NA), ordered);
}
