import { column, parameter } from "../shared/memory";
import { LEAST_MOVEMENT, NA, present } from "../shared/missing";
import { exponentialShare, wilderShare } from "../shared/smoothing";

/*
 * The averages of rises and falls are the two lanes of one vector, so both cost one chain of operations; the
 * division of a bar is not waited for by the next.
 *
 * State: values seen (up to the first bar with an output), value before, averages (sums while seeding).
 */
const SEEN: usize = 0;
const BEFORE: usize = 8;
const AVERAGES: usize = 16;

/** Lane 0 the rise, lane 1 the fall, neither below zero. */
@inline
function moves(x: f64, before: f64): v128 {
  const change = x - before;
  return f64x2.pmax(f64x2(change, -change), f64x2.splat(0));
}

/** The strength of averages; those of no movement have none. */
@inline
function strength(averages: v128): f64 {
  const up = f64x2.extract_lane(averages, 0);
  const all = up + f64x2.extract_lane(averages, 1);
  return all > LEAST_MOVEMENT ? 100 * (up / all) : NA;
}

export function rsi(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const bars = parameter(parameters, 0);
  const span = parameter(parameters, 1) == 1;
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const share = span ? exponentialShare(bars) : wilderShare(bars);
  const shares = f64x2.splat(share);
  const keeps = f64x2.splat(1 - share);
  const enough = span ? max(2, bars) : bars + 1;
  let seen = load<f64>(state, SEEN);
  let before = load<f64>(state, BEFORE);
  let averages = v128.load(state, AVERAGES);
  const end = (<usize>count) << 3;
  let i: usize = 0;
  for (; i < end && seen < enough; i += 8) {
    const x = load<f64>(input + i);
    let result = NA;
    if (present(x)) {
      if (seen > 0) {
        const now = moves(x, before);
        if (span) averages = f64x2.add(f64x2.mul(keeps, averages), f64x2.mul(shares, now));
        else {
          averages = f64x2.add(averages, now);
          if (seen == bars) averages = f64x2.div(averages, f64x2.splat(bars));
        }
      }
      before = x;
      seen += 1;
      if (seen == enough) result = strength(averages);
    }
    store<f64>(output + i, result);
  }
  for (; i < end; i += 8) {
    const x = load<f64>(input + i);
    if (present(x)) {
      averages = f64x2.add(f64x2.mul(keeps, averages), f64x2.mul(shares, moves(x, before)));
      before = x;
      store<f64>(output + i, strength(averages));
    } else store<f64>(output + i, NA);
  }
  store<f64>(state, seen, SEEN);
  store<f64>(state, before, BEFORE);
  v128.store(state, averages, AVERAGES);
}
