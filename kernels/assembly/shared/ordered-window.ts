import { treapCountNotAbove, treapPush, treapValueAt } from "./treap";

/*
 * The values of a sliding window in order of size. Up to `LONGEST_ARRAY` values they lie in an ordered array: moving a
 * few of them by one place is quicker than any tree there, and the bound keeps the work a bar constant. Longer windows
 * are treaps.
 *
 * State of an array: nothing (4 bytes), place in the ring (u32), values held (u32), nothing (u32); the ring of values;
 * the same values in order. A treap's place and number held lie at the same addresses.
 */

const LONGEST_ARRAY: u32 = 512;

const PLACE: usize = 4;
const HELD: usize = 8;
const RING: usize = 16;

/** Values in the window now. */
@inline
export function heldValues(state: usize): u32 {
  return load<u32>(state, HELD);
}

/** The newest value enters, and leaves again `length` values later. */
export function push(state: usize, length: u32, x: f64): void {
  if (length > LONGEST_ARRAY) {
    treapPush(state, length, x);
    return;
  }
  const place = load<u32>(state, PLACE);
  const held = load<u32>(state, HELD);
  const ring = state + RING + ((<usize>place) << 3);
  const ordered = state + RING + ((<usize>length) << 3);
  let hole: u32;
  if (held == length) hole = countBelow(ordered, held, load<f64>(ring));
  else {
    hole = held;
    store<u32>(state, held + 1, HELD);
  }
  store<f64>(ring, x);
  store<u32>(state, place + 1 == length ? 0 : place + 1, PLACE);
  fillHole(ordered, hole, held == length ? held - 1 : held, x);
}

/** How many values of the window are not above `x`. */
export function countNotAbove(state: usize, length: u32, x: f64): u32 {
  if (length > LONGEST_ARRAY) return treapCountNotAbove(state, x);
  const ordered = state + RING + ((<usize>length) << 3);
  let low: u32 = 0;
  let rest = load<u32>(state, HELD);
  while (rest > 0) {
    const half = rest >> 1;
    const notAbove = load<f64>(ordered + ((<usize>(low + half)) << 3)) <= x;
    low = select(low + half + 1, low, notAbove);
    rest = select(rest - half - 1, half, notAbove);
  }
  return low;
}

/** The value with `rank` values before it in order of size; ranks count from 0 and lie below the number held. */
@inline
export function valueAt(state: usize, length: u32, rank: u32): f64 {
  if (length > LONGEST_ARRAY) return treapValueAt(state, rank);
  return load<f64>(state + RING + ((<usize>(length + rank)) << 3));
}

/** Place of the first value not below `x`. */
function countBelow(ordered: usize, held: u32, x: f64): u32 {
  let low: u32 = 0;
  let rest = held;
  while (rest > 0) {
    const half = rest >> 1;
    const below = load<f64>(ordered + ((<usize>(low + half)) << 3)) < x;
    low = select(low + half + 1, low, below);
    rest = select(rest - half - 1, half, below);
  }
  return low;
}

/** Puts `x` into an array with one free place, moving the values between there and where it belongs. */
function fillHole(ordered: usize, hole: u32, highest: u32, x: f64): void {
  let at = ordered + ((<usize>hole) << 3);
  const end = ordered + ((<usize>highest) << 3);
  while (at < end && load<f64>(at, 8) < x) {
    store<f64>(at, load<f64>(at, 8));
    at += 8;
  }
  while (at > ordered && load<f64>(at - 8) > x) {
    store<f64>(at, load<f64>(at - 8));
    at -= 8;
  }
  store<f64>(at, x);
}
