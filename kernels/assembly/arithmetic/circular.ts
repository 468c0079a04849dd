import { finite } from "../shared/missing";
import { column } from "../shared/memory";

export function sin(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    store<f64>(output + at, finite(NativeMath.sin(load<f64>(input + at))));
  }
}

export function cos(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    store<f64>(output + at, finite(NativeMath.cos(load<f64>(input + at))));
  }
}

export function atan(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    store<f64>(output + at, finite(NativeMath.atan(load<f64>(input + at))));
  }
}
