import {
  afterAny,
  afterLoss,
  exitReverse,
  exitTake,
  kindMarket,
  kindTake,
  reasonBelowLot,
  reasonBelowMinimum,
  reasonCooldown,
  reasonEntered,
  reasonNoMoney,
  reasonNoSize,
  reasonReduced,
  reasonStopSide,
  reasonTakeSide,
  statusFilled,
  statusRejected,
} from "./codes";
import { Account, Broker, Buffer, EntryRule, Instrument, TakeState, TradeRow } from "./layout";
import { addCash, addFees, addSlippage } from "./money";
import { marketPrice, toLot, toTick } from "./price";
import { nextTrade, recordOrder, timeAt } from "./record";
import { quantityFor, wasReduced } from "./size";

export function takeAt(broker: Broker, index: i32): TakeState {
  return changetype<TakeState>(broker.takes + <usize>index * offsetof<TakeState>());
}

/** After the last part of a position is closed: count its result, start a cooldown. */
function positionEnded(broker: Broker, account: Account, instrument: Instrument): void {
  const result = instrument.realised;
  if (result < 0) account.losingStreak++;
  else account.losingStreak = 0;
  const after = broker.cooldownAfter;
  const applies = after == afterAny || (after == afterLoss ? result < 0 : result > 0);
  if (broker.cooldown > 0 && applies) account.cooldownUntil = account.bar + broker.cooldown;
  instrument.quantity = 0;
  instrument.isProtected = 0;
  instrument.expire = 0;
  instrument.takeCount = 0;
  instrument.stop = NaN;
}

/**
 * Closes `quantity` units at `reference`, the price before costs. `kind` and `ending` are codes; targets rest as limit
 * orders and pay the maker's fee, everything else takes.
 */
export function close(
  broker: Broker,
  index: i32,
  quantity: f64,
  reference: f64,
  kind: i32,
  ending: i32,
  reason: i32,
  rule: i32,
  signalBar: i32,
  take: f64,
): void {
  const account = changetype<Account>(broker.account);
  const instrument = changetype<Instrument>(broker.instrument);
  const side: f64 = instrument.quantity > 0 ? 1 : -1;
  const held = abs(instrument.quantity);
  const whole = quantity >= held;
  const units = whole ? held : quantity;
  const rests = ending == exitTake;
  const price = rests ? reference : marketPrice(broker, index, reference, -side);
  const notional = units * price;
  const fee = notional * (rests ? broker.maker : broker.taker) + broker.fixed;
  const slipped = rests ? 0 : units * abs(price - reference);
  addCash(account, side * notional - fee);
  addFees(account, fee);
  addSlippage(account, slipped);
  account.turnover += notional;
  const share = whole ? 1 : units / held;
  const entryFee = instrument.entryFee * share;
  const entrySlippage = instrument.entrySlippage * share;
  instrument.entryFee -= entryFee;
  instrument.entrySlippage -= entrySlippage;
  const gross = side * (price - instrument.entryPrice) * units;
  instrument.realised += gross - (fee + entryFee);
  recordOrder(
    broker,
    index,
    account.bar,
    signalBar,
    side < 0,
    kind,
    statusFilled,
    reason,
    units,
    price,
    fee,
    slipped,
  );
  account.orders++;
  recordTrade(
    broker,
    index,
    instrument,
    units,
    price,
    fee + entryFee,
    slipped + entrySlippage,
    take,
    ending,
    rule,
  );
  account.trades++;
  if (whole) positionEnded(broker, account, instrument);
  else instrument.quantity -= side * units;
}

function recordTrade(
  broker: Broker,
  index: i32,
  instrument: Instrument,
  units: f64,
  price: f64,
  fees: f64,
  slippage: f64,
  take: f64,
  ending: i32,
  rule: i32,
): void {
  if (changetype<Buffer>(broker.trades).wanted == 0) return;
  const row: TradeRow = nextTrade(broker);
  const long = instrument.quantity > 0;
  const entry = instrument.entryPrice;
  let highest = instrument.highest;
  let lowest = instrument.lowest;
  if (price > highest) highest = price;
  if (price < lowest) lowest = price;
  const up = (highest - entry) / entry;
  const down = (lowest - entry) / entry;
  row.quantity = units;
  row.entryTime = instrument.entryTime;
  row.entryPrice = entry;
  row.exitTime = timeAt(broker, index);
  row.exitPrice = price;
  row.fees = fees;
  row.slippage = slippage;
  row.funding = 0;
  row.mae = long ? min<f64>(down, 0) : min<f64>(-up, 0);
  row.mfe = long ? max<f64>(up, 0) : max<f64>(-down, 0);
  row.stop = instrument.stop;
  row.take = take;
  row.entryBar = instrument.entryBar;
  row.exitBar = changetype<Account>(broker.account).bar;
  row.signalBar = instrument.signalBar;
  row.side = long ? 1 : -1;
  row.entryRule = instrument.entryRule;
  row.exitRule = rule;
  row.exitReason = ending;
  row.spare = 0;
}

