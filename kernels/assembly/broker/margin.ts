import { Broker, Instrument } from "./layout";

// Isolated margin: a position is opened with a share of its value put aside, `1 / leverage`; funding and interest come
// out of it. When what is left falls to the maintenance margin the position is liquidated, and more than the margin is
// never lost: what a fill would cost beyond it the venue bears.

/** Margin of one unit, after what holding it has cost. */
// @ts-ignore: decorator
@inline
function marginOf(broker: Broker, instrument: Instrument): f64 {
  const held = abs(instrument.quantity);
  return instrument.entryPrice * broker.initialMargin - (instrument.funding + instrument.borrow) / held;
}

/** All of the position's margin. */
export function heldMargin(broker: Broker, instrument: Instrument): f64 {
  if (instrument.quantity == 0) return 0;
  return abs(instrument.quantity) * marginOf(broker, instrument);
}

/** The price, times the side, at which all of the margin is lost. */
export function bankruptcy(broker: Broker, instrument: Instrument, side: f64): f64 {
  return side * instrument.entryPrice - marginOf(broker, instrument);
}

/**
 * Where the margin left equals the maintenance margin: m + s (p - e) = r p, with margin m of a unit, side s, entry e and
 * rate r. To be worked out again whenever entry, quantity or what holding has cost changes.
 */
export function updateLiquidation(broker: Broker, instrument: Instrument): void {
  if (broker.margined == 0 || instrument.quantity == 0) return;
  const side: f64 = instrument.quantity > 0 ? 1 : -1;
  const level = (instrument.entryPrice - side * marginOf(broker, instrument)) / (1 - side * broker.maintenance);
  instrument.liquidation = level > 0 ? level : NaN;
}

/** Whether a bar that goes to `high` and `low` takes the position to its liquidation price. */
// @ts-ignore: decorator
@inline
export function isLiquidated(instrument: Instrument, high: f64, low: f64): bool {
  return instrument.quantity > 0 ? low <= instrument.liquidation : high >= instrument.liquidation;
}
