import { Broker, SwitchChange } from "./layout";

// The kill switch, as a list of changes in the order of their times. It is no state: what it says of a time follows from
// the list alone, so that a backtest with the same list does the same.

/** Nothing is entered; and what is held is left as well. */
const leaves: i32 = 2;

// @ts-ignore: decorator
@inline
function changeAt(broker: Broker, place: i32): SwitchChange {
  return changetype<SwitchChange>(broker.switches + <usize>place * offsetof<SwitchChange>());
}

/** 0: trading is free, 1: nothing may be entered, 2: nor held. */
function stateAt(broker: Broker, time: f64): i32 {
  let low = 0;
  let high = broker.switchCount;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (changeAt(broker, middle).time <= time) low = middle + 1;
    else high = middle;
  }
  return low == 0 ? 0 : <i32>changeAt(broker, low - 1).state;
}

// @ts-ignore: decorator
@inline
function openTime(broker: Broker, index: i32): f64 {
  return load<f64>(broker.time + ((<usize>index) << 3));
}

/** Whether it was thrown when the bar opened. */
export function isStoppedAtOpen(broker: Broker, index: i32): bool {
  return broker.switchCount != 0 && stateAt(broker, openTime(broker, index)) != 0;
}

/** Whether it was thrown when the bar closed. */
export function isStopped(broker: Broker, index: i32): bool {
  return broker.switchCount != 0 && stateAt(broker, openTime(broker, index) + broker.timeframe) != 0;
}

/** Whether at the bar's close nothing may be held any more. */
export function mustLeave(broker: Broker, index: i32): bool {
  return broker.switchCount != 0 && stateAt(broker, openTime(broker, index) + broker.timeframe) == leaves;
}

/** Marks the bars of [from, count) at whose close the switch may say something else than one bar before. */
export function addSwitchChanges(broker: Broker, from: i32, count: i32): void {
  for (let k = 0, n = broker.switchCount; k < n; k++) {
    const time = changeAt(broker, k).time - broker.timeframe;
    let low = from;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (openTime(broker, middle) >= time) high = middle;
      else low = middle + 1;
    }
    if (low == count) return;
    const slot = broker.changes + ((<usize>(low >> 6)) << 3);
    store<u64>(slot, load<u64>(slot) | ((<u64>1) << (<u64>(low & 63))));
  }
}
