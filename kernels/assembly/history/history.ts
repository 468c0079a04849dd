import { fillMissing } from "../shared/missing";
import { column, whole } from "../shared/memory";

/*
 * State: place in the ring (i32), whether the ring has been filled (i32), and one slot a bar. The ring's value at the
 * current place is the one of `length` bars ago, and is replaced by the bar's own.
 */
const PLACE: usize = 0;
const COMPLETE: usize = 4;
const SLOTS: usize = 8;

export function history(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = whole(parameters, 0);
  let input = column(inputs, 0);
  let output = column(outputs, 0);
  // A delay that is nothing for these parameters.
  if (length == 0) {
    memory.copy(output, input, (<usize>count) << 3);
    return;
  }
  let place = load<i32>(state, PLACE);
  let complete = load<i32>(state, COMPLETE) != 0;
  // Long chunks need the ring only at both ends; between them the output is the input, shifted.
  if (complete && count > 2 * length) {
    const oldest = (<usize>(length - place)) << 3;
    const ring = state + SLOTS;
    const whole = (<usize>length) << 3;
    memory.copy(output, ring + ((<usize>place) << 3), oldest);
    memory.copy(output + oldest, ring, whole - oldest);
    memory.copy(output + whole, input, ((<usize>count) << 3) - whole);
    // The ring as the one-value path would leave it.
    const lastPlace = (place + count) % length;
    const tail = input + ((<usize>count) << 3) - whole;
    memory.copy(ring + ((<usize>lastPlace) << 3), tail, whole - ((<usize>lastPlace) << 3));
    memory.copy(ring, tail + whole - ((<usize>lastPlace) << 3), (<usize>lastPlace) << 3);
    store<i32>(state, lastPlace, PLACE);
    return;
  }
  if (!complete) {
    // The first bars have nothing behind them.
    const empty = min<i32>(count, length - place);
    fillMissing(output, empty);
    memory.copy(state + SLOTS + ((<usize>place) << 3), input, (<usize>empty) << 3);
    place += empty;
    if (place == length) {
      place = 0;
      complete = true;
    }
    input += (<usize>empty) << 3;
    output += (<usize>empty) << 3;
    count -= empty;
  }
  for (let i = 0; i < count; i++, input += 8, output += 8) {
    const slot = state + SLOTS + ((<usize>place) << 3);
    store<u64>(output, load<u64>(slot));
    store<u64>(slot, load<u64>(input));
    place = place + 1 == length ? 0 : place + 1;
  }
  store<i32>(state, place, PLACE);
  store<i32>(state, complete ? 1 : 0, COMPLETE);
}
