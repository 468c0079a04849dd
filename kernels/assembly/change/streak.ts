import { column, whole } from "../shared/memory";
import { NA, present } from "../shared/missing";

// State: values seen (to length), steps in a row (to length), value before.
const SEEN: usize = 0;
const STREAK: usize = 4;
const BEFORE: usize = 8;

/** Counts steps that go one way; without branches, since whether the next price rises is anybody's guess. */
@inline
function streak(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize, up: bool): void {
  const length = whole(parameters, 0);
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  let seen = load<i32>(state, SEEN);
  let steps = load<i32>(state, STREAK);
  let before = load<f64>(state, BEFORE);
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    const x = load<f64>(input + i);
    if (!present(x)) {
      store<f64>(output + i, NA);
      continue;
    }
    const onward = i32(up ? x > before : x < before) & i32(seen > 0);
    steps = (steps + i32(steps < length)) * onward;
    store<f64>(output + i, seen >= length ? <f64>i32(steps >= length) : NA);
    seen += i32(seen < length);
    before = x;
  }
  store<i32>(state, seen, SEEN);
  store<i32>(state, steps, STREAK);
  store<f64>(state, before, BEFORE);
}

export function rising(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  streak(count, state, parameters, inputs, outputs, true);
}

export function falling(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  streak(count, state, parameters, inputs, outputs, false);
}
