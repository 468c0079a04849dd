import {
  afterAny,
  afterLoss,
  exitLiquidation,
  exitTake,
  kindMarket,
  kindStopEntry,
  kindStopLimit,
  reasonAssetPositions,
  reasonBelowLot,
  reasonBelowMinimum,
  reasonCooldown,
  reasonCorrelation,
  reasonEntered,
  reasonEntriesOfDay,
  reasonLeftFirst,
  reasonNoMoney,
  reasonNoPrice,
  reasonNoEdge,
  reasonNoSize,
  reasonPortfolioHalted,
  reasonPositionOver,
  reasonPositions,
  reasonReduced,
  reasonStopSide,
  reasonTakeSide,
  statusCancelled,
  slippageSquareRoot,
  statusFilled,
  statusPartlyFilled,
  sizeKelly,
  statusRejected,
} from "./codes";
import { noteOutcome } from "./kelly";
import { placeMoves } from "./move";
import { consume, fillable, isBound, rounding } from "./participation";
import { trigger, waitsForBetter } from "./trigger";
import { Account, Broker, EntryRule, Instrument, TakeState } from "./layout";
import { addLot, averagePrice, dropLots, growLot, lotAt } from "./lots";
import { bankruptcy, updateLiquidation } from "./margin";
import { addCash, addFees, addSlippage } from "./money";
import { isTooAlike } from "./likeness";
import { hasPlace, hasPlaceInAsset, isPortfolioHalted, lookAround, narrowest, notePrice, reasonOfReduction } from "./peers";
import { isTooSmall, marketPrice, toLot, toTick } from "./price";
import { recordOrder, recordTrade, timeAt } from "./record";
import { quantityFor, wasReduced, withinLimits } from "./size";
import { equityAt } from "./worth";

export function takeAt(broker: Broker, index: i32): TakeState {
  return changetype<TakeState>(broker.takes + <usize>index * offsetof<TakeState>());
}

/** The waiting entry comes to nothing. */
export function dropEntry(broker: Broker, index: i32, status: i32, reason: i32, quantity: f64): void {
  const instrument = changetype<Instrument>(broker.instrument);
  recordOrder(
    broker,
    index,
    instrument.bar,
    instrument.pendingSignalBar,
    instrument.pendingSide > 0,
    instrument.pendingKind,
    status,
    reason,
    quantity,
    NaN,
    0,
    0,
  );
  instrument.orders++;
  if (status == statusRejected) instrument.rejected++;
  instrument.pendingSide = 0;
  instrument.pendingLeft = 0;
}

/** After the last part of a position is closed: count its result, start a cooldown. */
function positionEnded(broker: Broker, instrument: Instrument): void {
  const result = instrument.realised;
  if (broker.sizeKind == sizeKelly) noteOutcome(instrument);
  if (result < 0) instrument.losingStreak++;
  else instrument.losingStreak = 0;
  const after = broker.cooldownAfter;
  const applies = after == afterAny || (after == afterLoss ? result < 0 : result > 0);
  if (broker.cooldown > 0 && applies) instrument.cooldownUntil = instrument.bar + broker.cooldown;
  instrument.quantity = 0;
  instrument.isProtected = 0;
  instrument.expire = 0;
  instrument.takeCount = 0;
  instrument.moveCount = 0;
  instrument.lotCount = 0;
  instrument.stop = NaN;
  instrument.liquidation = NaN;
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
  let whole = quantity >= held;
  let units = whole ? held : quantity;
  let status = statusFilled;
  if (isBound(broker, ending)) {
    const wanted = units;
    units = fillable(broker, index, wanted);
    if (!(units > 0)) return;
    consume(broker, units);
    if (units < wanted) status = statusPartlyFilled;
    whole = units >= held * (1 - rounding);
    if (whole) units = held;
  }
  const rests = ending == exitTake;
  let price = rests ? reference : marketPrice(broker, index, reference, -side, units);
  let rate = rests ? broker.maker : broker.taker;
  if (ending == exitLiquidation) rate += broker.liquidationFee;
  let fee = units * price * rate + broker.fixed;
  let slipped = rests ? 0 : units * abs(price - reference);
  if (broker.margined != 0) {
    // More than the margin is not lost: what a fill beyond it would cost the venue bears.
    const last = bankruptcy(broker, instrument, side);
    if (side * price < last) {
      price = side * last;
      fee = 0;
      slipped = max<f64>(0, units * (side * reference - last));
    } else fee = min<f64>(fee, units * (side * price - last));
  }
  const notional = units * price;
  addCash(account, instrument, side * notional - fee);
  addFees(account, fee);
  addSlippage(account, slipped);
  account.turnover += notional;
  recordOrder(
    broker,
    index,
    instrument.bar,
    signalBar,
    side < 0,
    kind,
    status,
    reason,
    units,
    price,
    fee,
    slipped,
  );
  instrument.orders++;
  if (broker.portfolio != 0) notePrice(broker, reference);
  instrument.fills++;
  if (broker.lotLimit > 1) closeLots(broker, index, whole, units, price, fee, slipped, take, ending, rule);
  else closePart(broker, index, instrument, whole ? 1 : units / held, units, price, fee, slipped, take, ending, rule);
  if (instrument.pendingLeft > 0) {
    dropEntry(broker, index, statusCancelled, reasonLeftFirst, instrument.pendingLeft);
  }
  if (!whole) {
    instrument.quantity -= side * units;
    updateLiquidation(broker, instrument);
    return;
  }
  const adds = instrument.pendingSide != 0 && instrument.pendingKind != kindMarket;
  if (adds && (instrument.pendingSide > 0) == side > 0) {
    dropEntry(broker, index, statusCancelled, reasonPositionOver, 0);
  }
  positionEnded(broker, instrument);
}

