import {
  exitLiquidation,
  exitStop,
  exitTake,
  exitTrail,
  kindMarket,
  kindStop,
  kindTake,
  kindTrail,
  pathOhlc,
  pathPessimistic,
  reasonMargin,
  reasonMovedStop,
  reasonStop,
  reasonTake,
  reasonTrail,
} from "./codes";
import { close, takeAt } from "./fill";
import { Broker, Instrument } from "./layout";
import { isLiquidated } from "./margin";
import { movedStop } from "./move";
import { rounding } from "./participation";
import { toLot, toTick } from "./price";

// Prices here are multiplied by the position's side, so that up is always for us: one set of rules serves long and short.

/** Where the trailing stop stands, or -Infinity while it is not active. */
function trailLevel(broker: Broker, instrument: Instrument, side: f64): f64 {
  const distance = instrument.trailDistance;
  if (!(distance == distance)) return -Infinity;
  const best = side * instrument.trailExtreme;
  if (best - side * instrument.entryPrice < instrument.trailAfter) return -Infinity;
  const away = instrument.trailShare != 0 ? distance * abs(best) : distance;
  return side * toTick(broker, side * (best - away));
}

/** Where the stop stands, after its moves so far; NaN: there is none. */
function stopLevel(broker: Broker, instrument: Instrument, side: f64): f64 {
  const fixed = side * instrument.stop;
  return instrument.moveCount == 0 ? fixed : movedStop(broker, instrument, side, fixed);
}

/** Whether stops, targets and trailing stops already act in this bar; liquidation always does. */
export function acts(broker: Broker, instrument: Instrument): bool {
  return broker.protectFromFill != 0 || instrument.bar > instrument.entryBar;
}

/** The level at which the rest of the position is left for protection, or is liquidated. */
export function guard(broker: Broker, instrument: Instrument, side: f64): f64 {
  const last = side * instrument.liquidation;
  let level = last == last ? last : -Infinity;
  if (!acts(broker, instrument)) return level;
  const fixed = stopLevel(broker, instrument, side);
  const trail = trailLevel(broker, instrument, side);
  if (trail > level) level = trail;
  return fixed > level ? fixed : level;
}

/** The margin is used up at `price`. */
export function liquidateAt(broker: Broker, index: i32, instrument: Instrument, price: f64): void {
  const bar = instrument.signalBar;
  close(broker, index, Infinity, price, kindMarket, exitLiquidation, reasonMargin, -1, bar, NaN);
}

/** In a bar in which nothing else protects yet: at its open where that lies beyond, else where the price gets there. */
export function liquidateInside(
  broker: Broker,
  index: i32,
  instrument: Instrument,
  open: f64,
  high: f64,
  low: f64,
): void {
  const level = instrument.liquidation;
  if (isLiquidated(instrument, open, open)) return liquidateAt(broker, index, instrument, open);
  if (isLiquidated(instrument, high, low)) liquidateAt(broker, index, instrument, level);
}

export function stopOut(broker: Broker, index: i32, instrument: Instrument, side: f64, price: f64): void {
  if (price <= side * instrument.liquidation) return liquidateAt(broker, index, instrument, side * price);
  const fixed = stopLevel(broker, instrument, side);
  const trails = trailLevel(broker, instrument, side) >= fixed || !(fixed == fixed);
  const moved = fixed != side * instrument.stop;
  close(
    broker,
    index,
    Infinity,
    side * price,
    trails ? kindTrail : kindStop,
    trails ? exitTrail : exitStop,
    trails ? reasonTrail : moved ? reasonMovedStop : reasonStop,
    -1,
    instrument.signalBar,
    NaN,
  );
  // What a share of the volume could not take is left at the next opens.
  if (broker.participation > 0 && instrument.quantity != 0 && instrument.leaving == 0) {
    instrument.leaving = 1 + (trails ? exitTrail : exitStop);
    instrument.leavingRule = -1;
    instrument.leavingSignalBar = instrument.signalBar;
  }
}

/** The nearest target not yet reached, or -1. */
function nearestTake(broker: Broker, instrument: Instrument, side: f64): i32 {
  let nearest: f64 = Infinity;
  let found = -1;
  for (let k = 0, n = instrument.takeCount; k < n; k++) {
    const take = takeAt(broker, k);
    if (take.done == 0 && side * take.level < nearest) {
      nearest = side * take.level;
      found = k;
    }
  }
  return found;
}

