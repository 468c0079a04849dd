import { column, parameter } from "../shared/memory";
import { NA, present } from "../shared/missing";

// State: values seen (to length + 1), value before, steps in a row (to length).
const SEEN: usize = 0;
const BEFORE: usize = 8;
const STREAK: usize = 16;

/** `sign` 1 counts rises, −1 falls. */
@inline
function streak(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize, sign: f64): void {
  const length = parameter(parameters, 0);
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  let seen = load<f64>(state, SEEN);
  let before = load<f64>(state, BEFORE);
  let steps = load<f64>(state, STREAK);
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    const x = load<f64>(input + i);
    let result = NA;
    if (present(x)) {
      const onward = seen > 0 && sign * x > sign * before;
      steps = onward ? min(steps + 1, length) : 0;
      if (seen >= length) result = steps >= length ? 1 : 0;
      else seen += 1;
      before = x;
    }
    store<f64>(output + i, result);
  }
  store<f64>(state, seen, SEEN);
  store<f64>(state, before, BEFORE);
  store<f64>(state, steps, STREAK);
}

export function rising(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  streak(count, state, parameters, inputs, outputs, 1);
}

export function falling(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  streak(count, state, parameters, inputs, outputs, -1);
}
