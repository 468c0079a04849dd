import { NA } from "../shared/missing";
import { column } from "../shared/memory";

/*
 * State: what the last bar on which both values were there has shown.
 * 0: no such bar yet; 1: `a` was on the far side already; 2: it was not, so that the next bar can cross.
 */
const BEYOND: i32 = 1;
const BEFORE: i32 = 2;

export function crosses_above(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  cross(count, state, column(inputs, 0), column(inputs, 1), column(outputs, 0));
}

/** `a` goes below `b` when `b` goes above `a`. */
export function crosses_below(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  cross(count, state, column(inputs, 1), column(inputs, 0), column(outputs, 0));
}

function cross(count: i32, state: usize, a: usize, b: usize, output: usize): void {
  let last = load<i32>(state);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(a + at);
    const y = load<f64>(b + at);
    if (x == x && y == y) {
      const beyond = x > y;
      store<f64>(output + at, last == 0 ? NA : <f64>(<i32>beyond & <i32>(last == BEFORE)));
      last = beyond ? BEYOND : BEFORE;
    } else store<f64>(output + at, NA);
  }
  store<i32>(state, last);
}
