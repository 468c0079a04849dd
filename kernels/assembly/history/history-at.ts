import { NA, present } from "../shared/missing";
import { column, whole } from "../shared/memory";

/*
 * State: place of the next value in the ring (i32), bars seen before, at most `longest` (i32), and `longest` + 1 slots:
 * those before the bar and the bar's own.
 */
const PLACE: usize = 0;
const SEEN: usize = 4;
const SLOTS: usize = 8;

export function history_at(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const longest = whole(parameters, 0);
  const series = column(inputs, 0);
  const offsets = column(inputs, 1);
  const output = column(outputs, 0);
  const ring = state + SLOTS;
  let place = load<i32>(state, PLACE);
  let seen = load<i32>(state, SEEN);
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    store<u64>(ring + ((<usize>place) << 3), load<u64>(series + i));
    const offset = load<f64>(offsets + i);
    let value = NA;
    if (seen == longest && present(offset)) {
      const back = <i32>min<f64>(max<f64>(NativeMath.floor(offset + 0.5), 0), <f64>longest);
      const slot = place - back;
      value = load<f64>(ring + ((<usize>(slot < 0 ? slot + longest + 1 : slot)) << 3));
    }
    store<f64>(output + i, value);
    place = place == longest ? 0 : place + 1;
    seen += i32(seen < longest);
  }
  store<i32>(state, place, PLACE);
  store<i32>(state, seen, SEEN);
}
