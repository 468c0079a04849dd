import { nextLiquidation } from "./hazard";
import { extremeOf } from "./extremes";
import { Account, Broker, Extremes, Instrument } from "./layout";
import { isLiquidated } from "./margin";
import { equityAt } from "./worth";

/** Takes one close's equity into peak and trough. */
export function observe(account: Account, equity: f64): void {
  if (equity > account.peak) {
    deepen(account);
    account.peak = equity;
    account.trough = equity;
  } else if (equity < account.trough) account.trough = equity;
}

/**
 * Brings the deepest drawdown up to date. Between two peaks only the lowest equity counts, so that this need not be
 * done bar by bar, and when it is done does not show in the result.
 */
export function deepen(account: Account): void {
  const depth = (account.peak - account.trough) / account.peak;
  if (depth > account.maximumDrawdown) account.maximumDrawdown = depth;
}

function fill(column: usize, from: i32, to: i32, value: f64): void {
  if (column == 0) return;
  const pair = f64x2.splat(value);
  let at = column + ((<usize>from) << 3);
  const end = column + ((<usize>to) << 3);
  for (; at + 16 <= end; at += 16) v128.store(at, pair);
  if (at < end) store<f64>(at, value);
}

/** The last close that is a number, looking back from `to`; the old mark when there is none. */
function lastClose(broker: Broker, from: i32, to: i32, before: f64): f64 {
  for (let i = to - 1; i >= from; i--) {
    const price = load<f64>(broker.close + ((<usize>i) << 3));
    if (price == price) return price;
  }
  return before;
}

/** One held bar: excursion, equity, peak and drawdown. A close that is missing leaves the mark where it was. */
function markOne(broker: Broker, account: Account, instrument: Instrument, index: i32): void {
  const at = (<usize>index) << 3;
  const high = load<f64>(broker.high + at);
  const low = load<f64>(broker.low + at);
  const price = load<f64>(broker.close + at);
  if (high > instrument.highest) instrument.highest = high;
  if (low < instrument.lowest) instrument.lowest = low;
  if (price == price) instrument.mark = price;
  const equity = equityAt(account, instrument, instrument.mark);
  if (broker.equity != 0) store<f64>(broker.equity + at, equity);
  account.equity = equity;
  observe(account, equity);
}

// @ts-ignore: decorator
@inline
function smaller(pair: v128): f64 {
  return f64x2.extract_lane(f64x2.pmin(pair, v128.shuffle<i64>(pair, pair, 1, 0)), 0);
}

// @ts-ignore: decorator
@inline
function larger(pair: v128): f64 {
  return f64x2.extract_lane(f64x2.pmax(pair, v128.shuffle<i64>(pair, pair, 1, 0)), 0);
}

/** Marks [from, to) bar by bar; gives the bar after the last one, which is earlier when equity is used up. */
function markSingly(broker: Broker, account: Account, instrument: Instrument, from: i32, to: i32): i32 {
  for (let i = from; i < to; i++) {
    markOne(broker, account, instrument, i);
    if (account.equity <= 0) return i + 1;
  }
  return to;
}

/**
 * Marks a held position at the closes of [from, to), where nothing else happens; gives the bar after the last one that
 * was marked, which is earlier than `to` when equity is used up, or where `wary` when the
 * next one reaches the liquidation price. Four bars at a time while there is no new peak and no
 * price is missing; else bar by bar. The last four may take in bars once more: nothing changes by that between two peaks.
 */
