import {
  exitEndOfData,
  exitExpire,
  exitHalt,
  exitLiquidation,
  exitReverse,
  exitStop,
  exitStopped,
  exitTrail,
  kindEndOfData,
  kindExpire,
  kindMarket,
  kindStop,
  kindTrail,
  reasonBankrupt,
  reasonEndOfData,
  reasonExitRule,
  reasonExpire,
  reasonLiquidation,
  reasonPortfolioHalted,
  reasonPositionOver,
  reasonReverse,
  reasonStop,
  reasonStopped,
  reasonTrail,
  statusCancelled,
} from "./codes";
import { decideEntries, decideExits, decideExpiry, endResting, leave } from "./decide";
import { close, dropEntry, enter, reject } from "./fill";
import { haltStateAt, updateHalts } from "./halt";
import { payHolding } from "./holding";
import { inside } from "./inside";
import { Account, Broker, Instrument } from "./layout";
import { isLiquidated } from "./margin";
import { liquidateAt } from "./protect";
import { fillsAtOpen, isOpposed } from "./participation";
import { isStopped, isStoppedAtOpen, mustLeave } from "./switch";
import { decideTarget, growToTarget, reduceToTarget } from "./target";

// The events of one bar, in the order of `semantics.md`. A strategy that runs alone goes through them one after the
// other; where several share an account, each goes through one before any goes through the next.

// @ts-ignore: decorator
@inline
function at(column: usize, index: i32): f64 {
  return load<f64>(column + ((<usize>index) << 3));
}

export function beginAccount(account: Account, capital: f64): void {
  account.started = 1;
  account.cash = capital;
  account.equity = capital;
  account.peak = capital;
  account.trough = capital;
}

/** Before the first bar that is traded; the account has begun. */
export function begin(broker: Broker): void {
  const account = changetype<Account>(broker.account);
  const instrument = changetype<Instrument>(broker.instrument);
  instrument.started = 1;
  instrument.day = NaN;
  instrument.stop = NaN;
  instrument.liquidation = NaN;
  instrument.mark = NaN;
  instrument.pendingTarget = NaN;
  for (let k = 0; k < broker.haltCount; k++) haltStateAt(broker, k).reference = account.equity;
}

/** Whether a bar has all its prices; in one that has not nothing is filled. */
export function isPresent(broker: Broker, index: i32): bool {
  const sum =
    at(broker.open, index) + at(broker.high, index) + at(broker.low, index) + at(broker.close, index);
  return sum == sum;
}

/**
 * Before anything else at an open, where something is held: what holding costs, and whether the open leaves any margin.
 * Funding and interest are due whether or not the bar has its prices.
 */
export function beforeOpen(broker: Broker, instrument: Instrument, index: i32, present: bool): void {
  if (broker.funding != 0 || broker.borrowRate > 0) payHolding(broker, index);
  if (!present || !(instrument.liquidation == instrument.liquidation)) return;
  const open = at(broker.open, index);
  if (!isLiquidated(instrument, open, open)) return;
  const long = instrument.quantity > 0;
  instrument.leaving = 0;
  liquidateAt(broker, index, instrument, open);
  // A waiting addition to what is gone.
  if (instrument.pendingSide != 0 && (instrument.pendingSide > 0) == long) {
    dropEntry(broker, index, statusCancelled, reasonPositionOver, 0);
  }
}

function reasonToLeave(how: i32): i32 {
  if (how == exitExpire) return reasonExpire;
  if (how == exitReverse) return reasonReverse;
  if (how == exitStop) return reasonStop;
  if (how == exitTrail) return reasonTrail;
  if (how == exitLiquidation) return reasonLiquidation;
  if (how == exitStopped) return reasonStopped;
  return how == exitHalt ? reasonPortfolioHalted : reasonExitRule;
}

function kindToLeave(how: i32): i32 {
  if (how == exitExpire) return kindExpire;
  if (how == exitStop) return kindStop;
  return how == exitTrail ? kindTrail : kindMarket;
}

/** Leaves the position at the open because a decision of an earlier close said so. */
function leaveAtOpen(broker: Broker, index: i32, instrument: Instrument, open: f64): void {
  const how = instrument.leaving - 1;
  instrument.leaving = 0;
  close(
    broker, index, Infinity, open, kindToLeave(how), how, reasonToLeave(how),
    instrument.leavingRule, instrument.leavingSignalBar, NaN,
  );
  if (broker.participation > 0 && instrument.quantity != 0) instrument.leaving = 1 + how;
}

/** What gives money back at the open: exits that wait for it, and reductions to a target. */
export function exitAtOpen(broker: Broker, instrument: Instrument, index: i32, open: f64): void {
  if (instrument.leaving != 0) leaveAtOpen(broker, index, instrument, open);
  if (broker.target != 0) reduceToTarget(broker, index, open);
}

