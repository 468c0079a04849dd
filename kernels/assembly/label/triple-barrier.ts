import { column, whole } from "../shared/memory";
import { NA } from "../shared/missing";

/*
 * State: place in the ring (i32), how many bars are in it (i32), and one slot for each of the last `within` bars: upper
 * barrier, lower barrier, what became of the bar so far, and after how many bars. A bar without prices counts as a bar and
 * meets no barrier.
 */
const PLACE: usize = 0;
const FILLED: usize = 4;
const SLOTS: usize = 8;
const SLOT: usize = 32;

const PENDING: f64 = -1.0;
const STOPPED: f64 = 0.0;
const EXPIRED: f64 = 1.0;
const TAKEN: f64 = 2.0;

export function triple_barrier(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  const within = whole(parameters, 0);
  const take = column(inputs, 0);
  const stop = column(inputs, 1);
  const high = column(inputs, 2);
  const low = column(inputs, 3);
  const close = column(inputs, 4);
  const output = column(outputs, 0);
  const lives = column(outputs, 1);
  const slots = state + SLOTS;
  let place = load<i32>(state, PLACE);
  let filled = load<i32>(state, FILLED);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const top = load<f64>(high + at);
    const bottom = load<f64>(low + at);
    const end = slots + <usize>filled * SLOT;
    for (let slot = slots; slot < end; slot += SLOT) {
      if (load<f64>(slot, 16) != PENDING) continue;
      store<f64>(slot, load<f64>(slot, 24) + 1, 24);
      if (bottom <= load<f64>(slot, 8)) store<f64>(slot, STOPPED, 16);
      else if (top >= load<f64>(slot)) store<f64>(slot, TAKEN, 16);
    }
    const slot = slots + <usize>place * SLOT;
    let answer = NA;
    let life = NA;
    if (filled == within) {
      const outcome = load<f64>(slot, 16);
      answer = outcome == PENDING ? EXPIRED : outcome;
      if (outcome == outcome) life = load<f64>(slot, 24);
    } else filled++;
    store<f64>(output + at, answer);
    store<f64>(lives + at, life);
    const base = load<f64>(close + at);
    const upper = base + load<f64>(take + at);
    const lower = base - load<f64>(stop + at);
    store<f64>(slot, upper);
    store<f64>(slot, lower, 8);
    store<f64>(slot, upper == upper && lower == lower ? PENDING : NA, 16);
    store<f64>(slot, 0, 24);
    place = place + 1 == within ? 0 : place + 1;
  }
  store<i32>(state, place, PLACE);
  store<i32>(state, filled, FILLED);
}
