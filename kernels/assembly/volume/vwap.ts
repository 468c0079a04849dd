import { column, parameter, whole } from "../shared/memory";
import { NA, present } from "../shared/missing";
import { civil, DAY, dayOf, monthLength, monthOf, yearOf } from "../time/calendar";

// State: begin and end of the period (milliseconds), then in pairs for money and volume: sums, what rounding took from
// them (Knuth's two-sum).
const BEGIN: usize = 0;
const END: usize = 8;
const SUMS: usize = 16;
const LOST: usize = 32;

const ANCHOR_DAY = 0;
const ANCHOR_WEEK = 1;
const ANCHOR_MONTH = 2;

/** Writes begin and end of the period that holds `time` into the state. */
function openPeriod(state: usize, time: f64, anchor: i32, session: f64): void {
  let begin: f64 = -Infinity;
  let end: f64 = Infinity;
  const day = floor((time - session) / DAY);
  if (anchor == ANCHOR_DAY) {
    begin = day;
    end = day + 1;
  } else if (anchor == ANCHOR_WEEK) {
    begin = day - (day + 3 - floor((day + 3) / 7) * 7);
    end = begin + 7;
  } else if (anchor == ANCHOR_MONTH) {
    const packed = civil(<i32>day);
    begin = day - dayOf(packed) + 1;
    end = begin + monthLength(yearOf(packed), monthOf(packed));
  }
  store<f64>(state, begin * DAY + session, BEGIN);
  store<f64>(state, end * DAY + session, END);
}

export function vwap(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const anchor = whole(parameters, 0);
  const session = parameter(parameters, 1) * 60_000;
  const input = column(inputs, 0);
  const times = column(inputs, 1);
  const volumes = column(inputs, 2);
  const output = column(outputs, 0);
  let begin = load<f64>(state, BEGIN);
  let until = load<f64>(state, END);
  let sums = v128.load(state, SUMS);
  let lost = v128.load(state, LOST);
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    const x = load<f64>(input + i);
    const time = load<f64>(times + i);
    const volume = load<f64>(volumes + i);
    let result = NA;
    if (present(x + time + volume)) {
      if (!(time >= begin && time < until)) {
        openPeriod(state, time, anchor, session);
        begin = load<f64>(state, BEGIN);
        until = load<f64>(state, END);
        sums = f64x2.splat(0);
        lost = f64x2.splat(0);
      }
      const flow = f64x2(x * volume, volume);
      const next = f64x2.add(sums, flow);
      const added = f64x2.sub(next, sums);
      const error = f64x2.add(f64x2.sub(sums, f64x2.sub(next, added)), f64x2.sub(flow, added));
      lost = f64x2.add(lost, error);
      sums = next;
      const exact = f64x2.add(sums, lost);
      const traded = f64x2.extract_lane(exact, 1);
      if (traded > 0) result = f64x2.extract_lane(exact, 0) / traded;
    }
    store<f64>(output + i, result);
  }
  store<f64>(state, begin, BEGIN);
  store<f64>(state, until, END);
  v128.store(state, sums, SUMS);
  v128.store(state, lost, LOST);
}
