import { column, whole } from "../shared/memory";
import { finite, finitePair, NA, present, presentPair } from "../shared/missing";

// State: values seen (to `length`), place of the next value in the ring, the ring of the last `length`
// values.
const SEEN: usize = 0;
const NEXT: usize = 8;
const RING: usize = 16;

const CHANGE = 0;
const ROC = 1;
const RETURNS = 2;
const LOG_RETURNS = 3;

@inline
function compare(x: f64, earlier: f64, kind: i32): f64 {
  if (kind == CHANGE) return x - earlier;
  if (kind == LOG_RETURNS) {
    const growth = x / earlier;
    return growth > 0 ? finite(Math.log(growth)) : NA;
  }
  const gain = (x - earlier) / earlier;
  return finite(kind == ROC ? 100 * gain : gain);
}

@inline
function comparePair(x: v128, earlier: v128, kind: i32): v128 {
  if (kind == CHANGE) return f64x2.sub(x, earlier);
  if (kind == LOG_RETURNS) {
    return f64x2(
      compare(f64x2.extract_lane(x, 0), f64x2.extract_lane(earlier, 0), kind),
      compare(f64x2.extract_lane(x, 1), f64x2.extract_lane(earlier, 1), kind),
    );
  }
  const gain = f64x2.div(f64x2.sub(x, earlier), earlier);
  return finitePair(kind == ROC ? f64x2.mul(f64x2.splat(100), gain) : gain);
}

/** Whether every value of the column is there. */
function complete(input: usize, count: i32): bool {
  const pairs = input + ((<usize>count & ~1) << 3);
  let at = input;
  for (; at < pairs; at += 16) if (!presentPair(v128.load(at))) return false;
  return (count & 1) == 0 || present(load<f64>(at));
}

/** One value at a time over the ring; from `from` to `to`, offsets in bytes. */
@inline
function walk(
  state: usize,
  input: usize,
  output: usize,
  from: usize,
  to: usize,
  length: i32,
  kind: i32,
): void {
  const ring = state + RING;
  let seen = <i32>load<f64>(state, SEEN);
  let next = <i32>load<f64>(state, NEXT);
  for (let i = from; i < to; i += 8) {
    const x = load<f64>(input + i);
    if (!present(x)) {
      store<f64>(output + i, NA);
      continue;
    }
    const place = ring + (<usize>next << 3);
    if (seen == length) store<f64>(output + i, compare(x, load<f64>(place), kind));
    else {
      store<f64>(output + i, NA);
      seen += 1;
    }
    store<f64>(place, x);
    next = next + 1 == length ? 0 : next + 1;
  }
  store<f64>(state, <f64>seen, SEEN);
  store<f64>(state, <f64>next, NEXT);
}

@inline
function lag(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize, kind: i32): void {
  const length = whole(parameters, 0);
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const end = (<usize>count) << 3;
  if (count <= length || !complete(input, count)) {
    walk(state, input, output, 0, end, length, kind);
    return;
  }
  // No gap and more bars than the look-back: beyond the first `length` bars the earlier value stands in the
  // column itself.
  const back = (<usize>length) << 3;
  walk(state, input, output, 0, back, length, kind);
  let i = back;
  const pairs = back + ((end - back) & ~15);
  for (; i < pairs; i += 16) {
    v128.store(output + i, comparePair(v128.load(input + i), v128.load(input + i - back), kind));
  }
  if (i < end) store<f64>(output + i, compare(load<f64>(input + i), load<f64>(input + i - back), kind));
  // The ring keeps value number t at place t mod length, however the bars were cut.
  const next = (<i32>load<f64>(state, NEXT) + count - length) % length;
  const newest = (<usize>next) << 3;
  const ring = state + RING;
  memory.copy(ring, input + end - newest, newest);
  memory.copy(ring + newest, input + end - back, back - newest);
  store<f64>(state, <f64>next, NEXT);
}

export function change(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  lag(count, state, parameters, inputs, outputs, CHANGE);
}

export function roc(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  lag(count, state, parameters, inputs, outputs, ROC);
}

export function returns(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  lag(count, state, parameters, inputs, outputs, RETURNS);
}

export function log_returns(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  lag(count, state, parameters, inputs, outputs, LOG_RETURNS);
}
