import {
  closesLong,
  closesShort,
  exitExpire,
  exitReverse,
  exitRule,
  reasonAlreadyLeaving,
  reasonBankrupt,
  reasonBeingFilled,
  reasonCooldown,
  reasonEarlierRule,
  reasonEntered,
  kindMarket,
  reasonExitRule,
  reasonHalted,
  reasonInPosition,
  reasonMissingLevel,
  reasonNone,
  reasonNoPosition,
  reasonNoSize,
  reasonOver,
  reasonPortfolioHalted,
  reasonPositions,
  reasonReplaced,
  reasonSameOrder,
  reasonStopped,
  reasonWarmup,
  reasonWithdrawn,
  statusCancelled,
  statusExpired,
} from "./codes";
import { dropEntry, takeAt } from "./fill";
import { isHalted } from "./halt";
import { Account, Broker, EntryRule, ExitRule, Instrument, RuleState, TakeRule } from "./layout";
import { isCounted, isPortfolioHalted, noteLeaving, noteWaiting, refusal } from "./peers";
import { prepareMoves, sumOfMoves } from "./move";
import { toTick } from "./price";
import { recordSignal } from "./record";
import { isStopped } from "./switch";

export function ruleStateAt(broker: Broker, index: i32): RuleState {
  return changetype<RuleState>(broker.ruleStates + <usize>index * offsetof<RuleState>());
}

/** Whether a condition is true at a bar of the chunk, by its bits. */
// @ts-ignore: decorator
@inline
export function isTrue(truths: usize, index: i32): bool {
  return ((load<u64>(truths + ((<usize>(index >> 6)) << 3)) >> (<u64>(index & 63))) & 1) != 0;
}

// @ts-ignore: decorator
@inline
function at(column: usize, index: i32): f64 {
  return load<f64>(column + ((<usize>index) << 3));
}

/** The value of a column that need not be there. */
function orNothing(column: usize, index: i32): f64 {
  return column != 0 ? at(column, index) : 0;
}

/** Marks the position to be left at the next open, unless it is already. */
export function leave(instrument: Instrument, how: i32, rule: i32, bar: i32): bool {
  if (instrument.leaving != 0) return false;
  instrument.leaving = 1 + how;
  instrument.leavingRule = rule;
  instrument.leavingSignalBar = bar;
  return true;
}

/** The position's time is up at this close. */
export function decideExpiry(broker: Broker): void {
  const instrument = changetype<Instrument>(broker.instrument);
  if (instrument.quantity == 0 || instrument.expire == 0) return;
  if (instrument.bar - instrument.entryBar + 1 >= instrument.expire) {
    leave(instrument, exitExpire, -1, instrument.bar);
  }
}

/** An entry rests, or waits for the share of the volume that it may fill. */
function rests(broker: Broker, instrument: Instrument): bool {
  return instrument.pendingSide != 0 && (instrument.pendingKind != kindMarket || broker.participation > 0);
}

/** An entry of an earlier bar is not filled whole yet: it is neither new nor one that could be asked for again. */
function isBeingFilled(broker: Broker, instrument: Instrument): bool {
  if (broker.participation == 0 || instrument.pendingSignalBar == instrument.bar) return false;
  return instrument.pendingSide != 0 && (instrument.pendingKind == kindMarket || instrument.pendingLeft > 0);
}

/** Resting entries end with their time, and when trading halts or is stopped. */
export function endResting(broker: Broker, index: i32): void {
  const instrument = changetype<Instrument>(broker.instrument);
  if (!rests(broker, instrument)) return;
  const left = instrument.pendingLeft;
  const over = changetype<Instrument>(broker.instrument).bar >= instrument.pendingUntil;
  if (over) dropEntry(broker, index, statusExpired, reasonOver, left);
  else if (isHalted(broker)) dropEntry(broker, index, statusCancelled, reasonHalted, left);
  else if (isStopped(broker, index)) dropEntry(broker, index, statusCancelled, reasonStopped, left);
  else if (isPortfolioHalted(broker)) dropEntry(broker, index, statusCancelled, reasonPortfolioHalted, left);
}

