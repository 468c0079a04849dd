import { column } from "../shared/memory";
import { NA } from "../shared/missing";
import { civil, DAY, dayOf, monthOf, yearOf } from "./calendar";

const FIELD_DAY = 0;
const FIELD_MONTH = 1;
const FIELD_YEAR = 2;

/** A field of the date. Bars of one day follow each other, so the date is worked out once a day. */
@inline
function field(count: i32, inputs: usize, outputs: usize, which: i32): void {
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const end = (<usize>count) << 3;
  let dayStart: f64 = 0;
  let dayEnd: f64 = 0;
  let value: f64 = 0;
  for (let i: usize = 0; i < end; i += 8) {
    const time = load<f64>(input + i);
    if (!(time >= dayStart && time < dayEnd)) {
      const day = floor(time / DAY);
      // 271821 BC to AD 275760, the years of ECMAScript's Date; nothing else can be told apart from nonsense.
      if (!(abs(day) <= 100_000_000)) {
        store<f64>(output + i, NA);
        continue;
      }
      const packed = civil(<i32>day);
      value = which == FIELD_DAY ? dayOf(packed) : which == FIELD_MONTH ? monthOf(packed) : yearOf(packed);
      dayStart = day * DAY;
      dayEnd = dayStart + DAY;
    }
    store<f64>(output + i, value);
  }
}

export function day_of_month(
  count: i32,
  _state: usize,
  _parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  field(count, inputs, outputs, FIELD_DAY);
}

export function month(count: i32, _state: usize, _parameters: usize, inputs: usize, outputs: usize): void {
  field(count, inputs, outputs, FIELD_MONTH);
}

export function year(count: i32, _state: usize, _parameters: usize, inputs: usize, outputs: usize): void {
  field(count, inputs, outputs, FIELD_YEAR);
}
