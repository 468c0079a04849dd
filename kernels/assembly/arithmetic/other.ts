import { finitePair } from "../shared/missing";
import { column, parameter } from "../shared/memory";

export function constant(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const value = finitePair(f64x2.splat(parameter(parameters, 0)));
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(output + at, value);
  if (at < bytes) store<f64>(output + at, f64x2.extract_lane(value, 0));
}

export function clamp(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const input = column(inputs, 0);
  const low = column(inputs, 1);
  const high = column(inputs, 2);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16)
    v128.store(output + at, held(v128.load(input + at), v128.load(low + at), v128.load(high + at)));
  if (at < bytes) {
    const last = held(v128.load64_zero(input + at), v128.load64_zero(low + at), v128.load64_zero(high + at));
    store<f64>(output + at, f64x2.extract_lane(last, 0));
  }
}

@inline
function held(x: v128, low: v128, high: v128): v128 {
  return finitePair(f64x2.min(f64x2.max(x, low), high));
}