/** What takes money at the open: entries that wait for it, and growth to a target. */
export function enterAtOpen(broker: Broker, instrument: Instrument, index: i32, open: f64): void {
  if (instrument.pendingSide != 0 && fillsAtOpen(instrument) && !isOpposed(instrument)) {
    if (isStoppedAtOpen(broker, index)) reject(broker, index, reasonStopped, 0);
    else enter(broker, index, open);
  }
  if (broker.target != 0) growToTarget(broker, index, open);
  if (instrument.quantity == 0) return;
  if (open > instrument.highest) instrument.highest = open;
  if (open < instrument.lowest) instrument.lowest = open;
}

/** Whether nothing can happen to the position in the rest of the bar. */
export function isFree(broker: Broker, instrument: Instrument, index: i32): bool {
  if (instrument.isProtected != 0 || broker.haltCount != 0 || broker.target != 0) return false;
  return !isLiquidated(instrument, at(broker.high, index), at(broker.low, index));
}

/** Protections and liquidation of what is held against a bar in which no entry rests. */
export function protectInside(broker: Broker, instrument: Instrument, index: i32, open: f64, closing: f64): void {
  inside(broker, index, open, at(broker.high, index), at(broker.low, index), closing);
}

/**
 * Resting entries, and protections of what is held, against a bar in which an entry rests. Nobody knows whether the price
 * was reached before trading was stopped in that bar: it then counts as after.
 */
export function restInside(broker: Broker, index: i32, open: f64, closing: f64): void {
  if (isStopped(broker, index)) {
    const instrument = changetype<Instrument>(broker.instrument);
    dropEntry(broker, index, statusCancelled, reasonStopped, instrument.pendingLeft);
    if (instrument.quantity == 0) return;
  }
  inside(broker, index, open, at(broker.high, index), at(broker.low, index), closing);
}

/** At the close, once it is marked: what ends, and what is left at the next open. */
export function exitAtClose(broker: Broker, instrument: Instrument, index: i32): void {
  if (instrument.expire != 0 && isPresent(broker, index)) decideExpiry(broker);
  if (instrument.quantity != 0 && mustLeave(broker, index)) leave(instrument, exitStopped, -1, instrument.bar);
  if (broker.haltCount != 0) updateHalts(broker);
  if (instrument.pendingSide != 0) endResting(broker, index);
  decideExits(broker, index);
}

function isQuiet(broker: Broker, instrument: Instrument): i32 {
  if (instrument.pendingSide != 0 || instrument.leaving != 0) return 0;
  // What others do to a shared account may reach a halt while nothing is held.
  if (instrument.quantity == 0) return i32(broker.haltCount == 0 || broker.portfolio == 0);
  return i32(instrument.isProtected == 0 && broker.haltCount == 0 && broker.borrowRate == 0);
}

/** At the close, after the exits: what is entered at the next open. The bar is over. */
export function enterAtClose(broker: Broker, instrument: Instrument, index: i32): void {
  const retries = decideEntries(broker, index);
  if (broker.target != 0) decideTarget(broker, index);
  instrument.quiet = retries || broker.target != 0 ? 0 : isQuiet(broker, instrument);
  instrument.bar++;
}

/** The account is used up: what waits is dropped and what is held is closed at its mark. True when something was held. */
export function closeOut(broker: Broker, instrument: Instrument, index: i32): bool {
  instrument.leaving = 0;
  instrument.pendingTarget = NaN;
  if (instrument.pendingSide != 0) dropEntry(broker, index, statusCancelled, reasonBankrupt, instrument.pendingLeft);
  if (instrument.quantity == 0) return false;
  close(
    broker, index, Infinity, instrument.mark, kindMarket, exitLiquidation, reasonLiquidation, -1, instrument.bar, NaN,
  );
  return true;
}

/**
 * After the last bar there is: what waits is cancelled, and with `closes` what is held is closed at its mark. True when
 * something was closed.
 */
export function endOfData(broker: Broker, instrument: Instrument, index: i32, closes: bool): bool {
  instrument.bar--;
  if (instrument.pendingSide != 0) dropEntry(broker, index, statusCancelled, reasonEndOfData, instrument.pendingLeft);
  instrument.pendingTarget = NaN;
  const held = closes && instrument.quantity != 0;
  if (held) {
    instrument.leaving = 0;
    close(
      broker, index, Infinity, instrument.mark, kindEndOfData, exitEndOfData, reasonEndOfData, -1, instrument.bar, NaN,
    );
  }
  instrument.bar++;
  return held;
}