function decideExit(broker: Broker, account: Account, instrument: Instrument, k: i32, index: i32): i32 {
  const rule = changetype<ExitRule>(broker.exits + <usize>k * offsetof<ExitRule>());
  const position = instrument.quantity;
  const matches = position > 0 ? (rule.closes & closesLong) != 0 : position < 0 && (rule.closes & closesShort) != 0;
  if (account.bankrupt) return reasonBankrupt;
  if (instrument.bar < broker.first) return reasonWarmup;
  if (matches) return leave(instrument, exitRule, k, instrument.bar) ? reasonNone : reasonAlreadyLeaving;
  const wanted = instrument.pendingSide > 0 ? closesLong : closesShort;
  if (position != 0 || !rests(broker, instrument) || (rule.closes & wanted) == 0) return reasonNoPosition;
  dropEntry(broker, index, statusCancelled, reasonExitRule, instrument.pendingLeft);
  return reasonWithdrawn;
}

/** Why an entry cannot be ordered at this close; none when nothing it needs is missing. */
function lacks(broker: Broker, rule: EntryRule, index: i32): i32 {
  const amount = broker.sizeAmount != 0 ? at(broker.sizeAmount, index) : NaN;
  if (!(amount > 0)) return reasonNoSize;
  let sum: f64 = 0;
  if (rule.orderPrice != 0 && !(toTick(broker, at(rule.orderPrice, index)) > 0)) return reasonMissingLevel;
  if (rule.limitPrice != 0 && !(toTick(broker, at(rule.limitPrice, index)) > 0)) return reasonMissingLevel;
  if (rule.stopBase != 0) sum += at(rule.stopBase, index) + at(rule.stopSlope, index);
  if (rule.trailDistance != 0) {
    if (rule.trailSlope != 0) sum += at(rule.trailDistance, index) + at(rule.trailSlope, index);
    else if (!(at(rule.trailDistance, index) > 0)) return reasonMissingLevel;
    sum += orNothing(rule.trailAfter, index) + orNothing(rule.trailAfterSlope, index);
  }
  if (rule.moveCount > 0) sum += sumOfMoves(rule, index);
  for (let k = 0; k < rule.takeCount; k++) {
    const source = changetype<TakeRule>(rule.takes + <usize>k * offsetof<TakeRule>());
    sum += at(source.base, index) + at(source.slope, index);
  }
  return sum - sum == 0 ? reasonNone : reasonMissingLevel;
}

/** Copies what the entry's orders need from the columns. */
function prepare(broker: Broker, instrument: Instrument, rule: EntryRule, index: i32): void {
  instrument.pendingAmount = at(broker.sizeAmount, index);
  if (rule.stopBase != 0) {
    instrument.pendingStopBase = at(rule.stopBase, index);
    instrument.pendingStopSlope = at(rule.stopSlope, index);
  }
  if (rule.trailDistance != 0) {
    instrument.pendingTrailDistance = at(rule.trailDistance, index);
    instrument.pendingTrailSlope = orNothing(rule.trailSlope, index);
    instrument.pendingTrailAfter = orNothing(rule.trailAfter, index);
    instrument.pendingTrailAfterSlope = orNothing(rule.trailAfterSlope, index);
  }
  if (rule.moveCount > 0) prepareMoves(broker, rule, index);
  // The waiting entry's targets stand beside those that are placed, which a reversal still needs until the open.
  for (let k = 0; k < rule.takeCount; k++) {
    const source = changetype<TakeRule>(rule.takes + <usize>k * offsetof<TakeRule>());
    const take = takeAt(broker, k);
    take.base = at(source.base, index);
    take.slope = at(source.slope, index);
    take.nextPortion = source.portion;
  }
}

