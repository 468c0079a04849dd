import {
  closesLong,
  closesShort,
  exitExpire,
  exitReverse,
  exitRule,
  reasonAlreadyLeaving,
  reasonBankrupt,
  reasonCooldown,
  reasonEarlierRule,
  reasonEntered,
  reasonExitRule,
  reasonHalted,
  reasonInPosition,
  reasonMissingLevel,
  reasonNone,
  reasonNoPosition,
  reasonNoSize,
  reasonWarmup,
} from "./codes";
import { takeAt } from "./fill";
import { isHalted } from "./halt";
import { Account, Broker, EntryRule, ExitRule, Instrument, RuleState, TakeRule } from "./layout";
import { recordSignal } from "./record";

export function ruleStateAt(broker: Broker, index: i32): RuleState {
  return changetype<RuleState>(broker.ruleStates + <usize>index * offsetof<RuleState>());
}

export function conditionOf(broker: Broker, index: i32): usize {
  if (index < broker.entryCount) {
    return changetype<EntryRule>(broker.entries + <usize>index * offsetof<EntryRule>()).when;
  }
  return changetype<ExitRule>(broker.exits + <usize>(index - broker.entryCount) * offsetof<ExitRule>()).when;
}

// @ts-ignore: decorator
@inline
function at(column: usize, index: i32): f64 {
  return load<f64>(column + ((<usize>index) << 3));
}

/** Marks the position to be left at the next open, unless it is already. */
function leave(instrument: Instrument, how: i32, rule: i32, bar: i32): bool {
  if (instrument.leaving != 0) return false;
  instrument.leaving = 1 + how;
  instrument.leavingRule = rule;
  instrument.leavingSignalBar = bar;
  return true;
}

/** The position's time is up at this close. */
export function decideExpiry(broker: Broker): void {
  const account = changetype<Account>(broker.account);
  const instrument = changetype<Instrument>(broker.instrument);
  if (instrument.quantity == 0 || instrument.expire == 0) return;
  if (account.bar - instrument.entryBar + 1 >= instrument.expire) {
    leave(instrument, exitExpire, -1, account.bar);
  }
}

function decideExit(broker: Broker, account: Account, instrument: Instrument, k: i32): i32 {
  const rule = changetype<ExitRule>(broker.exits + <usize>k * offsetof<ExitRule>());
  const position = instrument.quantity;
  const matches = position > 0 ? (rule.closes & closesLong) != 0 : position < 0 && (rule.closes & closesShort) != 0;
  if (account.bankrupt) return reasonBankrupt;
  if (account.bar < broker.first) return reasonWarmup;
  if (!matches) return reasonNoPosition;
  return leave(instrument, exitRule, k, account.bar) ? reasonNone : reasonAlreadyLeaving;
}

/** Copies what the entry's orders need from the columns; the reason why not, when something is missing. */
function prepare(broker: Broker, instrument: Instrument, rule: EntryRule, index: i32): i32 {
  const amount = broker.sizeAmount != 0 ? at(broker.sizeAmount, index) : NaN;
  if (!(amount > 0)) return reasonNoSize;
  instrument.pendingAmount = amount;
  if (rule.stopBase != 0) {
    instrument.pendingStopBase = at(rule.stopBase, index);
    instrument.pendingStopSlope = at(rule.stopSlope, index);
    const sum = instrument.pendingStopBase + instrument.pendingStopSlope;
    if (!(sum == sum)) return reasonMissingLevel;
  }
  if (rule.trailDistance != 0) {
    instrument.pendingTrailDistance = at(rule.trailDistance, index);
    instrument.pendingTrailAfter = rule.trailAfter != 0 ? at(rule.trailAfter, index) : 0;
    if (!(instrument.pendingTrailDistance > 0)) return reasonMissingLevel;
    if (!(instrument.pendingTrailAfter == instrument.pendingTrailAfter)) return reasonMissingLevel;
  }
  return reasonNone;
}

/** The waiting entry's targets stand beside those that are placed, which a reversal still needs until the open. */
function prepareTakes(broker: Broker, rule: EntryRule, index: i32): bool {
  for (let k = 0; k < rule.takeCount; k++) {
    const source = changetype<TakeRule>(rule.takes + <usize>k * offsetof<TakeRule>());
    const take = takeAt(broker, k);
    take.base = at(source.base, index);
    take.slope = at(source.slope, index);
    take.nextPortion = source.portion;
    const sum = take.base + take.slope;
    if (!(sum == sum)) return false;
  }
  return true;
}

function decideEntry(broker: Broker, account: Account, instrument: Instrument, k: i32, index: i32, said: i32): i32 {
  const rule = changetype<EntryRule>(broker.entries + <usize>k * offsetof<EntryRule>());
  const bar = account.bar;
  if (account.bankrupt) return reasonBankrupt;
  if (bar < broker.first) return reasonWarmup;
  if (instrument.pendingSide != 0) return reasonEarlierRule;
  const position = instrument.quantity;
  if (rule.side > 0 ? position > 0 : position < 0) return said == reasonEntered ? reasonEntered : reasonInPosition;
  if (position != 0 && broker.reverses == 0) return reasonInPosition;
  // A signal against the position ends it, whether or not an entry may follow.
  if (position != 0) leave(instrument, exitReverse, k, bar);
  if (isHalted(broker)) return reasonHalted;
  if (bar < account.cooldownUntil) return reasonCooldown;
  const lacking = prepare(broker, instrument, rule, index);
  if (lacking != reasonNone) return lacking;
  if (!prepareTakes(broker, rule, index)) return reasonMissingLevel;
  instrument.pendingSide = rule.side;
  instrument.pendingRule = k;
  instrument.pendingSignalBar = bar;
  return reasonNone;
}

/** Exits first, then entries, in the order in which they are written; each condition that came true leaves a record. */
export function decide(broker: Broker, index: i32): void {
  const account = changetype<Account>(broker.account);
  const instrument = changetype<Instrument>(broker.instrument);
  const entries = broker.entryCount;
  for (let k = 0, n = broker.exitCount; k < n; k++) {
    const state = ruleStateAt(broker, entries + k);
    const rule = changetype<ExitRule>(broker.exits + <usize>k * offsetof<ExitRule>());
    state.truth = i32(at(rule.when, index) == 1);
    if (state.truth == 0) {
      state.said = reasonNone;
      continue;
    }
    const long = instrument.quantity != 0 ? instrument.quantity > 0 : (rule.closes & closesLong) != 0;
    const reason = decideExit(broker, account, instrument, k);
    say(broker, index, state, true, long, reason, reasonExitRule, k);
  }
  for (let k = 0; k < entries; k++) {
    const state = ruleStateAt(broker, k);
    const rule = changetype<EntryRule>(broker.entries + <usize>k * offsetof<EntryRule>());
    state.truth = i32(at(rule.when, index) == 1);
    if (state.truth == 0) {
      state.said = reasonNone;
      continue;
    }
    const reason = decideEntry(broker, account, instrument, k, index, state.said);
    say(broker, index, state, false, rule.side > 0, reason, reasonEntered, k);
  }
}

/** One record when an order follows, and one for each new reason why none does while the condition stays true. */
function say(
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
  state.said = word;
  recordSignal(broker, index, changetype<Account>(broker.account).bar, exits, long, ordered, word, rule);
}
