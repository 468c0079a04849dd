import { NA } from "../shared/missing";
import { column, parameter, whole } from "../shared/memory";
import { countNotAbove, heldValues, push, valueAt } from "../shared/ordered-window";
import { ringPush } from "../shared/ring-window";

export function median(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  quantileColumn(count, state, <u32>whole(parameters, 0), 0.5, false, column(inputs, 0), column(outputs, 0));
}

export function quantile(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = <u32>whole(parameters, 0);
  const nearest = whole(parameters, 2) == 1;
  quantileColumn(
    count,
    state,
    length,
    parameter(parameters, 1),
    nearest,
    column(inputs, 0),
    column(outputs, 0),
  );
}

function quantileColumn(
  count: i32,
  state: usize,
  length: u32,
  fraction: f64,
  nearest: bool,
  input: usize,
  output: usize,
): void {
  const place = nearest
    ? max<f64>(ceil<f64>(fraction * <f64>length) - 1.0, 0.0)
    : fraction * <f64>(length - 1);
  const lower = <u32>place;
  const above = place - <f64>lower;
  const end = input + ((<usize>count) << 3);
  for (; input < end; input += 8, output += 8) {
    const x = load<f64>(input);
    if (x == x) {
      push(state, length, x);
      if (heldValues(state) == length) {
        const low = valueAt(state, length, lower);
        store<f64>(output, above == 0 ? low : low + above * (valueAt(state, length, lower + 1) - low));
        continue;
      }
    }
    store<f64>(output, NA);
  }
}

/** Windows up to this long are looked through value by value, which is quicker there than keeping them in order. */
const LONGEST_SCAN: i32 = 256;

export function percent_rank(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  const length = whole(parameters, 0);
  if (length <= LONGEST_SCAN) scanRanks(count, state, length, column(inputs, 0), column(outputs, 0));
  else orderRanks(count, state, <u32>length, column(inputs, 0), column(outputs, 0));
}

/** State: the newest value and those before it as a ring window. Read from the column where that holds them all. */
function scanRanks(count: i32, state: usize, length: i32, input: usize, output: usize): void {
  const size = (<usize>length) << 3;
  const bytes = (<usize>count) << 3;
  let unbroken = 0;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    let result = NA;
    if (x == x) {
      let window = ringPush(state, length + 1, x);
      // The column has not just been written to, so that wide loads need not wait.
      if (unbroken++ >= length) window = input + at - size;
      if (window) result = (100.0 * <f64>countUpTo(window, length, x)) / <f64>length;
    } else unbroken = 0;
    store<f64>(output + at, result);
  }
}

/** How many of the values at `from` are not above `x`. */
@inline
function countUpTo(from: usize, length: i32, x: f64): i32 {
  const limit = f64x2.splat(x);
  const fours = from + ((<usize>length & ~3) << 3);
  let low = i64x2.splat(0);
  let high = i64x2.splat(0);
  let at = from;
  // A comparison that holds is -1 in every bit.
  for (; at < fours; at += 32) {
    low = i64x2.sub(low, f64x2.le(v128.load(at), limit));
    high = i64x2.sub(high, f64x2.le(v128.load(at, 16), limit));
  }
  if (length & 2) {
    low = i64x2.sub(low, f64x2.le(v128.load(at), limit));
    at += 16;
  }
  low = i64x2.add(low, high);
  const found = <i32>(i64x2.extract_lane(low, 0) + i64x2.extract_lane(low, 1));
  return length & 1 ? found + <i32>(load<f64>(at) <= x) : found;
}

/** The ordered window holds the newest value too, which is never above itself. */
function orderRanks(count: i32, state: usize, length: u32, input: usize, output: usize): void {
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    if (x == x) {
      push(state, length + 1, x);
      if (heldValues(state) == length + 1) {
        store<f64>(output + at, (100.0 * <f64>(countNotAbove(state, length + 1, x) - 1)) / <f64>length);
        continue;
      }
    }
    store<f64>(output + at, NA);
  }
}
