import { NA } from "../shared/missing";
import { column } from "../shared/memory";

export function select_value(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  const condition = column(inputs, 0);
  const then = column(inputs, 1);
  const otherwise = column(inputs, 2);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16)
    v128.store(
      output + at,
      chosen(v128.load(condition + at), v128.load(then + at), v128.load(otherwise + at)),
    );
  if (at < bytes) {
    const last = chosen(
      v128.load64_splat(condition + at),
      v128.load64_splat(then + at),
      v128.load64_splat(otherwise + at),
    );
    v128.store64_lane(output + at, last, 0);
  }
}

@inline
function chosen(condition: v128, then: v128, otherwise: v128): v128 {
  const value = v128.bitselect(then, otherwise, f64x2.ne(condition, f64x2.splat(0)));
  return v128.bitselect(value, f64x2.splat(NA), f64x2.eq(condition, condition));
}

export function coalesce(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const a = column(inputs, 0);
  const b = column(inputs, 1);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const x = v128.load(a + at);
    v128.store(output + at, v128.bitselect(x, v128.load(b + at), f64x2.eq(x, x)));
  }
  if (at < bytes) {
    const x = load<f64>(a + at);
    store<f64>(output + at, x == x ? x : load<f64>(b + at));
  }
}

export function is_missing(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const x = v128.load(input + at);
    v128.store(output + at, v128.and(f64x2.ne(x, x), f64x2.splat(1)));
  }
  if (at < bytes) {
    const x = load<f64>(input + at);
    store<f64>(output + at, <f64>(x != x));
  }
}
