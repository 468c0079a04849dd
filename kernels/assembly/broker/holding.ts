import { Account, Broker, Instrument } from "./layout";
import { lotAt } from "./lots";
import { updateLiquidation } from "./margin";
import { addBorrow, addCash, addFunding } from "./money";
import { timeAt } from "./record";

// What holding a position costs while time passes. It is paid before anything else happens at a bar's open, by the
// position that was held until then, on its value at the last close.

/** Divides what was paid among the entries of the position by their size. */
function share(broker: Broker, instrument: Instrument, amount: f64, borrowed: bool): void {
  if (borrowed) instrument.borrow += amount;
  else instrument.funding += amount;
  const each = amount / abs(instrument.quantity);
  for (let k = 0; k < instrument.lotCount; k++) {
    const lot = lotAt(broker, k);
    if (borrowed) lot.borrow += each * lot.quantity;
    else lot.funding += each * lot.quantity;
  }
}

/** Funding: those who are long pay where the rate is positive, those who are short receive it. */
function payFunding(broker: Broker, instrument: Instrument, index: i32): void {
  const rate = load<f64>(broker.funding + ((<usize>index) << 3));
  const amount = instrument.quantity * instrument.mark * rate;
  if (amount == 0 || amount - amount != 0) return;
  const account = changetype<Account>(broker.account);
  addCash(account, instrument, -amount);
  addFunding(account, amount);
  share(broker, instrument, amount, false);
}

/** Interest, for the time since it was last paid: on units sold short, and on money beyond the margin. */
function payInterest(broker: Broker, instrument: Instrument, index: i32): void {
  const now = timeAt(broker, index);
  const elapsed = now - instrument.paidUntil;
  instrument.paidUntil = now;
  const units = abs(instrument.quantity);
  const lent =
    instrument.quantity < 0
      ? units * instrument.mark
      : units * instrument.entryPrice * (1 - broker.initialMargin);
  const amount = lent * broker.borrowRate * elapsed;
  if (!(amount > 0) || amount == Infinity) return;
  const account = changetype<Account>(broker.account);
  addCash(account, instrument, -amount);
  addBorrow(account, amount);
  share(broker, instrument, amount, true);
}

/** Pays what is due at or before the open of the bar. */
export function payHolding(broker: Broker, index: i32): void {
  const instrument = changetype<Instrument>(broker.instrument);
  if (broker.funding != 0) payFunding(broker, instrument, index);
  if (broker.borrowRate > 0) payInterest(broker, instrument, index);
  updateLiquidation(broker, instrument);
}
