import { column } from "../shared/memory";
import { finite, finitePair } from "../shared/missing";

/** `first + (floor(time / unit) + shift) mod cycle`. */
@inline
function cycle(
  count: i32,
  inputs: usize,
  outputs: usize,
  unit: f64,
  shift: f64,
  length: f64,
  first: f64,
): void {
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const pairs = (<usize>count & ~1) << 3;
  let i: usize = 0;
  for (; i < pairs; i += 16) {
    const units = f64x2.add(
      f64x2.floor(f64x2.div(v128.load(input + i), f64x2.splat(unit))),
      f64x2.splat(shift),
    );
    const cycles = f64x2.floor(f64x2.div(units, f64x2.splat(length)));
    const within = f64x2.sub(units, f64x2.mul(cycles, f64x2.splat(length)));
    v128.store(output + i, finitePair(f64x2.add(within, f64x2.splat(first))));
  }
  if (count & 1) {
    const units = floor(load<f64>(input + i) / unit) + shift;
    store<f64>(output + i, finite(units - floor(units / length) * length + first));
  }
}

export function minute_of_hour(
  count: i32,
  _state: usize,
  _parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  cycle(count, inputs, outputs, 60_000, 0, 60, 0);
}

export function hour_of_day(
  count: i32,
  _state: usize,
  _parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  cycle(count, inputs, outputs, 3_600_000, 0, 24, 0);
}

export function minute_of_day(
  count: i32,
  _state: usize,
  _parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  cycle(count, inputs, outputs, 60_000, 0, 1_440, 0);
}

/** 1970-01-01 was a Thursday: day 4 of a week that begins on Monday. */
export function day_of_week(
  count: i32,
  _state: usize,
  _parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  cycle(count, inputs, outputs, 86_400_000, 3, 7, 1);
}
