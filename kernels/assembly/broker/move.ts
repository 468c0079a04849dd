import { Broker, EntryRule, Instrument, MoveRule, MoveState } from "./layout";
import { toTick } from "./price";

// A stop that moves in steps: to break-even and further, each time the price has gone a distance in favour.

export function moveAt(broker: Broker, index: i32): MoveState {
  return changetype<MoveState>(broker.moves + <usize>index * offsetof<MoveState>());
}

function at(column: usize, index: i32): f64 {
  return load<f64>(column + ((<usize>index) << 3));
}

/** Copies the waiting entry's moves from their columns; NaN when one has no value. */
export function prepareMoves(broker: Broker, rule: EntryRule, index: i32): void {
  for (let k = 0; k < rule.moveCount; k++) {
    const source = changetype<MoveRule>(rule.moves + <usize>k * offsetof<MoveRule>());
    const move = moveAt(broker, k);
    move.base = at(source.base, index);
    move.slope = at(source.slope, index);
    move.afterBase = at(source.afterBase, index);
    move.afterSlope = at(source.afterSlope, index);
  }
}

/** The sum of all that the moves read: no number where one has no value. */
export function sumOfMoves(rule: EntryRule, index: i32): f64 {
  let sum: f64 = 0;
  for (let k = 0; k < rule.moveCount; k++) {
    const source = changetype<MoveRule>(rule.moves + <usize>k * offsetof<MoveRule>());
    sum += at(source.base, index) + at(source.slope, index);
    sum += at(source.afterBase, index) + at(source.afterSlope, index);
  }
  return sum;
}

/** Places the moves of an entry that is worth `entry`. */
export function placeMoves(broker: Broker, instrument: Instrument, rule: EntryRule, entry: f64): void {
  instrument.moveCount = rule.moveCount;
  for (let k = 0; k < rule.moveCount; k++) {
    const move = moveAt(broker, k);
    move.level = toTick(broker, move.base + move.slope * entry);
    move.after = move.afterBase + move.afterSlope * entry;
  }
}

/**
 * The stop, or the best of the levels it has moved to; prices are multiplied by the side. A level beyond the price that
 * moves the stop stands at that price: nobody is paid more than there was.
 */
export function movedStop(broker: Broker, instrument: Instrument, side: f64, stop: f64): f64 {
  const gained = side * (instrument.trailExtreme - instrument.entryPrice);
  let level = stop;
  for (let k = 0; k < instrument.moveCount; k++) {
    const move = moveAt(broker, k);
    if (!(gained >= move.after)) continue;
    const moved = min<f64>(side * move.level, side * toTick(broker, instrument.entryPrice + side * move.after));
    if (!(level >= moved)) level = moved;
  }
  return level;
}
