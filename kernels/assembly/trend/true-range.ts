import { column, whole } from "../shared/memory";
import { NA, present } from "../shared/missing";

/** State of a true range: 1 after the first bar, the close before. */
export const RANGE_BYTES: usize = 16;

const SEEN: usize = 0;
const BEFORE: usize = 8;

/** True ranges into a column. The output must not be an input. */
export function rangeColumn(
  count: i32,
  state: usize,
  skipFirst: bool,
  highs: usize,
  lows: usize,
  closes: usize,
  output: usize,
): void {
  let seen = load<f64>(state, SEEN);
  let before = load<f64>(state, BEFORE);
  const end = (<usize>count) << 3;
  let i: usize = 0;
  for (; i < end && seen == 0; i += 8) {
    const high = load<f64>(highs + i);
    const low = load<f64>(lows + i);
    const close = load<f64>(closes + i);
    let result = NA;
    if (present(high + low + close)) {
      seen = 1;
      before = close;
      if (!skipFirst) result = max(high - low, 0);
    }
    store<f64>(output + i, result);
  }
  for (; i < end; i += 8) {
    const high = load<f64>(highs + i);
    const low = load<f64>(lows + i);
    const close = load<f64>(closes + i);
    if (present(high + low + close)) {
      const top = high > before ? high : before;
      const bottom = low < before ? low : before;
      store<f64>(output + i, top - bottom);
      before = close;
    } else store<f64>(output + i, NA);
  }
  store<f64>(state, seen, SEEN);
  store<f64>(state, before, BEFORE);
}

export function true_range(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const skipFirst = whole(parameters, 0) == 1;
  rangeColumn(
    count,
    state,
    skipFirst,
    column(inputs, 0),
    column(inputs, 1),
    column(inputs, 2),
    column(outputs, 0),
  );
}
