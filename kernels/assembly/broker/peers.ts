import {
  reasonExposure,
  reasonLimitedExposure,
  reasonNetExposure,
  reasonLimitedPerAsset,
  reasonNone,
  reasonPerAsset,
  reasonPerMarket,
  reasonPerStrategy,
  reasonPortfolioHalted,
  reasonPositions,
  reasonReserve,
} from "./codes";
import { Account, Broker, Instrument, Member, Portfolio, PortfolioState } from "./layout";
import { heldMargin } from "./margin";

// What one member of a portfolio must know of the others: what they are worth and bind where the account is shared, and
// how much room the limits leave. It is only asked for where something is about to be entered.

export function memberAt(portfolio: Portfolio, index: i32): Member {
  return changetype<Member>(portfolio.members + <usize>index * offsetof<Member>());
}

export function brokerOf(member: Member): Broker {
  return changetype<Broker>(member.broker);
}

export function instrumentOf(member: Member): Instrument {
  return changetype<Instrument>(brokerOf(member).instrument);
}

export function accountOf(member: Member): Account {
  return changetype<Account>(brokerOf(member).account);
}

/** The last price seen: the open of a bar under way, unless something was filled in it since. */
function lastPrice(member: Member, instrument: Instrument): f64 {
  if (member.opens == 0) return instrument.mark;
  const open = load<f64>(brokerOf(member).open + ((<usize>member.index) << 3));
  return open == open ? open : instrument.mark;
}

/** A fill is the last price seen of its market. */
export function notePrice(broker: Broker, price: f64): void {
  changetype<Instrument>(broker.instrument).mark = price;
  memberAt(changetype<Portfolio>(broker.portfolio), broker.member).opens = 0;
}

/** Money that a position binds. What one with a margin of its own has won or lost so far is part of that. */
function boundBy(broker: Broker, instrument: Instrument, price: f64): f64 {
  return broker.margined != 0
    ? heldMargin(broker, instrument) + instrument.quantity * (price - instrument.entryPrice)
    : abs(instrument.quantity * price) * (broker.marginRate - broker.taker);
}

/** Brings up to date what the account has in its other instruments. */
export function lookAround(broker: Broker): void {
  const portfolio = changetype<Portfolio>(broker.portfolio);
  if (portfolio.shared == 0) return;
  const account = changetype<Account>(broker.account);
  let elsewhere: f64 = 0;
  let bound: f64 = 0;
  for (let k = 0, n = portfolio.count; k < n; k++) {
    const member = memberAt(portfolio, k);
    const instrument = instrumentOf(member);
    if (k == broker.member || instrument.quantity == 0) continue;
    const other = brokerOf(member);
    const price = lastPrice(member, instrument);
    elsewhere += instrument.quantity * price;
    bound += boundBy(other, instrument, price);
  }
  account.elsewhere = elsewhere;
  account.boundElsewhere = bound;
}

/** Whether the portfolio lets nothing be entered at all. */
export function isPortfolioHalted(broker: Broker): bool {
  if (broker.portfolio == 0) return false;
  const portfolio = changetype<Portfolio>(broker.portfolio);
  return changetype<PortfolioState>(portfolio.state).halted != 0;
}

/** Whether one position more would be too many, when an entry is about to be filled. */
export function hasPlace(broker: Broker): bool {
  const portfolio = changetype<Portfolio>(broker.portfolio);
  if (portfolio.positionLimit == i32.MAX_VALUE) return true;
  if (changetype<Instrument>(broker.instrument).quantity != 0) return true;
  let held = 0;
  for (let k = 0, n = portfolio.count; k < n; k++) {
    if (instrumentOf(memberAt(portfolio, k)).quantity != 0) held++;
  }
  return held < portfolio.positionLimit;
}

/** The same of the positions in one asset. */
export function hasPlaceInAsset(broker: Broker): bool {
  const portfolio = changetype<Portfolio>(broker.portfolio);
  if (portfolio.assetLimit == i32.MAX_VALUE) return true;
  if (changetype<Instrument>(broker.instrument).quantity != 0) return true;
  const asset = memberAt(portfolio, broker.member).asset;
  let held = 0;
  for (let k = 0, n = portfolio.count; k < n; k++) {
    const member = memberAt(portfolio, k);
    if (member.asset == asset && instrumentOf(member).quantity != 0) held++;
  }
  return held < portfolio.assetLimit;
}

/** Set by `roomFor`: the limit that leaves the least room, and what all accounts are worth. */
export let narrowest: i32 = reasonNone;
export let wholeEquity: f64 = 0;

