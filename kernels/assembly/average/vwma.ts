import { areFinite, finite, NA } from "../shared/missing";
import { column, whole } from "../shared/memory";

/*
 * Two sums in blocks, measured from the current block's first value as in block-mean: (value − reference)·volume, and
 * volume.
 *
 * State: place in the block (i32), whether a block is complete (i32), the two sums up to the last even place, nothing
 * (8 bytes), a row of slots for values and one for volumes (later of the sums).
 */
const PLACE: usize = 0;
const COMPLETE: usize = 4;
const AMOUNT: usize = 8;
const VOLUME: usize = 16;
const SLOTS: usize = 32;

export function vwma(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = whole(parameters, 0);
  const input = column(inputs, 0);
  const volume = column(inputs, 1);
  const output = column(outputs, 0);
  const row = (<usize>length) << 3;
  const slots = state + SLOTS;
  const last = slots + row - 8;
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  while (at < bytes) {
    const place = load<i32>(state, PLACE);
    if ((place & 1) != 0 && load<i32>(state, COMPLETE)) {
      const reference = v128.load64_splat(slots);
      let amounts = v128.load64_splat(state, AMOUNT);
      let volumes = v128.load64_splat(state, VOLUME);
      let slot = slots + ((<usize>place) << 3);
      const from = slot;
      for (; slot + 8 < last && at + 8 < bytes; slot += 16, at += 16) {
        const x = v128.load(input + at);
        const traded = v128.load(volume + at);
        const newAmounts = f64x2.add(amounts, grown(f64x2.mul(f64x2.sub(x, reference), traded)));
        const newVolumes = f64x2.add(volumes, grown(traded));
        const amount = f64x2.add(newAmounts, later(slot));
        const mean = f64x2.add(reference, f64x2.div(amount, f64x2.add(newVolumes, later(slot + row))));
        if (!areFinite(mean)) break;
        amounts = v128.shuffle<f64>(newAmounts, newAmounts, 1, 1);
        volumes = v128.shuffle<f64>(newVolumes, newVolumes, 1, 1);
        v128.store(slot, x);
        v128.store(slot + row, traded);
        v128.store(output + at, mean);
      }
      store<i32>(state, place + <i32>((slot - from) >> 3), PLACE);
      v128.store64_lane(state + AMOUNT, amounts, 0);
      v128.store64_lane(state + VOLUME, volumes, 0);
      if (at >= bytes) return;
    }
    const x = load<f64>(input + at);
    const traded = load<f64>(volume + at);
    store<f64>(output + at, x == x && traded == traded ? step(state, length, x, traded) : NA);
    at += 8;
  }
}

/** The first lane, and the sum of both. */
@inline
function grown(x: v128): v128 {
  return f64x2.add(x, v128.shuffle<f64>(f64x2.splat(0), x, 0, 2));
}

/** The sums of the block before that begin one place further; read one by one, as in block-mean. */
@inline
function later(slot: usize): v128 {
  return v128.load64_lane(slot + 16, v128.load64_splat(slot, 8), 1);
}

/** One value with its volume through the window; a bar's operations are those of the loop over pairs. */
function step(state: usize, length: i32, x: f64, traded: f64): f64 {
  const place = load<i32>(state, PLACE);
  const complete = load<i32>(state, COMPLETE);
  const row = (<usize>length) << 3;
  const slots = state + SLOTS;
  const slot = slots + ((<usize>place) << 3);
  if (place == 0 && complete) sumSuffixes(slots, row, x);
  store<f64>(slot, x);
  store<f64>(slot + row, traded);
  const reference = load<f64>(slots);
  const even = (place & 1) == 0;
  let amount = (x - reference) * traded + 0.0;
  let volume = traded + 0.0;
  if (even && place > 0) {
    const before = load<f64>(slot + row - 8);
    amount = amount + (load<f64>(slot - 8) - reference) * before;
    volume = volume + before;
  }
  amount = load<f64>(state, AMOUNT) + amount;
  volume = load<f64>(state, VOLUME) + volume;
  if (place + 1 == length) {
    store<i32>(state, 0, PLACE);
    store<i32>(state, 1, COMPLETE);
    store<f64>(state, 0, AMOUNT);
    store<f64>(state, 0, VOLUME);
    return finite(reference + amount / volume);
  }
  store<i32>(state, place + 1, PLACE);
  if (even) {
    store<f64>(state, amount, AMOUNT);
    store<f64>(state, volume, VOLUME);
  }
  if (!complete) return NA;
  return finite(reference + (amount + load<f64>(slot, 8)) / (volume + load<f64>(slot + row, 8)));
}

/** Turns the values and volumes of a full block into the sums from each of them to the block's end. */
function sumSuffixes(slots: usize, row: usize, reference: f64): void {
  let amount: f64 = 0;
  let volume: f64 = 0;
  for (let slot = slots + row - 8; slot > slots; slot -= 8) {
    const traded = load<f64>(slot + row);
    amount += (load<f64>(slot) - reference) * traded;
    volume += traded;
    store<f64>(slot, amount);
    store<f64>(slot + row, volume);
  }
}
