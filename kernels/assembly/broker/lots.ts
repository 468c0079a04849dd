import { Broker, Instrument, LotState } from "./layout";
import { timeAt } from "./record";

// The entries of one position, oldest first. They are only kept apart where a position may have several; with one entry
// the instrument itself says all there is to say.

export function lotAt(broker: Broker, index: i32): LotState {
  return changetype<LotState>(broker.lots + <usize>index * offsetof<LotState>());
}

/** Prices since the newest entry were seen by the older ones as well. */
function foldPrices(broker: Broker, instrument: Instrument): void {
  for (let k = 0; k < instrument.lotCount; k++) {
    const lot = lotAt(broker, k);
    if (instrument.highest > lot.highest) lot.highest = instrument.highest;
    if (instrument.lowest < lot.lowest) lot.lowest = instrument.lowest;
  }
}

/** Notes an entry that has just been filled. */
export function addLot(
  broker: Broker,
  index: i32,
  instrument: Instrument,
  bar: i32,
  quantity: f64,
  price: f64,
  fee: f64,
  slippage: f64,
): void {
  foldPrices(broker, instrument);
  const lot = lotAt(broker, instrument.lotCount++);
  lot.quantity = quantity;
  lot.price = price;
  lot.time = timeAt(broker, index);
  lot.fee = fee;
  lot.slippage = slippage;
  lot.funding = 0;
  lot.borrow = 0;
  lot.highest = price;
  lot.lowest = price;
  lot.bar = bar;
  lot.signalBar = instrument.pendingSignalBar;
  lot.rule = instrument.pendingRule;
}

/** More of the newest entry: its price is the average of its parts. */
export function growLot(
  broker: Broker,
  instrument: Instrument,
  quantity: f64,
  price: f64,
  fee: f64,
  slippage: f64,
): void {
  if (broker.lotLimit <= 1) return;
  const lot = lotAt(broker, instrument.lotCount - 1);
  lot.price += ((price - lot.price) * quantity) / (lot.quantity + quantity);
  lot.quantity += quantity;
  lot.fee += fee;
  lot.slippage += slippage;
}

/**
 * The average price of the entries kept, and of one more of `units` at `price`. It is counted from the oldest price, so
 * that what was all bought at one price has exactly that price: levels and trailing stops are measured from it.
 */
export function averagePrice(broker: Broker, instrument: Instrument, units: f64, price: f64): f64 {
  if (broker.lotLimit <= 1) {
    const held = abs(instrument.quantity);
    return instrument.entryPrice + ((price - instrument.entryPrice) * units) / (held + units);
  }
  const start = lotAt(broker, 0).price;
  let quantity: f64 = 0;
  let above: f64 = 0;
  for (let k = 0; k < instrument.lotCount; k++) {
    const lot = lotAt(broker, k);
    quantity += lot.quantity;
    above += lot.quantity * (lot.price - start);
  }
  return start + (above + units * (price - start)) / (quantity + units);
}

/** Forgets the oldest `count` entries, and gives the position the average price of the others. */
export function dropLots(broker: Broker, instrument: Instrument, count: i32): void {
  const left = instrument.lotCount - count;
  if (count > 0) memory.copy(broker.lots, changetype<usize>(lotAt(broker, count)), <usize>left * offsetof<LotState>());
  instrument.lotCount = left;
  if (left > 0) instrument.entryPrice = averagePrice(broker, instrument, 0, 0);
}
