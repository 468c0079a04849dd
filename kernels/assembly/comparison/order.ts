import { truthPair } from "../shared/truth";
import { column } from "../shared/memory";

export function less(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const a = column(inputs, 0);
  const b = column(inputs, 1);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const x = v128.load(a + at);
    const y = v128.load(b + at);
    v128.store(output + at, truthPair(f64x2.lt(x, y), x, y));
  }
  if (at < bytes) {
    const x = v128.load64_splat(a + at);
    const y = v128.load64_splat(b + at);
    v128.store64_lane(output + at, truthPair(f64x2.lt(x, y), x, y), 0);
  }
}

export function less_equal(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const a = column(inputs, 0);
  const b = column(inputs, 1);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const x = v128.load(a + at);
    const y = v128.load(b + at);
    v128.store(output + at, truthPair(f64x2.le(x, y), x, y));
  }
  if (at < bytes) {
    const x = v128.load64_splat(a + at);
    const y = v128.load64_splat(b + at);
    v128.store64_lane(output + at, truthPair(f64x2.le(x, y), x, y), 0);
  }
}

export function greater(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const a = column(inputs, 0);
  const b = column(inputs, 1);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const x = v128.load(a + at);
    const y = v128.load(b + at);
    v128.store(output + at, truthPair(f64x2.gt(x, y), x, y));
  }
  if (at < bytes) {
    const x = v128.load64_splat(a + at);
    const y = v128.load64_splat(b + at);
    v128.store64_lane(output + at, truthPair(f64x2.gt(x, y), x, y), 0);
  }
}

export function greater_equal(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  const a = column(inputs, 0);
  const b = column(inputs, 1);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const x = v128.load(a + at);
    const y = v128.load(b + at);
    v128.store(output + at, truthPair(f64x2.ge(x, y), x, y));
  }
  if (at < bytes) {
    const x = v128.load64_splat(a + at);
    const y = v128.load64_splat(b + at);
    v128.store64_lane(output + at, truthPair(f64x2.ge(x, y), x, y), 0);
  }
}

export function equal(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const a = column(inputs, 0);
  const b = column(inputs, 1);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const x = v128.load(a + at);
    const y = v128.load(b + at);
    v128.store(output + at, truthPair(f64x2.eq(x, y), x, y));
  }
  if (at < bytes) {
    const x = v128.load64_splat(a + at);
    const y = v128.load64_splat(b + at);
    v128.store64_lane(output + at, truthPair(f64x2.eq(x, y), x, y), 0);
  }
}

export function not_equal(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const a = column(inputs, 0);
  const b = column(inputs, 1);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const x = v128.load(a + at);
    const y = v128.load(b + at);
    v128.store(output + at, truthPair(f64x2.ne(x, y), x, y));
  }
  if (at < bytes) {
    const x = v128.load64_splat(a + at);
    const y = v128.load64_splat(b + at);
    v128.store64_lane(output + at, truthPair(f64x2.ne(x, y), x, y), 0);
  }
}
