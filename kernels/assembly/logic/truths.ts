import { truthPair } from "../shared/truth";
import { column } from "../shared/memory";

/* A truth is 1, 0 or missing; it holds where it is not 0. */

export function and(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const a = column(inputs, 0);
  const b = column(inputs, 1);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(output + at, both(v128.load(a + at), v128.load(b + at)));
  if (at < bytes)
    v128.store64_lane(output + at, both(v128.load64_splat(a + at), v128.load64_splat(b + at)), 0);
}

export function or(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const a = column(inputs, 0);
  const b = column(inputs, 1);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(output + at, either(v128.load(a + at), v128.load(b + at)));
  if (at < bytes)
    v128.store64_lane(output + at, either(v128.load64_splat(a + at), v128.load64_splat(b + at)), 0);
}

export function not(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const a = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(output + at, opposite(v128.load(a + at)));
  if (at < bytes) v128.store64_lane(output + at, opposite(v128.load64_splat(a + at)), 0);
}

@inline
function holds(x: v128): v128 {
  return f64x2.ne(x, f64x2.splat(0));
}

@inline
function both(x: v128, y: v128): v128 {
  return truthPair(v128.and(holds(x), holds(y)), x, y);
}

@inline
function either(x: v128, y: v128): v128 {
  return truthPair(v128.or(holds(x), holds(y)), x, y);
}

@inline
function opposite(x: v128): v128 {
  return truthPair(f64x2.eq(x, f64x2.splat(0)), x, x);
}
