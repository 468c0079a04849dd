import { pathOhlc, pathPessimistic } from "./codes";
import { enter } from "./fill";
import { Broker, Instrument } from "./layout";
import { acts, down, follow, guard, liquidateInside, pessimistic, protect, stopOut, takeUpTo, up } from "./protect";
import { fillsAtStop, trigger, waitsForBetter } from "./trigger";

// A bar in which an entry rests, on its own or beside a position that it would add to. As in `protect.ts` prices are
// multiplied by the side, so that up is always for us: a limit waits below the price, a stop entry above it.

/** Slippage has bought so far above `level`, or the average has moved so far, that the stop is reached there already. */
function stopsAt(broker: Broker, index: i32, side: f64, level: f64): bool {
  const instrument = changetype<Instrument>(broker.instrument);
  if (level > guard(broker, instrument, side)) return false;
  stopOut(broker, index, instrument, side, level);
  return true;
}

/**
 * The worse of what may have happened: a limit is filled by the fall that then goes on to the low, and only the close
 * is sure to come after it; a stop entry is filled by the rise to the high, and the low may come after it; a target
 * that ends the position comes before a limit that would have added to it.
 */
function restPessimistic(broker: Broker, index: i32, side: f64, high: f64, low: f64, closing: f64): void {
  const instrument = changetype<Instrument>(broker.instrument);
  const limit = waitsForBetter(instrument);
  const level = side * instrument.pendingPrice;
  const held = instrument.quantity != 0;
  if (!(limit ? low <= level : high >= level)) {
    if (held) pessimistic(broker, index, instrument, side, high, low);
    return;
  }
  if (!limit && !fillsAtStop(instrument, side, level)) return turnBack(broker, index, side, high, low, closing);
  if (held) {
    const stop = guard(broker, instrument, side);
    if (low > stop) takeUpTo(broker, index, instrument, side, limit ? high : level, false);
    else if (limit && level <= stop) return pessimistic(broker, index, instrument, side, high, low);
    if (instrument.quantity == 0) return;
    // A target that is taken ends what is left of an entry.
    if (instrument.pendingSide == 0) return pessimistic(broker, index, instrument, side, high, low);
  }
  enter(broker, index, side * level);
  if (instrument.quantity == 0 || stopsAt(broker, index, side, level)) return;
  if (!acts(broker, instrument)) return down(broker, index, instrument, side, low);
  pessimistic(broker, index, instrument, side, limit ? closing : high, low);
  if (held && instrument.quantity != 0) follow(instrument, side, high);
}

/** A stop-limit is reached above its limit: the price has come back to that only if the close, which is later, says so. */
function turnBack(broker: Broker, index: i32, side: f64, high: f64, low: f64, closing: f64): void {
  const instrument = changetype<Instrument>(broker.instrument);
  trigger(instrument);
  if (instrument.quantity != 0) pessimistic(broker, index, instrument, side, high, low);
  const level = side * instrument.pendingPrice;
  if (instrument.pendingSide == 0 || closing > level) return;
  enter(broker, index, side * level);
  if (instrument.quantity == 0 || !acts(broker, instrument) || stopsAt(broker, index, side, level)) return;
  pessimistic(broker, index, instrument, side, closing, low);
}

/** The price rises to `to`, past a stop entry on its way. */
function rise(broker: Broker, index: i32, side: f64, to: f64): void {
  const instrument = changetype<Instrument>(broker.instrument);
  const level = side * instrument.pendingPrice;
  const waits = instrument.pendingSide != 0 && instrument.pendingTriggered == 0 && !waitsForBetter(instrument);
  const reached = waits && to >= level;
  if (reached) {
    if (instrument.quantity != 0) up(broker, index, instrument, side, level);
    if (!fillsAtStop(instrument, side, level)) trigger(instrument);
    else if (instrument.pendingSide != 0) {
      enter(broker, index, side * level);
      if (instrument.quantity != 0) stopsAt(broker, index, side, level);
    }
  }
  if (instrument.quantity != 0 && acts(broker, instrument)) up(broker, index, instrument, side, to);
}

/**
 * The price falls to `to`, past a limit on its way. One that lay above the price before, as what is left of a stop-limit
 * may, is not reached by that.
 */
function fall(broker: Broker, index: i32, side: f64, from: f64, to: f64): void {
  const instrument = changetype<Instrument>(broker.instrument);
  const level = side * instrument.pendingPrice;
  const fills = instrument.pendingSide != 0 && waitsForBetter(instrument) && to <= level && from > level;
  const stopsFirst = instrument.quantity != 0 && guard(broker, instrument, side) >= level;
  if (fills && !stopsFirst) {
    enter(broker, index, side * level);
    if (instrument.quantity != 0) stopsAt(broker, index, side, level);
  }
  if (instrument.quantity != 0) down(broker, index, instrument, side, to);
}

/** One bar with a resting entry, after what the open left has left. */
export function rest(broker: Broker, index: i32, open: f64, high: f64, low: f64, closing: f64): void {
  const instrument = changetype<Instrument>(broker.instrument);
  const side: f64 = instrument.pendingSide;
  const start = side * open;
  const top = side > 0 ? high : -low;
  const bottom = side > 0 ? low : -high;
  if (instrument.quantity != 0 && start <= guard(broker, instrument, side)) {
    return protect(broker, index, open, high, low, closing);
  }
  if (instrument.quantity != 0) takeUpTo(broker, index, instrument, side, start, true);
  if (instrument.pendingSide == 0) {
    if (instrument.quantity != 0) protect(broker, index, open, high, low, closing);
    return;
  }
  let level = side * instrument.pendingPrice;
  if (!waitsForBetter(instrument) && start >= level && !fillsAtStop(instrument, side, start)) {
    trigger(instrument);
    level = side * instrument.pendingPrice;
  }
  if (waitsForBetter(instrument) ? start <= level : start >= level) {
    enter(broker, index, open);
    if (instrument.quantity == 0) return;
    if (acts(broker, instrument)) return protect(broker, index, open, high, low, closing);
    return liquidateInside(broker, index, instrument, open, high, low);
  }
  if (broker.path == pathPessimistic) return restPessimistic(broker, index, side, top, bottom, side * closing);
  if (instrument.quantity != 0) follow(instrument, side, start);
  if ((broker.path == pathOhlc) == side > 0) {
    rise(broker, index, side, top);
    fall(broker, index, side, top, bottom);
    rise(broker, index, side, side * closing);
  } else {
    fall(broker, index, side, start, bottom);
    rise(broker, index, side, top);
    fall(broker, index, side, top, side * closing);
  }
}