/** The trade of a position that is one entry: `share` of what is held. */
function closePart(
  broker: Broker,
  index: i32,
  instrument: Instrument,
  share: f64,
  units: f64,
  price: f64,
  fee: f64,
  slipped: f64,
  take: f64,
  ending: i32,
  rule: i32,
): void {
  const side: f64 = instrument.quantity > 0 ? 1 : -1;
  const entryFee = instrument.entryFee * share;
  const entrySlippage = instrument.entrySlippage * share;
  instrument.entryFee -= entryFee;
  instrument.entrySlippage -= entrySlippage;
  const funding = instrument.funding * share;
  const borrow = instrument.borrow * share;
  instrument.funding -= funding;
  instrument.borrow -= borrow;
  instrument.realised += side * (price - instrument.entryPrice) * units - (fee + entryFee) - (funding + borrow);
  changetype<Instrument>(broker.instrument).trades++;
  const row = recordTrade(broker, index, instrument.entryPrice, instrument.highest, instrument.lowest, price, side);
  if (row == null) return;
  row.quantity = units;
  row.entryTime = instrument.entryTime;
  row.fees = fee + entryFee;
  row.slippage = slipped + entrySlippage;
  row.funding = funding;
  row.borrow = borrow;
  row.liquidation = instrument.liquidation;
  row.stop = instrument.stop;
  row.take = take;
  row.entryBar = instrument.entryBar;
  row.signalBar = instrument.signalBar;
  row.entryRule = instrument.entryRule;
  row.exitRule = rule;
  row.exitReason = ending;
}

/** The trades of a position of several entries: the oldest is closed first. */
function closeLots(
  broker: Broker,
  index: i32,
  whole: bool,
  units: f64,
  price: f64,
  fee: f64,
  slipped: f64,
  take: f64,
  ending: i32,
  rule: i32,
): void {
  const instrument = changetype<Instrument>(broker.instrument);
  const side: f64 = instrument.quantity > 0 ? 1 : -1;
  let left = units;
  let done = 0;
  for (let k = 0, n = instrument.lotCount; k < n && (whole || left > 0); k++) {
    const lot = lotAt(broker, k);
    // What rounding leaves of an entry is not left.
    const all = whole || left >= lot.quantity * (1 - 1e-9);
    const part = all ? lot.quantity : left;
    const share = all ? 1 : part / lot.quantity;
    const entryFee = lot.fee * share;
    const entrySlippage = lot.slippage * share;
    const funding = lot.funding * share;
    const borrow = lot.borrow * share;
    instrument.funding -= funding;
    instrument.borrow -= borrow;
    const exitFee = fee * (part / units);
    const highest = max<f64>(lot.highest, instrument.highest);
    const lowest = min<f64>(lot.lowest, instrument.lowest);
    instrument.realised += side * (price - lot.price) * part - (exitFee + entryFee) - (funding + borrow);
    changetype<Instrument>(broker.instrument).trades++;
    const row = recordTrade(broker, index, lot.price, highest, lowest, price, side);
    if (row != null) {
      row.quantity = part;
      row.entryTime = lot.time;
      row.fees = exitFee + entryFee;
      row.slippage = slipped * (part / units) + entrySlippage;
      row.funding = funding;
      row.borrow = borrow;
      row.liquidation = instrument.liquidation;
      row.stop = instrument.stop;
      row.take = take;
      row.entryBar = lot.bar;
      row.signalBar = lot.signalBar;
      row.entryRule = lot.rule;
      row.exitRule = rule;
      row.exitReason = ending;
    }
    left -= part;
    if (all) done++;
    else {
      lot.quantity -= part;
      lot.fee -= entryFee;
      lot.slippage -= entrySlippage;
      lot.funding -= funding;
      lot.borrow -= borrow;
    }
  }
  if (!whole) dropLots(broker, instrument, done);
}

