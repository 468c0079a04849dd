import { finite, finitePair, NA, present } from "../shared/missing";
import { column } from "../shared/memory";

/*
 * Columns have an even number of lanes only by chance: two bars at a time, then the one that is left. Operations on
 * a missing value give a NaN by themselves; `finite` makes it the canonical one, and missing what overflowed.
 */

export function add(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const a = column(inputs, 0);
  const b = column(inputs, 1);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16)
    v128.store(output + at, finitePair(f64x2.add(v128.load(a + at), v128.load(b + at))));
  if (at < bytes) store<f64>(output + at, finite(load<f64>(a + at) + load<f64>(b + at)));
}

export function subtract(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const a = column(inputs, 0);
  const b = column(inputs, 1);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16)
    v128.store(output + at, finitePair(f64x2.sub(v128.load(a + at), v128.load(b + at))));
  if (at < bytes) store<f64>(output + at, finite(load<f64>(a + at) - load<f64>(b + at)));
}

export function multiply(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const a = column(inputs, 0);
  const b = column(inputs, 1);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16)
    v128.store(output + at, finitePair(f64x2.mul(v128.load(a + at), v128.load(b + at))));
  if (at < bytes) store<f64>(output + at, finite(load<f64>(a + at) * load<f64>(b + at)));
}

export function divide(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const a = column(inputs, 0);
  const b = column(inputs, 1);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16)
    v128.store(output + at, finitePair(f64x2.div(v128.load(a + at), v128.load(b + at))));
  if (at < bytes) store<f64>(output + at, finite(load<f64>(a + at) / load<f64>(b + at)));
}

export function minimum(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const a = column(inputs, 0);
  const b = column(inputs, 1);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16)
    v128.store(output + at, finitePair(f64x2.min(v128.load(a + at), v128.load(b + at))));
  if (at < bytes) store<f64>(output + at, finite(min<f64>(load<f64>(a + at), load<f64>(b + at))));
}

export function maximum(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const a = column(inputs, 0);
  const b = column(inputs, 1);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16)
    v128.store(output + at, finitePair(f64x2.max(v128.load(a + at), v128.load(b + at))));
  if (at < bytes) store<f64>(output + at, finite(max<f64>(load<f64>(a + at), load<f64>(b + at))));
}

export function modulo(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const a = column(inputs, 0);
  const b = column(inputs, 1);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8)
    store<f64>(output + at, remainder(load<f64>(a + at), load<f64>(b + at)));
}

/** Exact, with the sign of the divisor. */
function remainder(a: f64, b: f64): f64 {
  if (!present(a) || !present(b) || b == 0) return NA;
  const rest = NativeMath.mod(a, b);
  return finite(rest != 0 && rest < 0 != b < 0 ? rest + b : rest);
}

export function power(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const a = column(inputs, 0);
  const b = column(inputs, 1);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const base = load<f64>(a + at);
    const exponent = load<f64>(b + at);
    store<f64>(output + at, present(base) && present(exponent) ? finite(NativeMath.pow(base, exponent)) : NA);
  }
}
