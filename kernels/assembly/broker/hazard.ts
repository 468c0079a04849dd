import { Broker, Instrument } from "./layout";

// What interrupts a position that otherwise only waits: funding that is due, and its liquidation price.

/** The first bar of [from, to) whose value in the column is not 0, or `to`. */
function nextDue(column: usize, from: i32, to: i32): i32 {
  const zero = f64x2.splat(0);
  let i = from;
  for (; i + 2 <= to; i += 2) {
    if (v128.any_true(f64x2.ne(v128.load(column + ((<usize>i) << 3)), zero))) break;
  }
  for (; i < to; i++) if (load<f64>(column + ((<usize>i) << 3)) != 0) return i;
  return to;
}

/** The first bar of [from, to) whose low is at or below `level`, or `to`. */
function nextBelow(lows: usize, level: f64, from: i32, to: i32): i32 {
  const edge = f64x2.splat(level);
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const at = lows + ((<usize>i) << 3);
    if (v128.any_true(v128.or(f64x2.le(v128.load(at), edge), f64x2.le(v128.load(at + 16), edge)))) break;
  }
  for (; i < to; i++) if (load<f64>(lows + ((<usize>i) << 3)) <= level) return i;
  return to;
}

/** The first bar of [from, to) whose high is at or above `level`, or `to`. */
function nextAbove(highs: usize, level: f64, from: i32, to: i32): i32 {
  const edge = f64x2.splat(level);
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const at = highs + ((<usize>i) << 3);
    if (v128.any_true(v128.or(f64x2.ge(v128.load(at), edge), f64x2.ge(v128.load(at + 16), edge)))) break;
  }
  for (; i < to; i++) if (load<f64>(highs + ((<usize>i) << 3)) >= level) return i;
  return to;
}

/** The first bar of [from, to) before whose open something is to be paid, or `to`. */
export function nextPayment(broker: Broker, from: i32, to: i32): i32 {
  return broker.funding != 0 ? nextDue(broker.funding, from, to) : to;
}

/** The first bar of [from, to) that reaches the liquidation price, or `to`. */
export function nextLiquidation(broker: Broker, instrument: Instrument, from: i32, to: i32): i32 {
  const level = instrument.liquidation;
  if (!(level == level)) return to;
  return instrument.quantity > 0 ? nextBelow(broker.low, level, from, to) : nextAbove(broker.high, level, from, to);
}

/** The first bar of [from, to) with one of the two, or `to`. */
export function nextHazard(broker: Broker, instrument: Instrument, from: i32, to: i32): i32 {
  return nextLiquidation(broker, instrument, from, nextPayment(broker, from, to));
}