/**
 * Notional that the limits leave for an entry to `side` at `price` that pays `fee` of it, before its fixed fee. The fee
 * makes equity smaller, and with it what the limits allow: after the fill they hold exactly.
 */
export function roomFor(broker: Broker, price: f64, side: f64, fee: f64): f64 {
  const portfolio = changetype<Portfolio>(broker.portfolio);
  const own = memberAt(portfolio, broker.member);
  let equity: f64 = portfolio.shared != 0 ? accountOf(own).cash : portfolio.idle;
  let gross: f64 = 0;
  let net: f64 = 0;
  let inMarket: f64 = 0;
  let inStrategy: f64 = 0;
  let inAsset: f64 = 0;
  let bound: f64 = 0;
  for (let k = 0, n = portfolio.count; k < n; k++) {
    const member = memberAt(portfolio, k);
    const instrument = instrumentOf(member);
    if (portfolio.shared == 0) equity += accountOf(member).cash;
    if (instrument.quantity == 0) continue;
    const last = member == own ? price : lastPrice(member, instrument);
    const worth = instrument.quantity * last;
    if (portfolio.bindable != Infinity) bound += boundBy(brokerOf(member), instrument, last);
    if (member.asset == own.asset) inAsset += abs(worth);
    equity += worth;
    net += worth;
    gross += abs(worth);
    if (member.market == own.market) inMarket += abs(worth);
    if (member == own) inStrategy = abs(worth);
  }
  wholeEquity = equity;
  const left = equity - broker.fixed;
  narrowest = reasonNone;
  let room: f64 = Infinity;
  room = narrow(room, portfolio.exposure, left, gross, fee, reasonExposure);
  room = narrow(room, portfolio.netExposure, left, side * net, fee, reasonNetExposure);
  room = narrow(room, portfolio.perMarket, left, inMarket, fee, reasonPerMarket);
  room = narrow(room, portfolio.perStrategy, left, inStrategy, fee, reasonPerStrategy);
  room = narrow(room, portfolio.perAsset, left, inAsset, fee, reasonPerAsset);
  return narrow(room, portfolio.bindable, left, bound, fee, reasonReserve, broker.marginRate - broker.taker);
}

/** `weight`: how much of what is measured one unit of notional is. */
function narrow(room: f64, limit: f64, equity: f64, used: f64, fee: f64, reason: i32, weight: f64 = 1): f64 {
  if (limit == Infinity) return room;
  const left = (limit * equity - used) / (weight + limit * fee);
  if (left >= room) return room;
  narrowest = reason;
  return left;
}

/** Why an order is smaller than it was meant to be, after `roomFor`. */
export function reasonOfReduction(): i32 {
  if (narrowest >= reasonPerAsset) return reasonLimitedPerAsset + (narrowest - reasonPerAsset);
  return reasonLimitedExposure + (narrowest - reasonExposure);
}

/** Whether the next open finds a position here, or something that waits to become one. */
export function isCounted(instrument: Instrument): bool {
  // Before its first bar nothing of it is set, not even that it has no target.
  if (instrument.started == 0) return false;
  if (instrument.quantity != 0 && instrument.leaving == 0) return true;
  return instrument.pendingSide != 0 || instrument.pendingTarget == instrument.pendingTarget;
}

/** Counts what the next open will find: what is held and not about to be left, and what waits to be entered. */
export function countStaying(portfolio: Portfolio): void {
  let staying = 0;
  for (let k = 0, n = portfolio.count; k < n; k++) {
    const instrument = instrumentOf(memberAt(portfolio, k));
    if (isCounted(instrument)) staying++;
  }
  portfolio.staying = staying;
}

/** Why the portfolio takes no new entry at this close; none when it does. */
export function refusal(broker: Broker): i32 {
  const portfolio = changetype<Portfolio>(broker.portfolio);
  const instrument = changetype<Instrument>(broker.instrument);
  if (changetype<PortfolioState>(portfolio.state).halted != 0) return reasonPortfolioHalted;
  return !isCounted(instrument) && portfolio.staying >= portfolio.positionLimit ? reasonPositions : reasonNone;
}

/** A position will be left at the next open. */
export function noteLeaving(broker: Broker): void {
  if (broker.portfolio != 0) changetype<Portfolio>(broker.portfolio).staying--;
}

/** An entry has been decided; `counted` says whether the member had its place already. */
export function noteWaiting(broker: Broker, counted: bool): void {
  if (!counted) changetype<Portfolio>(broker.portfolio).staying++;
}