/** Whether every target of the waiting entry lies on the far side of `price` when `entry` is the price paid. */
function takesFit(broker: Broker, side: f64, entry: f64, price: f64, count: i32): bool {
  for (let k = 0; k < count; k++) {
    const take = takeAt(broker, k);
    if (!(side * (toTick(broker, take.base + take.slope * entry) - price) > 0)) return false;
  }
  return true;
}

/** Places the targets of the waiting entry. */
function placeTakes(broker: Broker, entry: f64, count: i32): void {
  for (let k = 0; k < count; k++) {
    const take = takeAt(broker, k);
    take.level = toTick(broker, take.base + take.slope * entry);
    take.portion = take.nextPortion;
    take.left = 0;
    take.done = 0;
  }
}

/** What is not to be filled: rejected, or where a part was filled already the rest of it cancelled. */
export function reject(broker: Broker, index: i32, reason: i32, quantity: f64): void {
  const left = changetype<Instrument>(broker.instrument).pendingLeft;
  if (left > 0) dropEntry(broker, index, statusCancelled, reason, left);
  else dropEntry(broker, index, statusRejected, reason, quantity);
}

/**
 * The price of a taking entry where that depends on how much it is: what would be bought at the price before is what
 * moves it.
 */
function priceOfSize(broker: Broker, index: i32, reference: f64, side: f64, rule: EntryRule): f64 {
  const instrument = changetype<Instrument>(broker.instrument);
  const price = marketPrice(broker, index, reference, side, 0);
  let units = instrument.pendingLeft;
  if (units == 0) {
    const stop = instrument.pendingStopBase + instrument.pendingStopSlope * price;
    units = quantityFor(broker, instrument.pendingAmount, price, rule.stopBase != 0 ? toTick(broker, stop) : NaN, false);
    if (!(units > 0)) return price;
    units = toLot(broker, units);
  }
  if (broker.participation > 0) units = fillable(broker, index, units);
  return marketPrice(broker, index, reference, side, units);
}

/** Whether as many entries were filled on the bar's day (UTC) as may be; a new day begins with none. */
function isDayUsedUp(broker: Broker, instrument: Instrument, index: i32): bool {
  const day = Math.floor(timeAt(broker, index) / 86400000);
  if (instrument.entryDay != day) {
    instrument.entryDay = day;
    instrument.entriesOfDay = 0;
  }
  return instrument.entriesOfDay >= broker.dayLimit;
}

/**
 * Fills the waiting entry at `reference`, or rejects it with the reason. The position is flat, or of the same side and
 * grows. A limit pays the maker's fee and nothing for slippage.
 */
