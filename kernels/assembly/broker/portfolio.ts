import { exitHalt, exitLiquidation, reasonBankrupt, statusCancelled } from "./codes";
import { findChanges, quietBars } from "./changes";
import { leave } from "./decide";
import { dropEntry } from "./fill";
import { beginDay } from "./halt";
import { nextHazard } from "./hazard";
import { Account, Member, Portfolio, PortfolioState } from "./layout";
import { deepen } from "./mark";
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
import { accountOf, brokerOf, countStaying, instrumentOf, memberAt } from "./peers";
import { notePrices } from "./likeness";
import { hasRoom } from "./record";
import { markMember, value } from "./together";

// Several brokers on one clock. A moment is a time at which bars close; all bars that close then go through the same
// steps as a bar of a strategy that runs alone, each step for all of them before the next.

/** Why nothing may be entered. */
const forTheDay: i32 = 1;
const forGood: i32 = 2;

/** How many members may do something at this moment; their numbers stand in `Portfolio.active`, in their order. */
let active: i32 = 0;

// @ts-ignore: decorator
@inline
function at(column: usize, index: i32): f64 {
  return load<f64>(column + ((<usize>index) << 3));
}

// @ts-ignore: decorator
@inline
function activeAt(portfolio: Portfolio, place: i32): Member {
  return memberAt(portfolio, load<i32>(portfolio.active + ((<usize>place) << 2)));
}

function stateOf(portfolio: Portfolio): PortfolioState {
  return changetype<PortfolioState>(portfolio.state);
}

// @ts-ignore: decorator
@inline
function seekTime(member: Member): void {
  member.next =
    member.index < member.count ? at(brokerOf(member).time, member.index) + member.interval : Infinity;
}

/** Finds the next bar in which a member may do something. */
function seekEvent(member: Member): void {
  const broker = brokerOf(member);
  const instrument = instrumentOf(member);
  member.event = member.index;
  if (instrument.quiet == 0 || member.index >= member.count) return;
  member.event += quietBars(broker, instrument, member.index, member.count);
  if (instrument.quantity == 0 || (broker.margined == 0 && broker.funding == 0)) return;
  const end = member.event < member.count ? member.event + 1 : member.count;
  const hazard = nextHazard(broker, instrument, member.index, end);
  if (hazard == end) return;
  member.event = hazard;
  instrument.quiet = 0;
}

/** Takes a new chunk: each member's `count` bars stand in its columns, and all of them close before any that follow. */
export function portfolio_take(address: usize): void {
  const portfolio = changetype<Portfolio>(address);
  const state = stateOf(portfolio);
  if (state.started == 0) beginPortfolio(portfolio, state);
  for (let k = 0, n = portfolio.count; k < n; k++) {
    const member = memberAt(portfolio, k);
    member.index = 0;
    member.opens = 0;
    member.base = instrumentOf(member).bar;
    findChanges(brokerOf(member), 0, member.count);
    seekTime(member);
    seekEvent(member);
  }
}

function beginPortfolio(portfolio: Portfolio, state: PortfolioState): void {
  state.started = 1;
  state.equity = portfolio.capital;
  state.peak = portfolio.capital;
  state.day = NaN;
  for (let k = 0, n = portfolio.count; k < n; k++) {
    const broker = brokerOf(memberAt(portfolio, k));
    const account = changetype<Account>(broker.account);
    if (account.started == 0) beginAccount(account, portfolio.shared != 0 ? portfolio.capital : broker.capital);
  }
}

/** A member's condition may lead to something else than it did: it is looked at again. */
function wakeAll(portfolio: Portfolio): void {
  for (let k = 0, n = portfolio.count; k < n; k++) {
    const member = memberAt(portfolio, k);
    instrumentOf(member).quiet = 0;
    member.event = member.index;
  }
}

/** Finds the members whose bars close at `now`, and those of them that may do something. */
function gather(portfolio: Portfolio, now: f64): void {
  active = 0;
  for (let k = 0, n = portfolio.count; k < n; k++) {
    const member = memberAt(portfolio, k);
    if (member.next != now) continue;
    member.opens = 1;
    if (member.event > member.index) continue;
    store<i32>(portfolio.active + ((<usize>active) << 2), k);
    active++;
  }
}

