import { column, whole } from "../shared/memory";
import { NA, present } from "../shared/missing";
import { channel } from "../shared/pair-window";

// State: the window of high and low.
export function williams_r(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = whole(parameters, 0);
  const highs = column(inputs, 0);
  const lows = column(inputs, 1);
  const closes = column(inputs, 2);
  const output = column(outputs, 0);
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    const high = load<f64>(highs + i);
    const low = load<f64>(lows + i);
    const close = load<f64>(closes + i);
    let result = NA;
    if (present(high + low + close)) {
      const ends = channel(state, length, high, low);
      const highest = f64x2.extract_lane(ends, 0);
      const lowest = -f64x2.extract_lane(ends, 1);
      // A close outside its own bar must not leave −100 to 0.
      if (highest > lowest) result = max(-100.0, min(0.0, 100.0 * ((close - highest) / (highest - lowest))));
    }
    store<f64>(output + i, result);
  }
}