export function enter(broker: Broker, index: i32, reference: f64): void {
  const account = changetype<Account>(broker.account);
  const instrument = changetype<Instrument>(broker.instrument);
  const side: f64 = instrument.pendingSide;
  const rule = changetype<EntryRule>(broker.entries + <usize>instrument.pendingRule * offsetof<EntryRule>());
  if (instrument.bar < instrument.cooldownUntil) return reject(broker, index, reasonCooldown, 0);
  const continues = instrument.pendingLeft > 0;
  if (broker.dayLimit != 0 && !continues && isDayUsedUp(broker, instrument, index)) {
    return reject(broker, index, reasonEntriesOfDay, 0);
  }
  if (broker.portfolio != 0) {
    if (isPortfolioHalted(broker)) return reject(broker, index, reasonPortfolioHalted, 0);
    if (!hasPlace(broker)) return reject(broker, index, reasonPositions, 0);
    if (!hasPlaceInAsset(broker)) return reject(broker, index, reasonAssetPositions, 0);
    if (isTooAlike(broker, side)) return reject(broker, index, reasonCorrelation, 0);
    lookAround(broker);
  }
  if (!(equityAt(account, instrument, reference) > 0)) return reject(broker, index, reasonNoMoney, 0);
  const rests = waitsForBetter(instrument);
  const byVolume = broker.slippageKind >= slippageSquareRoot;
  let price = reference;
  if (!rests) {
    price = byVolume
      ? priceOfSize(broker, index, reference, side, rule)
      : marketPrice(broker, index, reference, side, 0);
  }
  // Nobody pays more than the limit says, slippage or not.
  if (instrument.pendingKind == kindStopLimit && side * price > side * instrument.pendingLimit) {
    price = instrument.pendingLimit;
  }
  if (!(price > 0)) return reject(broker, index, reasonNoPrice, 0);
  let stop: f64 = NaN;
  if (rule.stopBase != 0) {
    stop = toTick(broker, instrument.pendingStopBase + instrument.pendingStopSlope * price);
    if (!(side * (price - stop) > 0)) return reject(broker, index, reasonStopSide, 0);
  }
  if (!takesFit(broker, side, price, price, rule.takeCount)) return reject(broker, index, reasonTakeSide, 0);
  let allowed = quantityFor(broker, instrument.pendingAmount, price, stop, rests);
  let reason = wasReduced ? reasonReduced : reasonEntered;
  if (allowed == -1) return reject(broker, index, reasonNoMoney, 0);
  if (allowed == 0 && broker.sizeKind == sizeKelly) return reject(broker, index, reasonNoEdge, 0);
  if (!(allowed > 0) || allowed == Infinity) return reject(broker, index, reasonNoSize, 0);
  if (broker.portfolio != 0) {
    const within = withinLimits(broker, allowed, price, side, rests ? broker.maker : broker.taker);
    if (within == -1) return reject(broker, index, narrowest, allowed);
    if (within < allowed) reason = reasonOfReduction();
    allowed = within;
  }
  let quantity = toLot(broker, allowed);
  if (continues) quantity = min<f64>(instrument.pendingLeft, quantity);
  if (!(quantity > 0)) return reject(broker, index, reasonBelowLot, allowed);
  if (!continues && isTooSmall(broker, quantity * price)) return reject(broker, index, reasonBelowMinimum, quantity);
  let left: f64 = 0;
  if (broker.participation > 0) {
    const part = fillable(broker, index, quantity);
    // Nothing of it is traded in this bar: it waits for the next one.
    if (!(part > 0)) return;
    left = (continues ? instrument.pendingLeft : quantity) - part;
    if (left <= rounding * part) left = 0;
    quantity = part;
  }
  let entry = price;
  const held = abs(instrument.quantity);
  if (held > 0) {
    entry = averagePrice(broker, instrument, quantity, price);
    if (rule.stopBase != 0) {
      stop = toTick(broker, instrument.pendingStopBase + instrument.pendingStopSlope * entry);
      if (!(side * (price - stop) > 0)) return reject(broker, index, reasonStopSide, 0);
    }
    if (!takesFit(broker, side, entry, price, rule.takeCount)) return reject(broker, index, reasonTakeSide, 0);
  }
  if (broker.participation > 0) consume(broker, quantity);
  placeTakes(broker, entry, rule.takeCount);
  const fee = quantity * price * (rests ? broker.maker : broker.taker) + broker.fixed;
  const slipped = rests ? 0 : quantity * abs(price - reference);
  addCash(account, instrument, -side * quantity * price - fee);
  addFees(account, fee);
  addSlippage(account, slipped);
  account.turnover += quantity * price;
  instrument.orders++;
  recordOrder(
    broker,
    index,
    instrument.bar,
    instrument.pendingSignalBar,
    side > 0,
    instrument.pendingKind,
    left > 0 ? statusPartlyFilled : statusFilled,
    reason,
    quantity,
    price,
    fee,
    slipped,
  );
  if (broker.dayLimit != 0 && !continues) instrument.entriesOfDay++;
  if (continues) growLot(broker, instrument, quantity, price, fee, slipped);
  else if (broker.lotLimit > 1) addLot(broker, index, instrument, instrument.bar, quantity, price, fee, slipped);
  if (continues) continuePosition(instrument, side * quantity, entry, price, fee, slipped);
  else if (held > 0) growPosition(instrument, side * quantity, entry);
  else openPosition(broker, index, instrument, side * quantity, price, fee, slipped);
  if (broker.sizeKind == sizeKelly) instrument.invested += quantity * price;
  placeMoves(broker, instrument, rule, entry);
  instrument.fills++;
  updateLiquidation(broker, instrument);
  const kind = instrument.pendingKind;
  protectPosition(instrument, rule, side, price, stop);
  instrument.pendingLeft = left;
  if (left > 0) goOn(instrument, side, kind);
  if (broker.portfolio != 0) notePrice(broker, reference);
}