/** The first events of a bar: what comes before the open, and what the open gives back. */
function open(portfolio: Portfolio): void {
  for (let k = 0; k < active; k++) {
    const member = activeAt(portfolio, k);
    const broker = brokerOf(member);
    const instrument = instrumentOf(member);
    const index = member.index;
    member.acts = i32(instrument.quiet == 0);
    instrument.bar = member.base + index;
    if (instrument.started == 0) begin(broker);
    if (broker.haltCount != 0) beginDay(broker, index);
    if (accountOf(member).bankrupt != 0) {
      instrument.pendingTarget = NaN;
      if (instrument.pendingSide != 0) dropEntry(broker, index, statusCancelled, reasonBankrupt, 0);
    }
    const present = isPresent(broker, index);
    if (member.acts != 0 && instrument.quantity != 0) beforeOpen(broker, instrument, index, present);
    if (!present) member.acts = 0;
    if (member.acts != 0) exitAtOpen(broker, instrument, index, at(broker.open, index));
  }
  for (let k = 0; k < active; k++) {
    const member = activeAt(portfolio, k);
    if (member.acts == 0) continue;
    const broker = brokerOf(member);
    enterAtOpen(broker, instrumentOf(member), member.index, at(broker.open, member.index));
  }
}

/** What rests and what protects, against the path of each bar. */
function inside(portfolio: Portfolio): void {
  for (let k = 0; k < active; k++) {
    const member = activeAt(portfolio, k);
    if (member.acts == 0) continue;
    const broker = brokerOf(member);
    const instrument = instrumentOf(member);
    const index = member.index;
    const start = at(broker.open, index);
    const closing = at(broker.close, index);
    if (instrument.pendingSide != 0) restInside(broker, index, start, closing);
    else if (instrument.quantity != 0 && !isFree(broker, instrument, index)) {
      protectInside(broker, instrument, index, start, closing);
    }
  }
}

function markAll(portfolio: Portfolio, now: f64): void {
  for (let k = 0, n = portfolio.count; k < n; k++) {
    const member = memberAt(portfolio, k);
    if (member.next == now) markMember(portfolio, member);
  }
  value(portfolio, now);
  let broke = false;
  for (let k = 0, n = portfolio.count; k < n; k++) {
    const account = accountOf(memberAt(portfolio, k));
    if (account.equity <= 0 && account.bankrupt == 0) {
      account.bankrupt = 1;
      closeAccount(portfolio, account, now);
      broke = true;
    }
    if (portfolio.shared != 0) break;
  }
  if (broke) value(portfolio, now);
}

/** An account is used up: what has a bar now is closed at its close, everything else at the next open it has. */
function closeAccount(portfolio: Portfolio, account: Account, now: f64): void {
  for (let k = 0, n = portfolio.count; k < n; k++) {
    const member = memberAt(portfolio, k);
    if (accountOf(member) != account) continue;
    const instrument = instrumentOf(member);
    instrument.bar = member.base + member.index;
    if (member.next == now) {
      closeOut(brokerOf(member), instrument, member.index);
      markMember(portfolio, member);
    } else if (instrument.quantity != 0) {
      instrument.leaving = 0;
      leave(instrument, exitLiquidation, -1, instrument.bar - 1);
      instrument.quiet = 0;
      member.event = member.index;
    }
  }
  portfolio.full = 1;
}

/** Nothing is entered any more, and where the portfolio says so everything held is left at the next open. */
function halt(portfolio: Portfolio, why: i32, flattens: bool, now: f64): void {
  const state = stateOf(portfolio);
  state.halted = why;
  wakeAll(portfolio);
  if (!flattens) return;
  for (let k = 0, n = portfolio.count; k < n; k++) {
    const member = memberAt(portfolio, k);
    const instrument = instrumentOf(member);
    if (instrument.quantity == 0) continue;
    leave(instrument, exitHalt, -1, member.base + member.index - i32(member.next != now));
  }
}