function reject(broker: Broker, index: i32, instrument: Instrument, reason: i32, quantity: f64): void {
  const account = changetype<Account>(broker.account);
  recordOrder(
    broker,
    index,
    account.bar,
    instrument.pendingSignalBar,
    instrument.pendingSide > 0,
    kindMarket,
    statusRejected,
    reason,
    quantity,
    NaN,
    0,
    0,
  );
  account.orders++;
  account.rejected++;
  instrument.pendingSide = 0;
}

/** Places the targets of the waiting entry; false when one is on the wrong side of the price. */
function placeTakes(broker: Broker, side: f64, price: f64, count: i32): bool {
  for (let k = 0; k < count; k++) {
    const take = takeAt(broker, k);
    take.level = toTick(broker, take.base + take.slope * price);
    take.portion = take.nextPortion;
    take.done = 0;
    if (!(side * (take.level - price) > 0)) return false;
  }
  return true;
}

/** Fills the waiting entry at the open, or rejects it with the reason. The position is flat. */
export function enter(broker: Broker, index: i32, open: f64): void {
  const account = changetype<Account>(broker.account);
  const instrument = changetype<Instrument>(broker.instrument);
  const side: f64 = instrument.pendingSide;
  const rule = changetype<EntryRule>(broker.entries + <usize>instrument.pendingRule * offsetof<EntryRule>());
  if (account.bar < account.cooldownUntil) return reject(broker, index, instrument, reasonCooldown, 0);
  if (!(account.cash > 0)) return reject(broker, index, instrument, reasonNoMoney, 0);
  const price = marketPrice(broker, index, open, side);
  let stop: f64 = NaN;
  if (rule.stopBase != 0) {
    stop = toTick(broker, instrument.pendingStopBase + instrument.pendingStopSlope * price);
    if (!(side * (price - stop) > 0)) return reject(broker, index, instrument, reasonStopSide, 0);
  }
  if (!placeTakes(broker, side, price, rule.takeCount))
    return reject(broker, index, instrument, reasonTakeSide, 0);
  const allowed = quantityFor(broker, instrument.pendingAmount, price, stop);
  const reduced = wasReduced;
  if (allowed == -1) return reject(broker, index, instrument, reasonNoMoney, 0);
  if (!(allowed > 0) || allowed == Infinity) return reject(broker, index, instrument, reasonNoSize, 0);
  const quantity = toLot(broker, allowed);
  if (!(quantity > 0)) return reject(broker, index, instrument, reasonBelowLot, allowed);
  if (quantity * price < broker.minimumNotional) {
    return reject(broker, index, instrument, reasonBelowMinimum, quantity);
  }
  const fee = quantity * price * broker.taker + broker.fixed;
  const slipped = quantity * abs(price - open);
  addCash(account, -side * quantity * price - fee);
  addFees(account, fee);
  addSlippage(account, slipped);
  account.turnover += quantity * price;
  account.orders++;
  recordOrder(
    broker,
    index,
    account.bar,
    instrument.pendingSignalBar,
    side > 0,
    kindMarket,
    statusFilled,
    reduced ? reasonReduced : reasonEntered,
    quantity,
    price,
    fee,
    slipped,
  );
  openPosition(broker, index, instrument, rule, side * quantity, price, stop, fee, slipped);
}

function openPosition(
  broker: Broker,
  index: i32,
  instrument: Instrument,
  rule: EntryRule,
  quantity: f64,
  price: f64,
  stop: f64,
  fee: f64,
  slipped: f64,
): void {
  const trails = rule.trailDistance != 0;
  instrument.quantity = quantity;
  instrument.initialQuantity = abs(quantity);
  instrument.entryPrice = price;
  instrument.entryTime = timeAt(broker, index);
  instrument.entryFee = fee;
  instrument.entrySlippage = slipped;
  instrument.realised = 0;
  instrument.highest = price;
  instrument.lowest = price;
  instrument.stop = stop;
  instrument.trailDistance = trails ? instrument.pendingTrailDistance : NaN;
  instrument.trailAfter = trails ? instrument.pendingTrailAfter : 0;
  instrument.trailExtreme = price;
  instrument.entryBar = changetype<Account>(broker.account).bar;
  instrument.signalBar = instrument.pendingSignalBar;
  instrument.entryRule = instrument.pendingRule;
  instrument.expire = rule.expire;
  instrument.takeCount = rule.takeCount;
  instrument.isProtected = i32(trails || rule.stopBase != 0 || rule.takeCount > 0);
  instrument.pendingSide = 0;
}
