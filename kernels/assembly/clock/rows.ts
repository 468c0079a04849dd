import { column, whole } from "../shared/memory";
import { NA, present } from "../shared/missing";
import { BEGINS, ENDED_BEFORE, ENDS } from "./marks";

const HIGHEST: i32 = 1;
const LOWEST: i32 = 2;
const LAST: i32 = 3;
const SUM: i32 = 4;

/** The gathered value with one more; a missing one changes nothing. */
@inline
function joined(so_far: f64, value: f64, how: i32): f64 {
  if (!present(value)) return so_far;
  if (!present(so_far)) return value;
  if (how == HIGHEST) return value > so_far ? value : so_far;
  if (how == LOWEST) return value < so_far ? value : so_far;
  if (how == LAST) return value;
  return how == SUM ? so_far + value : so_far;
}

/** State: the value gathered so far (f64). */
export function gather(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const how = whole(parameters, 0);
  const marks = column(inputs, 0);
  const values = column(inputs, 1);
  let output = column(outputs, 0);
  let value = load<f64>(state);
  for (let i: usize = 0; i < (<usize>count) << 3; i += 8) {
    const mark = <i32>load<f64>(marks + i);
    if (mark & ENDED_BEFORE) {
      store<f64>(output, value);
      output += 8;
    }
    value = joined(mark & BEGINS ? NA : value, load<f64>(values + i), how);
    if (mark & ENDS) {
      store<f64>(output, value);
      output += 8;
    }
  }
  store<f64>(state, value);
}

/** State: whether there is a value yet (i64), and the value that is held (f64). */
export function hold(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const marks = column(inputs, 0);
  let values = column(inputs, 1);
  const output = column(outputs, 0);
  let begun = load<i64>(state);
  let value = begun ? load<f64>(state, 8) : NA;
  for (let i: usize = 0; i < (<usize>count) << 3; i += 8) {
    const mark = <i32>load<f64>(marks + i);
    const ended = (mark & ENDED_BEFORE) + ((mark & ENDS) >> 2);
    if (ended) {
      values += (<usize>ended) << 3;
      value = load<f64>(values - 8);
      begun = 1;
    }
    store<f64>(output + i, value);
  }
  store<i64>(state, begun);
  store<f64>(state, value, 8);
}
