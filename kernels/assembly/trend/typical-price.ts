import { column } from "../shared/memory";
import { finite, finitePair } from "../shared/missing";

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
  const pairs = ((<usize>count) & ~1) << 3;
  let i: usize = 0;
  for (; i < pairs; i += 16) {
    const sum = f64x2.add(f64x2.add(v128.load(highs + i), v128.load(lows + i)), v128.load(closes + i));
    v128.store(output + i, finitePair(f64x2.div(sum, f64x2.splat(3))));
  }
  if (count & 1) {
    const sum = load<f64>(highs + i) + load<f64>(lows + i) + load<f64>(closes + i);
    store<f64>(output + i, finite(sum / 3));
  }
}