/** A new day (UTC) begins with the first bar that closes after its midnight. */
function startDay(portfolio: Portfolio, now: f64): void {
  const state = stateOf(portfolio);
  const day = Math.floor((now - 1) / 86400000);
  if (state.day == day) return;
  state.day = day;
  state.dayEquity = state.equity;
  if (state.halted != forTheDay) return;
  state.halted = 0;
  wakeAll(portfolio);
}

/** Whether a limit on what may be lost is reached; who had nothing to decide at this moment then has. */
function watch(portfolio: Portfolio, now: f64): void {
  const state = stateOf(portfolio);
  if (state.equity > state.peak) state.peak = state.equity;
  if (state.halted >= forGood) return;
  const falls = (state.peak - state.equity) / state.peak >= portfolio.drawdown;
  const loses = (state.dayEquity - state.equity) / state.dayEquity >= portfolio.dailyLoss;
  if (!falls && (!loses || state.halted != 0)) return;
  state.halts++;
  halt(portfolio, falls ? forGood : forTheDay, portfolio.flattens != 0, now);
  gather(portfolio, now);
  for (let k = 0; k < active; k++) {
    const member = activeAt(portfolio, k);
    member.opens = 0;
    instrumentOf(member).bar = member.base + member.index;
  }
}

/** Decisions at the close: all exits before any entry, so that what is left makes room. */
function decideAll(portfolio: Portfolio): void {
  for (let k = 0; k < active; k++) {
    const member = activeAt(portfolio, k);
    exitAtClose(brokerOf(member), instrumentOf(member), member.index);
  }
  if (active > 0) countStaying(portfolio);
  for (let k = 0; k < active; k++) {
    const member = activeAt(portfolio, k);
    enterAtClose(brokerOf(member), instrumentOf(member), member.index);
  }
}

/** Members whose data ends here. */
function endSome(portfolio: Portfolio, now: f64): void {
  let closed = false;
  for (let k = 0, n = portfolio.count; k < n; k++) {
    const member = memberAt(portfolio, k);
    if (member.ends == 0 || member.next != now || member.index + 1 < member.count) continue;
    const instrument = instrumentOf(member);
    instrument.bar = member.base + member.count;
    if (!endOfData(brokerOf(member), instrument, member.index, portfolio.closes != 0)) continue;
    markMember(portfolio, member);
    closed = true;
  }
  if (closed) value(portfolio, now);
}

/** On to each member's next bar. */
function advance(portfolio: Portfolio, now: f64): void {
  for (let k = 0; k < active; k++) {
    if (!hasRoom(brokerOf(activeAt(portfolio, k)))) portfolio.full = 1;
  }
  for (let k = 0, n = portfolio.count; k < n; k++) {
    const member = memberAt(portfolio, k);
    if (member.next != now) continue;
    const acted = member.event <= member.index;
    member.opens = 0;
    member.index++;
    seekTime(member);
    if (acted) seekEvent(member);
  }
}

/**
 * Goes on until the chunk is done, or until rows and records must be collected: then it gives 1, and is called again
 * once they are.
 */
export function portfolio_step(address: usize): i32 {
  const portfolio = changetype<Portfolio>(address);
  portfolio.full = 0;
  while (portfolio.full == 0 && portfolio.rows < portfolio.rowLimit) {
    let now: f64 = Infinity;
    for (let k = 0, n = portfolio.count; k < n; k++) now = min<f64>(now, memberAt(portfolio, k).next);
    if (now == Infinity) {
      endChunk(portfolio);
      return 0;
    }
    startDay(portfolio, now);
    gather(portfolio, now);
    if (active > 0) {
      open(portfolio);
      inside(portfolio);
    }
    markAll(portfolio, now);
    notePrices(portfolio, now);
    watch(portfolio, now);
    decideAll(portfolio);
    endSome(portfolio, now);
    advance(portfolio, now);
    portfolio.rows++;
  }
  return 1;
}

function endChunk(portfolio: Portfolio): void {
  for (let k = 0, n = portfolio.count; k < n; k++) {
    const member = memberAt(portfolio, k);
    instrumentOf(member).bar = member.base + member.count;
    member.count = 0;
    deepen(accountOf(member));
  }
}
