import { finite, finitePair } from "./missing";

/** `a − b` into a column, which may be one of the two; missing where either is. */
export function subtractColumns(count: i32, a: usize, b: usize, output: usize): void {
  const pairs = ((<usize>count) & ~1) << 3;
  let i: usize = 0;
  for (; i < pairs; i += 16) {
    v128.store(output + i, finitePair(f64x2.sub(v128.load(a + i), v128.load(b + i))));
  }
  if (count & 1) store<f64>(output + i, finite(load<f64>(a + i) - load<f64>(b + i)));
}