function openPosition(
  broker: Broker,
  index: i32,
  instrument: Instrument,
  quantity: f64,
  price: f64,
  fee: f64,
  slipped: f64,
): void {
  instrument.positions++;
  instrument.invested = 0;
  instrument.quantity = quantity;
  instrument.initialQuantity = abs(quantity);
  instrument.entryPrice = price;
  instrument.entryTime = timeAt(broker, index);
  instrument.entryFee = fee;
  instrument.entrySlippage = slipped;
  instrument.realised = 0;
  instrument.funding = 0;
  instrument.borrow = 0;
  instrument.paidUntil = instrument.entryTime;
  instrument.highest = price;
  instrument.lowest = price;
  instrument.isFollowed = 0;
  instrument.entryBar = changetype<Instrument>(broker.instrument).bar;
  instrument.signalBar = instrument.pendingSignalBar;
  instrument.entryRule = instrument.pendingRule;
}

/** What is left of an entry goes on: a limit where it rests, everything else at the next open. */
function goOn(instrument: Instrument, side: f64, kind: i32): void {
  instrument.pendingSide = side > 0 ? 1 : -1;
  if (kind == kindStopLimit && instrument.pendingTriggered == 0) trigger(instrument);
  if (kind == kindStopEntry) instrument.pendingTriggered = 2;
}

/** More of the same entry: its price is the average of its parts, and it is as old as the first of them. */
function continuePosition(
  instrument: Instrument,
  quantity: f64,
  entry: f64,
  price: f64,
  fee: f64,
  slipped: f64,
): void {
  instrument.quantity += quantity;
  instrument.initialQuantity = abs(instrument.quantity);
  instrument.entryPrice = entry;
  instrument.entryFee += fee;
  instrument.entrySlippage += slipped;
  if (price > instrument.highest) instrument.highest = price;
  if (price < instrument.lowest) instrument.lowest = price;
}

/** One entry more: the position is worth its average price, and its prices are seen from the new entry on. */
function growPosition(instrument: Instrument, quantity: f64, entry: f64): void {
  instrument.quantity += quantity;
  instrument.initialQuantity = abs(instrument.quantity);
  instrument.entryPrice = entry;
  // What it cost is a price that only the new entry has seen.
  instrument.highest = -Infinity;
  instrument.lowest = Infinity;
  instrument.signalBar = instrument.pendingSignalBar;
}

/** The entry's protections stand for the whole position; those of earlier entries are gone. */
function protectPosition(instrument: Instrument, rule: EntryRule, side: f64, price: f64, stop: f64): void {
  const trails = rule.trailDistance != 0;
  instrument.stop = stop;
  // What a trailing stop has followed so far it does not give up.
  const followed = instrument.isFollowed != 0;
  if (!followed || side * price > side * instrument.trailExtreme) instrument.trailExtreme = price;
  const entry = instrument.entryPrice;
  instrument.trailDistance = trails ? instrument.pendingTrailDistance + instrument.pendingTrailSlope * entry : NaN;
  instrument.trailAfter = trails ? instrument.pendingTrailAfter + instrument.pendingTrailAfterSlope * entry : 0;
  instrument.trailShare = rule.trailShare;
  instrument.isFollowed = i32(trails || rule.moveCount > 0);
  instrument.expire = rule.expire;
  instrument.takeCount = rule.takeCount;
  instrument.isProtected = i32(trails || rule.stopBase != 0 || rule.takeCount > 0 || rule.moveCount > 0);
  instrument.pendingSide = 0;
}