/** Where the nearest target stands, times the side; Infinity: nowhere. */
export function nearestLevel(broker: Broker, instrument: Instrument, side: f64): f64 {
  const k = nearestTake(broker, instrument, side);
  return k < 0 ? Infinity : side * takeAt(broker, k).level;
}

/** Fills the targets up to `reach`: at their level, or at `reach` itself where the open has jumped over them. */
export function takeUpTo(
  broker: Broker,
  index: i32,
  instrument: Instrument,
  side: f64,
  reach: f64,
  jumped: bool,
): void {
  while (instrument.quantity != 0) {
    const k = nearestTake(broker, instrument, side);
    if (k < 0) return;
    const take = takeAt(broker, k);
    if (side * take.level > reach) return;
    take.done = 1;
    let units = take.portion >= 1 ? Infinity : take.portion * instrument.initialQuantity;
    if (take.left > 0) units = take.left;
    const held = abs(instrument.quantity);
    // What is left by rounding of portions that together are the whole is not left.
    if (units >= held * (1 - 1e-9)) units = Infinity;
    else units = toLot(broker, units);
    if (units > 0) {
      const price = jumped ? side * reach : take.level;
      const entry = instrument.entryPrice;
      close(
        broker,
        index,
        units,
        price,
        kindTake,
        exitTake,
        reasonTake,
        -1,
        instrument.signalBar,
        take.level,
      );
      const rest = min<f64>(units, held) - (held - abs(instrument.quantity));
      const isPart = broker.participation > 0 && rest > held * rounding;
      if (isPart) {
        take.done = 0;
        take.left = rest;
      }
      if (instrument.quantity == 0) return;
      // Where the oldest entry is gone the others may have cost less, and what is measured from their price stands higher.
      if (instrument.entryPrice != entry && side * price <= guard(broker, instrument, side)) {
        return stopOut(broker, index, instrument, side, side * price);
      }
      if (isPart) return;
    }
  }
}

export function follow(instrument: Instrument, side: f64, price: f64): void {
  if (price > side * instrument.trailExtreme) instrument.trailExtreme = side * price;
}

/** The price falls to `low`. */
export function down(broker: Broker, index: i32, instrument: Instrument, side: f64, low: f64): void {
  if (instrument.quantity == 0) return;
  const level = guard(broker, instrument, side);
  if (low <= level) stopOut(broker, index, instrument, side, level);
}

/** The price rises to `high`. */
export function up(broker: Broker, index: i32, instrument: Instrument, side: f64, high: f64): void {
  if (instrument.quantity == 0) return;
  takeUpTo(broker, index, instrument, side, high, false);
  follow(instrument, side, high);
}

/** Of two exits in one bar the worse happens, and a trailing stop only follows when the bar is over. */
export function pessimistic(
  broker: Broker,
  index: i32,
  instrument: Instrument,
  side: f64,
  high: f64,
  low: f64,
): void {
  const level = guard(broker, instrument, side);
  if (low <= level) {
    const k = nearestTake(broker, instrument, side);
    if (k >= 0 && high >= side * takeAt(broker, k).level) changetype<Instrument>(broker.instrument).ambiguous++;
    stopOut(broker, index, instrument, side, level);
    return;
  }
  up(broker, index, instrument, side, high);
}

/** Stop, targets and trailing stop against one bar. */
export function protect(broker: Broker, index: i32, open: f64, high: f64, low: f64, closing: f64): void {
  const instrument = changetype<Instrument>(broker.instrument);
  const side: f64 = instrument.quantity > 0 ? 1 : -1;
  const start = side * open;
  const top = side > 0 ? high : -low;
  const bottom = side > 0 ? low : -high;
  if (start <= guard(broker, instrument, side)) return stopOut(broker, index, instrument, side, start);
  takeUpTo(broker, index, instrument, side, start, true);
  if (instrument.quantity == 0) return;
  if (broker.path == pathPessimistic) return pessimistic(broker, index, instrument, side, top, bottom);
  follow(instrument, side, start);
  if ((broker.path == pathOhlc) == side > 0) {
    up(broker, index, instrument, side, top);
    down(broker, index, instrument, side, bottom);
  } else {
    down(broker, index, instrument, side, bottom);
    up(broker, index, instrument, side, top);
    down(broker, index, instrument, side, side * closing);
  }
}
