import { column, parameter, whole } from "../shared/memory";
import { NA, present } from "../shared/missing";
import { greater, lesser } from "../shared/order";

/*
 * In a falling trend every price is taken with the other sign, so that the stop always lies below, and one rule
 * serves both trends. A bar is the pair (low, −high): its lower end, in the trend's sign, is lane 0 or lane 1.
 *
 * State: bars seen (to 2), close before, the two bars before, whether the trend rises, then in the trend's sign stop
 * and extreme, and the acceleration.
 */
const SEEN: usize = 0;
const CLOSE: usize = 8;
const LAST: usize = 16;
const OLDER: usize = 32;
const RISING: usize = 48;
const STOP: usize = 56;
const EXTREME: usize = 64;
const ACCELERATION: usize = 72;

export function sar(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  if (whole(parameters, 3) == 1) trail(count, state, parameters, inputs, outputs, true);
  else trail(count, state, parameters, inputs, outputs, false);
}

/** The end of a bar at which a trend breaks. */
@inline
function bottom(bar: v128, rising: bool): f64 {
  return rising ? f64x2.extract_lane(bar, 0) : f64x2.extract_lane(bar, 1);
}

/** The end of a bar at which a trend advances. */
@inline
function top(bar: v128, rising: bool): f64 {
  return -bottom(bar, !rising);
}

/** Which way the first trend goes: by directional movement, or by the second close. */
@inline
function risesFirst(bar: v128, last: v128, close: f64, closeBefore: f64, held: bool): bool {
  if (!held) return close > closeBefore;
  const down = bottom(last, true) - bottom(bar, true);
  return !(down > 0 && down > top(bar, true) - top(last, true));
}

@inline
function trail(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize, held: bool): void {
  const start = parameter(parameters, 0);
  const highs = column(inputs, 0);
  const lows = column(inputs, 1);
  const closes = column(inputs, 2);
  const output = column(outputs, 0);
  let seen = load<f64>(state, SEEN);
  let last = v128.load(state, LAST);
  let older = v128.load(state, OLDER);
  let rising = load<f64>(state, RISING) == 1;
  let stop = load<f64>(state, STOP);
  let extreme = load<f64>(state, EXTREME);
  let acceleration = load<f64>(state, ACCELERATION);
  for (let i: usize = 0; i < (<usize>count) << 3; i += 8) {
    const close = load<f64>(closes + i);
    const bar = f64x2(load<f64>(lows + i), -load<f64>(highs + i));
    if (!present(f64x2.extract_lane(bar, 0) + f64x2.extract_lane(bar, 1) + close)) {
      store<f64>(output + i, NA);
      continue;
    }
    if (seen > 0) {
      const first = seen == 1;
      if (first) {
        rising = risesFirst(bar, last, close, load<f64>(state, CLOSE), held);
        stop = bottom(last, rising);
        extreme = top(bar, rising);
        acceleration = start;
        older = last;
        // Wilder's first trend does not know the bar before it.
        if (held) last = bar;
      }
      if (!held || !first) stop += acceleration * (extreme - stop);
      if (held && !first) stop = lesser(stop, bottom(f64x2.pmin(last, older), rising));
      const low = bottom(bar, rising);
      const high = top(bar, rising);
      if (held ? low <= stop : low < stop) {
        const reached = greater(high, extreme);
        stop = -(held ? greater(reached, top(last, rising)) : reached);
        extreme = -low;
        rising = !rising;
        acceleration = start;
      } else if (high > extreme) {
        extreme = high;
        acceleration = lesser(acceleration + parameter(parameters, 1), parameter(parameters, 2));
      }
      if (!held) stop = lesser(stop, bottom(f64x2.pmin(last, older), rising));
    }
    store<f64>(output + i, seen == 0 ? NA : rising ? stop : -stop);
    seen = lesser(seen + 1, 2);
    store<f64>(state, close, CLOSE);
    older = last;
    last = bar;
  }
  store<f64>(state, seen, SEEN);
  v128.store(state, last, LAST);
  v128.store(state, older, OLDER);
  store<f64>(state, rising ? 1 : 0, RISING);
  store<f64>(state, stop, STOP);
  store<f64>(state, extreme, EXTREME);
  store<f64>(state, acceleration, ACCELERATION);
}
