import { column, parameter, whole } from "../shared/memory";
import { NA, present } from "../shared/missing";
import { civil, DAY, dayOf, monthLength, monthOf, yearOf } from "../time/calendar";

// State: begin and end of the period (milliseconds), sums of money and volume, what rounding took from them.
const BEGIN: usize = 0;
const END: usize = 8;
const MONEY: usize = 16;
const TRADED: usize = 24;
const MONEY_LOST: usize = 32;
const TRADED_LOST: usize = 40;

const ANCHOR_DAY = 0;
const ANCHOR_WEEK = 1;
const ANCHOR_MONTH = 2;
const ANCHOR_NEVER = 3;

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
  // A period of some thousand bars keeps its digits; one without end needs what rounding took.
  if (whole(parameters, 0) == ANCHOR_NEVER) weigh(count, state, parameters, inputs, outputs, true);
  else weigh(count, state, parameters, inputs, outputs, false);
}

/** What rounding takes from `sum + x` (Knuth's two-sum). */
@inline
function roundedOff(sum: f64, x: f64): f64 {
  const next = sum + x;
  const added = next - sum;
  return sum - (next - added) + (x - added);
}

@inline
function weigh(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
  endless: bool,
): void {
  const anchor = whole(parameters, 0);
  const session = parameter(parameters, 1) * 60_000;
  const input = column(inputs, 0);
  const times = column(inputs, 1);
  const volumes = column(inputs, 2);
  const output = column(outputs, 0);
  let begin = load<f64>(state, BEGIN);
  let until = load<f64>(state, END);
  let money = load<f64>(state, MONEY);
  let traded = load<f64>(state, TRADED);
  let moneyLost = load<f64>(state, MONEY_LOST);
  let tradedLost = load<f64>(state, TRADED_LOST);
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    const x = load<f64>(input + i);
    const time = load<f64>(times + i);
    const volume = load<f64>(volumes + i);
    if (!present(x + time + volume)) {
      store<f64>(output + i, NA);
      continue;
    }
    if (!(time >= begin && time < until)) {
      openPeriod(state, time, anchor, session);
      begin = load<f64>(state, BEGIN);
      until = load<f64>(state, END);
      money = traded = moneyLost = tradedLost = 0;
    }
    const flow = x * volume;
    if (endless) {
      moneyLost += roundedOff(money, flow);
      tradedLost += roundedOff(traded, volume);
    }
    money += flow;
    traded += volume;
    const all = endless ? traded + tradedLost : traded;
    store<f64>(output + i, all > 0 ? (endless ? money + moneyLost : money) / all : NA);
  }
  store<f64>(state, begin, BEGIN);
  store<f64>(state, until, END);
  store<f64>(state, money, MONEY);
  store<f64>(state, traded, TRADED);
  store<f64>(state, moneyLost, MONEY_LOST);
  store<f64>(state, tradedLost, TRADED_LOST);
}
