import { column, parameter } from "../shared/memory";
import { BEGINS, ENDED_BEFORE, ENDS } from "./marks";

/*
 * State: how many slower bars ended during this step (i32; the caller takes it and leaves zero between two steps),
 * flags (i32), when the slower bar under way ends (f64).
 * Flags: a bar was seen; the bar under way is whole so far; it has already ended.
 */
const COUNT: usize = 0;
const FLAGS: usize = 4;
const END: usize = 8;
const SEEN: i32 = 1;
const WHOLE: i32 = 2;
const DONE: i32 = 4;

function openOf(time: f64, interval: f64, origin: f64): f64 {
  return origin + Math.floor((time - origin) / interval) * interval;
}

export function frame_edges(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const interval = parameter(parameters, 0);
  const origin = parameter(parameters, 1);
  const timeframe = parameter(parameters, 2);
  const times = column(inputs, 0);
  const marks = column(outputs, 0);
  let flags = load<i32>(state, FLAGS);
  let end = load<f64>(state, END);
  let ended = 0;
  for (let i: usize = 0; i < (<usize>count) << 3; i += 8) {
    const time = load<f64>(times + i);
    let mark = 0;
    if (!(flags & SEEN) || time >= end) {
      if ((flags & (SEEN | WHOLE | DONE)) == (SEEN | WHOLE)) {
        mark |= ENDED_BEFORE;
        ended++;
      }
      const open = openOf(time, interval, origin);
      // Only the very first slower bar can have a beginning that the data does not hold.
      const whole = (flags & SEEN) != 0 || time == open;
      flags = SEEN | (whole ? WHOLE : 0);
      end = open + interval;
      mark |= BEGINS;
    }
    if ((flags & (WHOLE | DONE)) == WHOLE && time + timeframe >= end) {
      mark |= ENDS;
      flags |= DONE;
      ended++;
    }
    store<f64>(marks + i, <f64>mark);
  }
  store<i32>(state, ended, COUNT);
  store<i32>(state, flags, FLAGS);
  store<f64>(state, end, END);
}

export function frame_open(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const interval = parameter(parameters, 0);
  const origin = parameter(parameters, 1);
  const times = column(inputs, 0);
  const opens = column(outputs, 0);
  for (let i: usize = 0; i < (<usize>count) << 3; i += 8) {
    store<f64>(opens + i, openOf(load<f64>(times + i), interval, origin));
  }
}
