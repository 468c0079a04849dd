import { sizeEquity, sizeKelly, sizeNotional, sizeQuantity } from "./codes";
import { kellyShare } from "./kelly";
import { Account, Broker, Instrument } from "./layout";
import { roomFor, wholeEquity } from "./peers";
import { heldMargin } from "./margin";
import { equityAt } from "./worth";

/** Units wanted, before money and lots are looked at. NaN and what is not positive mean: none. */
function wanted(broker: Broker, amount: f64, equity: f64, price: f64, stop: f64): f64 {
  if (broker.sizeKind == sizeEquity) return (amount * equity) / price;
  if (broker.sizeKind == sizeNotional) return amount / price;
  if (broker.sizeKind == sizeQuantity) return amount;
  if (broker.sizeKind == sizeKelly) {
    return (amount * kellyShare(broker, changetype<Instrument>(broker.instrument)) * equity) / price;
  }
  return (amount * equity) / abs(price - stop);
}

/** Set by `quantityFor`: the money available made the order smaller than its rule asked. */
export let wasReduced: bool = false;

/** A size that the money does not carry whole is then not traded at all. */
function isFixed(broker: Broker): bool {
  return broker.sizeKind == sizeNotional || broker.sizeKind == sizeQuantity;
}

/** What the portfolio's limits leave of `quantity` for an entry that pays `fee` of its notional; -1: nothing. */
export function withinLimits(broker: Broker, quantity: f64, price: f64, side: f64, fee: f64): f64 {
  const room = roomFor(broker, price, side, fee);
  const notional = quantity * price;
  if (!(notional > room)) return quantity;
  if (isFixed(broker) && broker.target == 0) return notional > room * (1 + 1e-12) ? -1 : quantity;
  return room > 1e-9 * wholeEquity ? room / price : -1;
}

/**
 * Money that is neither the margin of what is held nor a fixed fee. Where a position has a margin of its own, what it has
 * won or lost so far is part of that and of nothing else.
 */
export function freeMoney(broker: Broker, equity: f64, price: f64): f64 {
  const instrument = changetype<Instrument>(broker.instrument);
  const held = abs(instrument.quantity);
  const elsewhere = changetype<Account>(broker.account).boundElsewhere;
  if (broker.margined != 0) {
    const won = instrument.quantity * (price - instrument.entryPrice);
    return equity - broker.fixed - elsewhere - won - heldMargin(broker, instrument);
  }
  return equity - broker.fixed - elsewhere - held * price * (broker.marginRate - broker.taker);
}

/**
 * Units for an entry, after the limits. Sizes relative to equity are reduced to what the money carries;
 * what it does not carry at all gives -1, and so do fixed sizes that it does not carry whole. Not yet rounded to lots.
 * What rests pays the maker's fee.
 */
export function quantityFor(broker: Broker, amount: f64, price: f64, stop: f64, rests: bool): f64 {
  const marginRate = rests ? broker.restingRate : broker.marginRate;
  const instrument = changetype<Instrument>(broker.instrument);
  const equity = equityAt(changetype<Account>(broker.account), instrument, price);
  const own = equity * broker.share;
  let quantity = wanted(broker, amount, own, price, stop);
  // Of what is partly filled already only the rest is wanted.
  if (instrument.pendingLeft > 0) quantity = min<f64>(quantity, instrument.pendingLeft);
  wasReduced = false;
  const limit = broker.sizeLimit;
  if (limit > 0 && quantity * price > limit * own) {
    quantity = (limit * own) / price;
    wasReduced = true;
  }
  const money = freeMoney(broker, equity, price);
  if (quantity * price * marginRate > money) {
    if (isFixed(broker)) {
      return quantity * price * marginRate > money * (1 + 1e-12) ? -1 : quantity;
    }
    // What rounding leaves of an account that is all spent is not money.
    if (!(money > 1e-9 * equity)) return -1;
    quantity = money / (price * marginRate);
    wasReduced = true;
  }
  return quantity;
}
