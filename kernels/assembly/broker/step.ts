import {
  exitEndOfData,
  exitExpire,
  exitLiquidation,
  exitReverse,
  kindEndOfData,
  kindExpire,
  kindMarket,
  reasonBankrupt,
  reasonEndOfData,
  reasonExitRule,
  reasonExpire,
  reasonLiquidation,
  reasonReverse,
  statusCancelled,
} from "./codes";
import { conditionOf, decide, decideExpiry, endResting, ruleStateAt } from "./decide";
import { close, dropEntry, enter } from "./fill";
import { beginDay, haltStateAt, updateHalts } from "./halt";
import { Account, Broker, Instrument } from "./layout";
import { deepen, mark, remark } from "./mark";
import { protect } from "./protect";
import { hasRoom } from "./record";
import { rest } from "./rest";
import { decideTarget, rebalance } from "./target";
import { equityAt } from "./worth";

// @ts-ignore: decorator
@inline
function at(column: usize, index: i32): f64 {
  return load<f64>(column + ((<usize>index) << 3));
}

function beginAccount(broker: Broker, account: Account): void {
  account.started = 1;
  account.cash = broker.capital;
  account.equity = broker.capital;
  account.peak = broker.capital;
  account.trough = broker.capital;
}

function begin(broker: Broker, account: Account, instrument: Instrument): void {
  if (account.started == 0) beginAccount(broker, account);
  instrument.started = 1;
  instrument.day = NaN;
  instrument.stop = NaN;
  instrument.mark = NaN;
  instrument.pendingTarget = NaN;
  for (let k = 0; k < broker.haltCount; k++) haltStateAt(broker, k).reference = broker.capital;
}

// @ts-ignore: decorator
@inline
function truthsOfPair(column: usize, offset: usize): v128 {
  const one = f64x2.splat(1);
  const first = f64x2.eq(v128.load(column + offset), one);
  const second = f64x2.eq(v128.load(column + offset + 16), one);
  return v128.shuffle<i32>(first, second, 0, 2, 4, 6);
}

/** Sixteen truths from bar `start` on as bits. */
function truthsOf16(column: usize, start: i32): u64 {
  const at = column + ((<usize>start) << 3);
  const low = i16x8.narrow_i32x4_s(truthsOfPair(at, 0), truthsOfPair(at, 32));
  const high = i16x8.narrow_i32x4_s(truthsOfPair(at, 64), truthsOfPair(at, 96));
  return <u64>(<u32>i8x16.bitmask(i8x16.narrow_i16x8_s(low, high)));
}

/** The truths of the bars from `start` to `end` (at most 64) as bits. */
function truthsOf(column: usize, start: i32, end: i32): u64 {
  if (end - start == 64) {
    return (
      truthsOf16(column, start) |
      (truthsOf16(column, start + 16) << 16) |
      (truthsOf16(column, start + 32) << 32) |
      (truthsOf16(column, start + 48) << 48)
    );
  }
  let bits: u64 = 0;
  for (let i = start; i < end; i++) bits |= (<u64>(at(column, i) == 1)) << (<u64>(i - start));
  return bits;
}

/** Sets a bit of `changes` for every bar of [from, count) in which any condition is not what it was one bar before. */
function findChanges(broker: Broker, from: i32, count: i32): void {
  const first = from >> 6;
  const words = (count + 63) >> 6;
  memory.fill(broker.changes + ((<usize>first) << 3), 0, (<usize>(words - first)) << 3);
  const skipped: u64 = (<u64>1 << (<u64>(from & 63))) - 1;
  for (let k = 0, n = broker.entryCount + broker.exitCount; k < n; k++) {
    const column = conditionOf(broker, k);
    let before: u64 = <u64>ruleStateAt(broker, k).truth;
    for (let word = first; word < words; word++) {
      const start = word << 6;
      const end = start + 64 < count ? start + 64 : count;
      let bits = truthsOf(column, start, end);
      // Bars before `from` count as what the condition was then.
      if (word == first) bits = before != 0 ? bits | skipped : bits & ~skipped;
      let edges = bits ^ ((bits << 1) | before);
      if (end - start < 64) edges &= (<u64>1 << (<u64>(end - start))) - 1;
      before = bits >> 63;
      const slot = broker.changes + ((<usize>word) << 3);
      store<u64>(slot, load<u64>(slot) | edges);
    }
  }
}

/** The first bar of [from, count) in which a condition changes, or `count`. */
function nextChange(broker: Broker, from: i32, count: i32): i32 {
  let word = from >> 6;
  let bits = load<u64>(broker.changes + ((<usize>word) << 3)) >> (<u64>(from & 63));
  if (bits != 0) return from + <i32>ctz(bits);
  for (const words = (count + 63) >> 6; ++word < words; ) {
    bits = load<u64>(broker.changes + ((<usize>word) << 3));
    if (bits != 0) return (word << 6) + <i32>ctz(bits);
  }
  return count;
}

/** How many bars on until bar number `bar` is reached, where that lies ahead. */
// @ts-ignore: decorator
@inline
function until(limit: i32, now: i32, bar: i32): i32 {
  return bar >= now && bar - now < limit ? bar - now : limit;
}

/** Bars from now on in which neither a deadline nor a change of condition can lead to a decision. */
function quietBars(broker: Broker, instrument: Instrument, index: i32, count: i32): i32 {
  const now = instrument.bar;
  let bars = nextChange(broker, index, count) - index;
  bars = until(bars, now, broker.first);
  bars = until(bars, now, instrument.cooldownUntil);
  if (instrument.quantity != 0 && instrument.expire > 0) {
    bars = until(bars, now, instrument.entryBar + instrument.expire - 1);
  }
  for (let k = 0; k < broker.haltCount; k++) bars = until(bars, now, haltStateAt(broker, k).until);
  return bars;
}

