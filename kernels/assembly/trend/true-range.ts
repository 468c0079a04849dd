import { column, whole } from "../shared/memory";
import { NA, present, presentPair } from "../shared/missing";
import { before, greater, lesser } from "../shared/order";

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
  const end = (<usize>count) << 3;
  let i: usize = 0;
  while (i < end) {
    if (load<f64>(state, SEEN) != 0 && i + 16 <= end) {
      i = rangePairs(i, end, state, highs, lows, closes, output);
      if (i == end) return;
    }
    rangeBar(state, skipFirst, highs + i, lows + i, closes + i, output + i);
    i += 8;
  }
}

/** Two bars at a time as long as nothing is missing; answers where it stopped. */
@inline
function rangePairs(
  from: usize,
  end: usize,
  state: usize,
  highs: usize,
  lows: usize,
  closes: usize,
  output: usize,
): usize {
  let last = v128.load64_splat(state, BEFORE);
  let i = from;
  for (; i + 16 <= end; i += 16) {
    const high = v128.load(highs + i);
    const low = v128.load(lows + i);
    const close = v128.load(closes + i);
    if (!presentPair(f64x2.add(f64x2.add(high, low), close))) break;
    const earlier = before(last, close);
    v128.store(output + i, f64x2.sub(f64x2.pmax(high, earlier), f64x2.pmin(low, earlier)));
    last = close;
  }
  store<f64>(state, f64x2.extract_lane(last, 1), BEFORE);
  return i;
}

@inline
function rangeBar(
  state: usize,
  skipFirst: bool,
  highAt: usize,
  lowAt: usize,
  closeAt: usize,
  output: usize,
): void {
  const high = load<f64>(highAt);
  const low = load<f64>(lowAt);
  const close = load<f64>(closeAt);
  let result = NA;
  if (present(high + low + close)) {
    if (load<f64>(state, SEEN) != 0) {
      const earlier = load<f64>(state, BEFORE);
      result = greater(high, earlier) - lesser(low, earlier);
    } else if (!skipFirst) result = greater(high - low, 0);
    store<f64>(state, 1, SEEN);
    store<f64>(state, close, BEFORE);
  }
  store<f64>(output, result);
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
