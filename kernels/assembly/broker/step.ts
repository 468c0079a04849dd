import { findChanges, quietBars, touchChanges } from "./changes";
import { beginDay } from "./halt";
import { nextPayment } from "./hazard";
import { Account, Broker, Instrument } from "./layout";
import { closeLean, openLean } from "./lean";
import { isLiquidated } from "./margin";
import { deepen, mark, remark } from "./mark";
import {
  beforeOpen,
  begin,
  beginAccount,
  closeOut,
  endOfData,
  enterAtClose,
  enterAtOpen,
  exitAtClose,
  exitAtOpen,
  isFree,
  isPresent,
  protectInside,
  restInside,
} from "./moment";
import { hasRoom } from "./record";
import { equityAt } from "./worth";

// @ts-ignore: decorator
@inline
function at(column: usize, index: i32): f64 {
  return load<f64>(column + ((<usize>index) << 3));
}

/** Equity is used up: what is held is closed at this close and nothing is traded any more. */
function liquidate(broker: Broker, account: Account, instrument: Instrument, index: i32): void {
  account.bankrupt = 1;
  if (closeOut(broker, instrument, index)) remark(broker, index);
}

function atClose(broker: Broker, account: Account, instrument: Instrument, index: i32): void {
  if (broker.lean != 0) return closeLean(broker, account, instrument, index);
  exitAtClose(broker, instrument, index);
  enterAtClose(broker, instrument, index);
}

/** A bar up to its close; true when its mark can be put off. */
function passOpen(broker: Broker, account: Account, instrument: Instrument, index: i32, present: bool): bool {
  if (instrument.quantity != 0) beforeOpen(broker, instrument, index, present);
  if (!present) return false;
  const open = at(broker.open, index);
  const closing = at(broker.close, index);
  exitAtOpen(broker, instrument, index, open);
  enterAtOpen(broker, instrument, index, open);
  if (instrument.pendingSide != 0) restInside(broker, index, open, closing);
  else if (isFree(broker, instrument, index)) return equityAt(account, instrument, closing) > 0;
  else if (instrument.quantity != 0) protectInside(broker, instrument, index, open, closing);
  return false;
}

/** The same where nothing is protected and nothing rests. */
// @ts-ignore: decorator
@inline
function passLean(broker: Broker, account: Account, instrument: Instrument, index: i32): bool {
  const open = at(broker.open, index);
  const closing = at(broker.close, index);
  openLean(broker, account, instrument, index, open);
  if (!isLiquidated(instrument, at(broker.high, index), at(broker.low, index))) {
    return equityAt(account, instrument, closing) > 0;
  }
  protectInside(broker, instrument, index, open, closing);
  return false;
}

/**
 * A bar in which anything may happen, in the order of events of `semantics.md`. False when its mark was put off:
 * nothing can happen in the rest of the bar, so that it is marked together with the quiet bars that follow.
 */
function bar(broker: Broker, account: Account, instrument: Instrument, index: i32): bool {
  const present = isPresent(broker, index);
  if (broker.haltCount != 0) beginDay(broker, index);
  const free =
    broker.lean != 0 && present && !isLiquidated(instrument, at(broker.open, index), at(broker.open, index))
      ? passLean(broker, account, instrument, index)
      : passOpen(broker, account, instrument, index, present);
  if (free) {
    atClose(broker, account, instrument, index);
    return false;
  }
  mark(broker, index, index + 1);
  if (account.equity <= 0 && account.bankrupt == 0) liquidate(broker, account, instrument, index);
  atClose(broker, account, instrument, index);
  return true;
}

/** Marks quiet bars; where that uses up all equity the position is closed there. Gives how far it came. */
function markQuiet(broker: Broker, account: Account, instrument: Instrument, from: i32, to: i32, now: i32): i32 {
  const done = mark(broker, from, to, broker.margined != 0);
  if (account.equity <= 0 && account.bankrupt == 0) {
    const next = instrument.bar;
    instrument.bar = now + done - 1 - from;
    liquidate(broker, account, instrument, done - 1);
    instrument.bar = next;
    return done;
  }
  return done;
}

/**
 * Runs the broker over the bars [from, count) of the chunk. Gives the index after the last bar done: less than `count`
 * when the record buffers must be collected first; the caller does that and calls again from there.
 *
 * `marked` is the first bar that is not marked yet. It stays behind `index` by one bar at most, and only where nothing
 * can happen between the two.
 */
export function broker_step(address: usize, from: i32, count: i32): i32 {
  const broker = changetype<Broker>(address);
  const account = changetype<Account>(broker.account);
  const instrument = changetype<Instrument>(broker.instrument);
  if (instrument.started == 0) {
    beginAccount(account, broker.capital);
    begin(broker);
  }
  findChanges(broker, from, count);
  if (broker.lean != 0) touchChanges(broker, from, count);
  let index = from;
  let marked = from;
  while (index < count && hasRoom(broker)) {
    if (instrument.quiet == 0) {
      if (marked < index) mark(broker, marked, index);
      const complete = bar(broker, account, instrument, index);
      marked = complete ? index + 1 : index;
      index++;
      continue;
    }
    // Nothing happens before the close of the bar in which a condition changes or a time is up.
    const event = index + quietBars(broker, instrument, index, count);
    let end = event < count ? event + 1 : count;
    const first = instrument.bar - (index - marked);
    let pays = false;
    if (instrument.quantity != 0 && broker.funding != 0) {
      const cut = nextPayment(broker, index, end);
      pays = cut < end;
      end = cut;
    }
    const done = marked < end ? markQuiet(broker, account, instrument, marked, end, first) : end;
    instrument.bar = first + (done - marked);
    if (pays || (done < end && instrument.quantity != 0)) instrument.quiet = 0;
    else if (done == end && event < count) {
      instrument.bar--;
      if (broker.haltCount != 0) beginDay(broker, event);
      atClose(broker, account, instrument, event);
    }
    index = done;
    marked = done;
  }
  if (marked < index) mark(broker, marked, index);
  deepen(account);
  return index;
}

/** Passes over bars without trading: the history before a run's first bar. */
export function broker_skip(address: usize, count: i32): void {
  changetype<Instrument>(changetype<Broker>(address).instrument).bar += count;
}

/**
 * The data has ended with the bar at `index`, which has been stepped: a waiting entry is cancelled, and what is held is
 * closed at its close with costs when `closes` is 1.
 */
export function broker_finish(address: usize, index: i32, closes: i32): void {
  const broker = changetype<Broker>(address);
  const instrument = changetype<Instrument>(broker.instrument);
  if (endOfData(broker, instrument, index, closes != 0)) remark(broker, index);
}
