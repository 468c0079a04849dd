import { truthPair } from "../shared/truth";
import { column } from "../shared/memory";

export function within(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const input = column(inputs, 0);
  const low = column(inputs, 1);
  const high = column(inputs, 2);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16)
    v128.store(output + at, inside(v128.load(input + at), v128.load(low + at), v128.load(high + at)));
  if (at < bytes) {
    const last = inside(
      v128.load64_splat(input + at),
      v128.load64_splat(low + at),
      v128.load64_splat(high + at),
    );
    v128.store64_lane(output + at, last, 0);
  }
}

/** The sum of the bounds is missing where one of them is; bounds of opposite infinite size do not occur. */
@inline
function inside(x: v128, low: v128, high: v128): v128 {
  return truthPair(v128.and(f64x2.ge(x, low), f64x2.le(x, high)), x, f64x2.add(low, high));
}
