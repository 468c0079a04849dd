import { finite, finitePair, NA } from "../shared/missing";
import { column } from "../shared/memory";

/** The largest double below one half: added before cutting off, it rounds halves away from zero and nothing else. */
const ALMOST_HALF: f64 = 0.49999999999999994;

export function negate(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(output + at, finitePair(f64x2.neg(v128.load(input + at))));
  if (at < bytes) store<f64>(output + at, finite(-load<f64>(input + at)));
}

export function absolute(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(output + at, finitePair(f64x2.abs(v128.load(input + at))));
  if (at < bytes) store<f64>(output + at, finite(abs<f64>(load<f64>(input + at))));
}

export function sqrt(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(output + at, finitePair(f64x2.sqrt(v128.load(input + at))));
  if (at < bytes) store<f64>(output + at, finite(NativeMath.sqrt(load<f64>(input + at))));
}

export function floor(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(output + at, finitePair(f64x2.floor(v128.load(input + at))));
  if (at < bytes) store<f64>(output + at, finite(NativeMath.floor(load<f64>(input + at))));
}

export function ceil(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(output + at, finitePair(f64x2.ceil(v128.load(input + at))));
  if (at < bytes) store<f64>(output + at, finite(NativeMath.ceil(load<f64>(input + at))));
}

export function round(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    store<f64>(output + at, finite(NativeMath.trunc(x + copysign<f64>(ALMOST_HALF, x))));
  }
}

export function sign(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    store<f64>(output + at, x == x ? <f64>(<i32>(x > 0) - <i32>(x < 0)) : NA);
  }
}

export function log(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    store<f64>(output + at, x > 0 ? NativeMath.log(x) : NA);
  }
}

export function exp(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    store<f64>(output + at, x == x ? finite(NativeMath.exp(x)) : NA);
  }
}