function markHeld(broker: Broker, account: Account, instrument: Instrument, from: i32, to: i32, wary: bool): i32 {
  if (to - from < 4) return markSingly(broker, account, instrument, from, wary ? nextLiquidation(broker, instrument, from, to) : to);
  const cash = f64x2.splat(account.cash);
  const quantity = f64x2.splat(instrument.quantity);
  const zero = f64x2.splat(0);
  const peak = f64x2.splat(account.peak);
  const closes = broker.close;
  const highs = broker.high;
  const lows = broker.low;
  const equities = broker.equity;
  // Where the margin is used up; beyond all prices where there is no such place.
  const edge = wary ? instrument.liquidation : NaN;
  const long = instrument.quantity > 0;
  const floor = f64x2.splat(long && edge == edge ? edge : -Infinity);
  const ceiling = f64x2.splat(!long && edge == edge ? edge : Infinity);
  let trough = f64x2.splat(account.trough);
  let highest = f64x2.splat(instrument.highest);
  let lowest = f64x2.splat(instrument.lowest);
  let i = from;
  let plain = true;
  while (i < to) {
    const start = i + 4 <= to ? i : to - 4;
    const at = (<usize>start) << 3;
    const one = f64x2.add(cash, f64x2.mul(quantity, v128.load(closes + at)));
    const two = f64x2.add(cash, f64x2.mul(quantity, v128.load(closes + at + 16)));
    const below = v128.and(f64x2.le(one, peak), f64x2.le(two, peak));
    const above = v128.and(f64x2.gt(one, zero), f64x2.gt(two, zero));
    // In this order a missing high or low hides no other.
    const top = f64x2.pmax(f64x2.pmax(highest, v128.load(highs + at)), v128.load(highs + at + 16));
    const bottom = f64x2.pmin(f64x2.pmin(lowest, v128.load(lows + at)), v128.load(lows + at + 16));
    const within = v128.and(f64x2.lt(top, ceiling), f64x2.gt(bottom, floor));
    plain = i64x2.all_true(v128.and(v128.and(below, above), within));
    if (!plain) break;
    highest = top;
    lowest = bottom;
    trough = f64x2.pmin(trough, f64x2.pmin(one, two));
    if (equities != 0) {
      v128.store(equities + at, one);
      v128.store(equities + at + 16, two);
    }
    i = start + 4;
  }
  if (i > from) {
    account.trough = smaller(trough);
    instrument.highest = larger(highest);
    instrument.lowest = smaller(lowest);
    instrument.mark = load<f64>(closes + ((<usize>i) << 3) - 8);
    account.equity = equityAt(account, instrument, instrument.mark);
  }
  if (plain) return i;
  const next = i + 4 < to ? i + 4 : to;
  return markSingly(broker, account, instrument, i, wary ? nextLiquidation(broker, instrument, i, next) : next);
}

/**
 * Marks a held position at the closes of [from, to) without a look at each of them. What it is worth is highest and lowest
 * where the price is, since neither a product nor a sum is ever rounded past another. False, and nothing done, where
 * something happens in between: a new peak, equity used up, where `wary` the liquidation price.
 */
function markSpan(
  broker: Broker, account: Account, instrument: Instrument, from: i32, to: i32, wary: bool,
): bool {
  const extremes = changetype<Extremes>(broker.extremes);
  if (extremes.whole == 0) return false;
  const quantity = instrument.quantity;
  const long = quantity > 0;
  const closes = extremeOf(extremes, from, to, 0);
  const top = f64x2.extract_lane(closes, 0);
  const bottom = -f64x2.extract_lane(closes, 1);
  const best = account.cash + quantity * (long ? top : bottom);
  const worst = account.cash + quantity * (long ? bottom : top);
  if (!(best <= account.peak && worst > 0)) return false;
  const ends = extremeOf(extremes, from, to, 16);
  const high = f64x2.extract_lane(ends, 0);
  const low = -f64x2.extract_lane(ends, 1);
  if (wary && isLiquidated(instrument, high, low)) return false;
  if (worst < account.trough) account.trough = worst;
  if (high > instrument.highest) instrument.highest = high;
  if (low < instrument.lowest) instrument.lowest = low;
  instrument.mark = load<f64>(broker.close + ((<usize>to) << 3) - 8);
  account.equity = equityAt(account, instrument, instrument.mark);
  return true;
}

/**
 * Equity at the closes of [from, to) while position and cash stay as they are; gives how far it came. Where it is `wary`
 * it comes no further than to the bar that reaches the liquidation price.
 */
export function mark(broker: Broker, from: i32, to: i32, wary: bool = false): i32 {
  const account = changetype<Account>(broker.account);
  const instrument = changetype<Instrument>(broker.instrument);
  let done = from;
  if (instrument.quantity == 0) {
    done = to;
    instrument.mark = lastClose(broker, from, to, instrument.mark);
    account.equity = account.cash;
    observe(account, account.cash);
    fill(broker.equity, from, to, account.cash);
  } else {
    if (broker.extremes != 0 && markSpan(broker, account, instrument, from, to, wary)) done = to;
    while (done < to) {
      done = markHeld(broker, account, instrument, done, to, wary);
      if (account.equity <= 0) break;
      if (wary && done < to && nextLiquidation(broker, instrument, done, done + 1) == done) break;
    }
    instrument.exposedBars += done - from;
  }
  fill(broker.cash, from, done, account.cash);
  fill(broker.position, from, done, instrument.quantity);
  return done;
}

/** Equity of a bar once more, after a close-out at its close. */
export function remark(broker: Broker, index: i32): void {
  const account = changetype<Account>(broker.account);
  const at = (<usize>index) << 3;
  account.equity = account.cash;
  observe(account, account.cash);
  deepen(account);
  if (broker.equity != 0) store<f64>(broker.equity + at, account.cash);
  if (broker.cash != 0) store<f64>(broker.cash + at, account.cash);
  if (broker.position != 0) store<f64>(broker.position + at, 0);
}