function isQuiet(broker: Broker, instrument: Instrument): i32 {
  if (instrument.pendingSide != 0 || instrument.leaving != 0) return 0;
  if (instrument.quantity == 0) return 1;
  return i32(instrument.isProtected == 0 && broker.haltCount == 0);
}

/** Leaves the position at the open because a decision of an earlier close said so. */
function leaveAtOpen(broker: Broker, index: i32, instrument: Instrument, open: f64): void {
  const how = instrument.leaving - 1;
  const expires = how == exitExpire;
  const reason = expires ? reasonExpire : how == exitReverse ? reasonReverse : reasonExitRule;
  instrument.leaving = 0;
  close(
    broker, index, Infinity, open, expires ? kindExpire : kindMarket, how, reason,
    instrument.leavingRule, instrument.leavingSignalBar, NaN,
  );
}

/** Equity is used up: what is held is closed at this close and nothing is traded any more. */
function liquidate(broker: Broker, account: Account, instrument: Instrument, index: i32): void {
  account.bankrupt = 1;
  instrument.leaving = 0;
  instrument.pendingTarget = NaN;
  if (instrument.pendingSide != 0) dropEntry(broker, index, statusCancelled, reasonBankrupt, 0);
  if (instrument.quantity == 0) return;
  close(
    broker, index, Infinity, instrument.mark, kindMarket, exitLiquidation, reasonLiquidation, -1, instrument.bar, NaN,
  );
  remark(broker, index);
}

/** Whether a bar has all its prices; in one that has not nothing is filled. */
function isPresent(broker: Broker, index: i32): bool {
  const sum =
    at(broker.open, index) + at(broker.high, index) + at(broker.low, index) + at(broker.close, index);
  return sum == sum;
}

/** What happens at a bar's close once it is marked. */
function atClose(broker: Broker, instrument: Instrument, index: i32): void {
  if (instrument.expire != 0 && isPresent(broker, index)) decideExpiry(broker);
  if (broker.haltCount != 0) updateHalts(broker);
  if (instrument.pendingSide != 0) endResting(broker, index);
  const retries = decide(broker, index);
  if (broker.target != 0) decideTarget(broker, index);
  instrument.quiet = retries || broker.target != 0 ? 0 : isQuiet(broker, instrument);
  instrument.bar++;
}

/** Orders that wait for the open of this bar. */
function atOpen(broker: Broker, instrument: Instrument, index: i32, open: f64): void {
  if (instrument.leaving != 0) leaveAtOpen(broker, index, instrument, open);
  if (instrument.pendingSide != 0 && instrument.pendingKind == kindMarket) enter(broker, index, open);
  if (broker.target != 0) rebalance(broker, index, open);
  if (instrument.quantity == 0) return;
  if (open > instrument.highest) instrument.highest = open;
  if (open < instrument.lowest) instrument.lowest = open;
}

/**
 * A bar in which anything may happen, in the order of events of `semantics.md`. False when its mark was put off:
 * nothing can happen in the rest of the bar, so that it is marked together with the quiet bars that follow.
 */
function bar(broker: Broker, account: Account, instrument: Instrument, index: i32): bool {
  const present = isPresent(broker, index);
  if (broker.haltCount != 0) beginDay(broker, index);
  if (present) {
    const open = at(broker.open, index);
    const closing = at(broker.close, index);
    atOpen(broker, instrument, index, open);
    if (instrument.pendingSide != 0) {
      rest(broker, index, open, at(broker.high, index), at(broker.low, index), closing);
    } else if (instrument.isProtected == 0 && broker.haltCount == 0 && broker.target == 0) {
      if (equityAt(account, instrument, closing) > 0) {
        atClose(broker, instrument, index);
        return false;
      }
    } else if (instrument.quantity != 0) {
      const acts = broker.protectFromFill != 0 || instrument.bar > instrument.entryBar;
      if (acts) protect(broker, index, open, at(broker.high, index), at(broker.low, index), closing);
    }
  }
  mark(broker, index, index + 1);
  if (account.equity <= 0 && account.bankrupt == 0) liquidate(broker, account, instrument, index);
  atClose(broker, instrument, index);
  return true;
}

/** Marks quiet bars; where that uses up all equity the position is closed there. Gives how far it came. */
function markQuiet(broker: Broker, account: Account, instrument: Instrument, from: i32, to: i32, now: i32): i32 {
  const done = mark(broker, from, to);
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
  if (instrument.started == 0) begin(broker, account, instrument);
  findChanges(broker, from, count);
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
    const end = event < count ? event + 1 : count;
    const first = instrument.bar - (index - marked);
    const done = markQuiet(broker, account, instrument, marked, end, first);
    instrument.bar = first + (done - marked);
    if (done == end && event < count) {
      instrument.bar--;
      if (broker.haltCount != 0) beginDay(broker, event);
      atClose(broker, instrument, event);
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
  instrument.bar--;
  if (instrument.pendingSide != 0) dropEntry(broker, index, statusCancelled, reasonEndOfData, 0);
  instrument.pendingTarget = NaN;
  if (closes != 0 && instrument.quantity != 0) {
    instrument.leaving = 0;
    close(
      broker, index, Infinity, instrument.mark, kindEndOfData, exitEndOfData, reasonEndOfData, -1, instrument.bar, NaN,
    );
    remark(broker, index);
  }
  instrument.bar++;
}
