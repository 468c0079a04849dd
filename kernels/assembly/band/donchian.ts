import { column, whole } from "../shared/memory";
import { NA, present } from "../shared/missing";
import { channel } from "../shared/pair-window";

// State: the window of high and low.
export function donchian(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = whole(parameters, 0);
  const highs = column(inputs, 0);
  const lows = column(inputs, 1);
  const uppers = column(outputs, 0);
  const lowers = column(outputs, 1);
  const middles = column(outputs, 2);
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    const high = load<f64>(highs + i);
    const low = load<f64>(lows + i);
    let upper = NA;
    let lower = NA;
    let middle = NA;
    if (present(high + low)) {
      const ends = channel(state, length, high, low);
      if (present(f64x2.extract_lane(ends, 0))) {
        upper = f64x2.extract_lane(ends, 0);
        lower = -f64x2.extract_lane(ends, 1);
        middle = (upper + lower) / 2;
      }
    }
    store<f64>(uppers + i, upper);
    store<f64>(lowers + i, lower);
    store<f64>(middles + i, middle);
  }
}
