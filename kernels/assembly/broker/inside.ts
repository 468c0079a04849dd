import { Broker, Instrument } from "./layout";
import { isLiquidated } from "./margin";
import { acts, guard, liquidateInside, nearestLevel, protect } from "./protect";
import { restsInside } from "./participation";
import { rest } from "./rest";
import { timeAt } from "./record";
import { waitsForBetter } from "./trigger";

// What happens between a bar's open and its close: decided by the bar's own prices, or by finer bars where those lie
// ready and hold all that the bar has seen.

// @ts-ignore: decorator
@inline
function at(column: usize, index: i32): f64 {
  return load<f64>(column + ((<usize>index) << 3));
}

function bar(broker: Broker, index: i32, open: f64, high: f64, low: f64, closing: f64): void {
  const instrument = changetype<Instrument>(broker.instrument);
  if (restsInside(broker, instrument)) rest(broker, index, open, high, low, closing);
  else if (instrument.quantity == 0) return;
  else if (acts(broker, instrument)) protect(broker, index, open, high, low, closing);
  else if (isLiquidated(instrument, high, low)) liquidateInside(broker, index, instrument, open, high, low);
}

/** Whether anything of the position or the waiting entry depends on the order in which the bar's prices came. */
function isDecisive(broker: Broker, instrument: Instrument, high: f64, low: f64): bool {
  const waits = restsInside(broker, instrument);
  const side: f64 = instrument.quantity != 0 ? (instrument.quantity > 0 ? 1 : -1) : instrument.pendingSide;
  const top = side > 0 ? high : -low;
  const bottom = side > 0 ? low : -high;
  if (waits) {
    const level = side * instrument.pendingPrice;
    if (waitsForBetter(instrument) ? bottom <= level : top >= level) return true;
  }
  if (instrument.quantity == 0) return false;
  if (bottom <= guard(broker, instrument, side)) return true;
  if (!acts(broker, instrument)) return false;
  // What follows the price may be hit by its way back.
  if (instrument.moveCount > 0 || instrument.trailDistance == instrument.trailDistance) return true;
  return top >= nearestLevel(broker, instrument, side);
}

/** The first finer bar at or after a time. */
function firstFiner(broker: Broker, time: f64): i32 {
  let low = 0;
  let high = broker.finerCount;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(broker.finerTime, middle) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether finer bars have seen as much of the price as the bar that they make up; else some are missing. */
function covers(broker: Broker, from: i32, to: i32, high: f64, low: f64): bool {
  let highest = -Infinity;
  let lowest = Infinity;
  for (let k = from; k < to; k++) {
    const sum =
      at(broker.finerOpen, k) + at(broker.finerHigh, k) + at(broker.finerLow, k) + at(broker.finerClose, k);
    if (!(sum == sum)) return false;
    highest = max<f64>(highest, at(broker.finerHigh, k));
    lowest = min<f64>(lowest, at(broker.finerLow, k));
  }
  const slack = 1e-9 * abs(high);
  return highest >= high - slack && lowest <= low + slack;
}

/** Rest of a bar after its open, on finer bars where they are wanted and there. */
export function inside(broker: Broker, index: i32, open: f64, high: f64, low: f64, closing: f64): void {
  const instrument = changetype<Instrument>(broker.instrument);
  if (broker.finerTime == 0 || !isDecisive(broker, instrument, high, low)) {
    return bar(broker, index, open, high, low, closing);
  }
  const before = instrument.fills;
  const time = timeAt(broker, index);
  const from = firstFiner(broker, time);
  const to = firstFiner(broker, time + broker.timeframe);
  if (!covers(broker, from, to, high, low)) {
    bar(broker, index, open, high, low, closing);
    instrument.unmagnified++;
    instrument.coarseFills += instrument.fills - before;
    return;
  }
  for (let k = from; k < to; k++) {
    if (instrument.quantity == 0 && instrument.pendingSide == 0) break;
    bar(
      broker, index, k == from ? open : at(broker.finerOpen, k), at(broker.finerHigh, k), at(broker.finerLow, k),
      at(broker.finerClose, k),
    );
  }
  instrument.finerFills += instrument.fills - before;
}
