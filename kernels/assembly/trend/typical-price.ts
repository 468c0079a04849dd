import { column } from "../shared/memory";
import { finite } from "../shared/missing";

export function typical_price(
  count: i32,
  _state: usize,
  _parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  const highs = column(inputs, 0);
  const lows = column(inputs, 1);
  const closes = column(inputs, 2);
  const output = column(outputs, 0);
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    store<f64>(output + i, finite((load<f64>(highs + i) + load<f64>(lows + i) + load<f64>(closes + i)) / 3));
  }
}