/** Why no entry is ordered at this close; none when one is. */
export function decideEntry(broker: Broker, account: Account, instrument: Instrument, k: i32, index: i32, said: i32): i32 {
  const rule = changetype<EntryRule>(broker.entries + <usize>k * offsetof<EntryRule>());
  const bar = instrument.bar;
  if (account.bankrupt) return reasonBankrupt;
  if (bar < broker.first) return reasonWarmup;
  const waits = instrument.pendingSide != 0;
  const filling = isBeingFilled(broker, instrument);
  if (filling && rule.side == instrument.pendingSide) {
    return said == reasonEntered ? reasonEntered : reasonBeingFilled;
  }
  if (waits && !filling && (instrument.pendingKind == kindMarket || instrument.pendingAsked == bar)) {
    return reasonEarlierRule;
  }
  const position = instrument.quantity;
  if (rule.side > 0 ? position > 0 : position < 0) {
    const full = instrument.lotCount >= broker.lotLimit || instrument.leaving != 0 || broker.lotLimit <= 1;
    if (full) return said == reasonEntered ? reasonEntered : reasonInPosition;
  } else if (position != 0) {
    if (broker.reverses == 0) return reasonInPosition;
    // A signal against the position ends it, whether or not an entry may follow.
    if (leave(instrument, exitReverse, k, bar)) noteLeaving(broker);
  }
  if (isHalted(broker)) return reasonHalted;
  if (isStopped(broker, index)) return reasonStopped;
  if (bar < instrument.cooldownUntil) return reasonCooldown;
  const refused = broker.portfolio != 0 ? refusal(broker) : reasonNone;
  if (refused != reasonNone) return refused;
  const lacking = lacks(broker, rule, index);
  if (lacking != reasonNone) return lacking;
  const price = rule.orderPrice != 0 ? toTick(broker, at(rule.orderPrice, index)) : 0;
  const limit = rule.limitPrice != 0 ? toTick(broker, at(rule.limitPrice, index)) : 0;
  if (waits) {
    instrument.pendingAsked = bar;
    const same = instrument.pendingAskedPrice == price && instrument.pendingLimit == limit;
    if (instrument.pendingRule == k && same) {
      return said == reasonEntered ? reasonEntered : reasonSameOrder;
    }
    dropEntry(broker, index, statusCancelled, reasonReplaced, instrument.pendingLeft);
  } else if (broker.portfolio != 0) noteWaiting(broker, isCounted(instrument));
  prepare(broker, instrument, rule, index);
  instrument.pendingSide = rule.side;
  instrument.pendingRule = k;
  instrument.pendingSignalBar = bar;
  instrument.pendingAsked = bar;
  instrument.pendingKind = rule.orderKind;
  instrument.pendingPrice = price;
  instrument.pendingAskedPrice = price;
  instrument.pendingLimit = limit;
  instrument.pendingTriggered = 0;
  instrument.pendingUntil = rule.validity > 0 ? bar + rule.validity : i32.MAX_VALUE;
  return reasonNone;
}

/** Exits in the order in which they are written; each condition that came true leaves a record. */
export function decideExits(broker: Broker, index: i32): void {
  const account = changetype<Account>(broker.account);
  const instrument = changetype<Instrument>(broker.instrument);
  const entries = broker.entryCount;
  for (let k = 0, n = broker.exitCount; k < n; k++) {
    const state = ruleStateAt(broker, entries + k);
    const rule = changetype<ExitRule>(broker.exits + <usize>k * offsetof<ExitRule>());
    state.truth = i32(isTrue(rule.truths, index));
    if (state.truth == 0) {
      state.said = reasonNone;
      continue;
    }
    const long = instrument.quantity != 0 ? instrument.quantity > 0 : (rule.closes & closesLong) != 0;
    const reason = decideExit(broker, account, instrument, k, index);
    say(broker, index, state, true, long, reason, reasonExitRule, k);
  }
}

/** Entries after the exits, as those. True when one lacked something that the next bar may bring. */
export function decideEntries(broker: Broker, index: i32): bool {
  let retries = false;
  const account = changetype<Account>(broker.account);
  const instrument = changetype<Instrument>(broker.instrument);
  for (let k = 0, n = broker.entryCount; k < n; k++) {
    const state = ruleStateAt(broker, k);
    const rule = changetype<EntryRule>(broker.entries + <usize>k * offsetof<EntryRule>());
    state.truth = i32(isTrue(rule.truths, index));
    if (state.truth == 0) {
      state.said = reasonNone;
      continue;
    }
    const reason = decideEntry(broker, account, instrument, k, index, state.said);
    if (reason == reasonNoSize || reason == reasonMissingLevel || reason == reasonPositions) retries = true;
    say(broker, index, state, false, rule.side > 0, reason, reasonEntered, k);
  }
  return retries;
}

/** One record when an order follows, and one for each new reason why none does while the condition stays true. */
export function say(
  broker: Broker,
  index: i32,
  state: RuleState,
  exits: bool,
  long: bool,
  reason: i32,
  success: i32,
  rule: i32,
): void {
  const ordered = reason == reasonNone;
  const word = ordered ? success : reason;
  if (!ordered && state.said == word) return;
  // That there is nothing left to leave follows from having withdrawn it.
  if (word == reasonNoPosition && state.said == reasonWithdrawn) return;
  state.said = word;
  recordSignal(broker, index, changetype<Instrument>(broker.instrument).bar, exits, long, ordered, word, rule);
}
