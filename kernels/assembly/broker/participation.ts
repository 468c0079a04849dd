import { exitEndOfData, exitLiquidation, kindMarket } from "./codes";
import { Broker, Instrument } from "./layout";
import { toLot } from "./price";

// Orders that may fill no more than a share of a bar's volume. All orders of a bar share it, first come, first served;
// what is left of one goes on with the next bar.

/** Amounts nearer to each other than this are the same. */
export const rounding: f64 = 1e-9;

/** What is left of the bar's share; a bar without volume fills nothing. */
function available(broker: Broker, instrument: Instrument, index: i32): f64 {
  // Bars are counted from 1 here: 0 is the state before the first one.
  if (instrument.liquidityBar != instrument.bar + 1) {
    const volume = load<f64>(broker.volume + ((<usize>index) << 3));
    instrument.liquidityBar = instrument.bar + 1;
    instrument.liquidity = volume > 0 ? broker.participation * volume : 0;
  }
  return instrument.liquidity;
}

/** How many of `units` this bar can fill. What is all there is of an order need not be whole lots. */
export function fillable(broker: Broker, index: i32, units: f64): f64 {
  const most = available(broker, changetype<Instrument>(broker.instrument), index);
  // What rounding would leave of an order is not left.
  return units <= most * (1 + rounding) ? units : toLot(broker, most);
}

/** Takes what was filled out of the bar's share. */
export function consume(broker: Broker, units: f64): void {
  const instrument = changetype<Instrument>(broker.instrument);
  instrument.liquidity = max<f64>(instrument.liquidity - units, 0);
}

/** Whether an exit is bound to the share: what closes an account that is used up, or the record, is not. */
export function isBound(broker: Broker, ending: i32): bool {
  return broker.participation > 0 && ending != exitLiquidation && ending != exitEndOfData;
}

/** The waiting entry fills at an open: one at the market, and what is left of a stop entry. */
export function fillsAtOpen(instrument: Instrument): bool {
  return instrument.pendingKind == kindMarket || instrument.pendingTriggered == 2;
}

/** The position against which the waiting entry goes has not been left whole yet. */
export function isOpposed(instrument: Instrument): bool {
  return instrument.quantity * <f64>instrument.pendingSide < 0;
}

/** Whether the waiting entry may fill inside a bar: not what waits for an open, or for the other side to be left. */
export function restsInside(broker: Broker, instrument: Instrument): bool {
  if (instrument.pendingSide == 0) return false;
  return broker.participation == 0 || (!fillsAtOpen(instrument) && !isOpposed(instrument));
}
