import { kindLimit, kindStopLimit } from "./codes";
import { Instrument } from "./layout";

// An entry that rests: a limit waits for a better price, a stop entry for a worse one. A stop-limit is a stop entry until
// its price is reached, and a limit from then on.

/** Whether the waiting entry waits for a better price. */
export function waitsForBetter(instrument: Instrument): bool {
  return instrument.pendingKind == kindLimit || instrument.pendingTriggered == 1;
}

/** Whether a stop that is reached at `level` (multiplied by the side) fills there: its limit, if any, is not passed. */
export function fillsAtStop(instrument: Instrument, side: f64, level: f64): bool {
  return instrument.pendingKind != kindStopLimit || level <= side * instrument.pendingLimit;
}

/** The stop of a stop-limit is reached where its limit is not to be had. */
export function trigger(instrument: Instrument): void {
  instrument.pendingTriggered = 1;
  instrument.pendingPrice = instrument.pendingLimit;
}
