import {
  exitRebalance,
  kindMarket,
  reasonAssetPositions,
  reasonBelowMinimum,
  reasonCooldown,
  reasonCorrelation,
  reasonNoPrice,
  reasonNone,
  reasonPortfolioHalted,
  reasonPositions,
  reasonReduced,
  reasonStopped,
  reasonTarget,
  slippageSquareRoot,
  statusFilled,
  statusPartlyFilled,
  statusRejected,
} from "./codes";
import { close } from "./fill";
import { isTooAlike } from "./likeness";
import { consume, fillable } from "./participation";
import { isHalted } from "./halt";
import { Account, Broker, Instrument } from "./layout";
import { updateLiquidation } from "./margin";
import { addCash, addFees, addSlippage } from "./money";
import { isTooSmall, marketPrice, toLot } from "./price";
import { recordOrder, recordSignal, timeAt } from "./record";
import {
  hasPlace,
  hasPlaceInAsset,
  isCounted,
  isPortfolioHalted,
  lookAround,
  narrowest,
  notePrice,
  noteWaiting,
  reasonOfReduction,
  refusal,
} from "./peers";
import { freeMoney, withinLimits } from "./size";
import { isStopped, isStoppedAtOpen } from "./switch";
import { equityAt } from "./worth";

// A target position: a share of equity to hold. What is held is one entry at its average price; every reduction is a
// trade against that price.

/** Shares of equity nearer than this are the same: what lies between them is rounding, not a wish. */
const same: f64 = 1e-9;

function mayNotGrow(broker: Broker, instrument: Instrument, index: i32): bool {
  if (isHalted(broker) || isStopped(broker, index) || instrument.bar < instrument.cooldownUntil) return true;
  return broker.portfolio != 0 && refusal(broker) != reasonNone;
}

/** At a close: whether the share held is far enough from the wanted one, or on the other side, to be traded. */
export function decideTarget(broker: Broker, index: i32): void {
  const account = changetype<Account>(broker.account);
  const instrument = changetype<Instrument>(broker.instrument);
  const wanted = load<f64>(broker.target + ((<usize>index) << 3));
  if (!(wanted == wanted) || account.bankrupt || instrument.bar < broker.first) return;
  const most = 1 / (broker.marginRate - broker.taker);
  let target = max<f64>(-most, min<f64>(most, wanted));
  const held = instrument.quantity;
  const share = held != 0 ? (held * instrument.mark) / (account.equity * broker.share) : 0;
  const crosses = share > 0 ? target <= 0 : share < 0 && target >= 0;
  const away = abs(target - share);
  if (away <= same || !(crosses || away >= broker.rebalance - same)) return;
  const grows = crosses ? target != 0 : abs(target) > abs(share);
  if (grows && mayNotGrow(broker, instrument, index)) {
    if (!crosses) return;
    target = 0;
  }
  if (broker.portfolio != 0) noteWaiting(broker, isCounted(instrument));
  const long = target != 0 ? target > 0 : share > 0;
  instrument.pendingTarget = target;
  instrument.pendingSignalBar = instrument.bar;
  recordSignal(broker, index, instrument.bar, !grows || target == 0, long, true, reasonTarget, 0);
}

function record(broker: Broker, index: i32, buys: bool, status: i32, reason: i32, quantity: f64, price: f64, fee: f64, slipped: f64): void {
  const instrument = changetype<Instrument>(broker.instrument);
  recordOrder(broker, index, instrument.bar, instrument.pendingSignalBar, buys, kindMarket, status, reason, quantity, price, fee, slipped);
  instrument.orders++;
  if (status == statusRejected) instrument.rejected++;
}

/**
 * Towards the share of equity that the last close asked for, as far as that gives money back; what is to grow waits for
 * `growToTarget`.
 */
export function reduceToTarget(broker: Broker, index: i32, open: f64): void {
  const account = changetype<Account>(broker.account);
  const instrument = changetype<Instrument>(broker.instrument);
  const target = instrument.pendingTarget;
  if (!(target == target)) return;
  if (broker.portfolio != 0) lookAround(broker);
  if (instrument.quantity * target <= 0 && instrument.quantity != 0) sell(broker, index, Infinity, open);
  instrument.pendingTarget = NaN;
  // What is left of the other side waits for the next bar, and with it what was to follow.
  if (instrument.quantity * target < 0) return;
  if (target == 0 || !(equityAt(account, instrument, open) > 0)) return;
  if (instrument.bar < instrument.cooldownUntil) {
    return record(broker, index, target > 0, statusRejected, reasonCooldown, 0, NaN, 0, 0);
  }
  const held = abs(instrument.quantity);
  const equity = equityAt(account, instrument, open) * broker.share;
  const wanted = (abs(target) * equity) / open;
  if (abs(wanted - held) * open <= same * equity) return;
  if (wanted > held) {
    instrument.pendingTarget = target;
    return;
  }
  const units = toLot(broker, held - wanted);
  if (!(units > 0)) return;
  if (isTooSmall(broker, units * open)) {
    return record(broker, index, target < 0, statusRejected, reasonBelowMinimum, units, NaN, 0, 0);
  }
  sell(broker, index, units, open);
}

function refuse(broker: Broker, index: i32, buys: bool, reason: i32, units: f64): void {
  record(broker, index, buys, statusRejected, reason, units, NaN, 0, 0);
}

/** Brings the position up to the share of equity that the last close asked for. */
export function growToTarget(broker: Broker, index: i32, open: f64): void {
  const instrument = changetype<Instrument>(broker.instrument);
  const target = instrument.pendingTarget;
  instrument.pendingTarget = NaN;
  if (!(target == target)) return;
  if (isStoppedAtOpen(broker, index)) return refuse(broker, index, target > 0, reasonStopped, 0);
  if (broker.portfolio != 0) {
    if (isPortfolioHalted(broker)) return refuse(broker, index, target > 0, reasonPortfolioHalted, 0);
    if (!hasPlace(broker)) return refuse(broker, index, target > 0, reasonPositions, 0);
    if (!hasPlaceInAsset(broker)) return refuse(broker, index, target > 0, reasonAssetPositions, 0);
    if (isTooAlike(broker, target > 0 ? 1 : -1)) return refuse(broker, index, target > 0, reasonCorrelation, 0);
    lookAround(broker);
  }
  buy(broker, index, target, open);
}

/** Less of the position, on whichever side it is. */
function sell(broker: Broker, index: i32, units: f64, open: f64): void {
  const instrument = changetype<Instrument>(broker.instrument);
  const bar = instrument.pendingSignalBar;
  close(broker, index, units, open, kindMarket, exitRebalance, reasonTarget, -1, bar, NaN);
}

/** More of the position, on whichever side it is, as far as the money goes. */
function buy(broker: Broker, index: i32, target: f64, open: f64): void {
  const account = changetype<Account>(broker.account);
  const instrument = changetype<Instrument>(broker.instrument);
  const side: f64 = target > 0 ? 1 : -1;
  const held = abs(instrument.quantity);
  let price = marketPrice(broker, index, open, side, 0);
  if (broker.slippageKind >= slippageSquareRoot) {
    const before = equityAt(account, instrument, price);
    const wanted = (abs(target) * before * broker.share) / price - held;
    const units = broker.participation > 0 ? fillable(broker, index, wanted) : wanted;
    price = marketPrice(broker, index, open, side, units);
  }
  if (!(price > 0)) return record(broker, index, side > 0, statusRejected, reasonNoPrice, 0, NaN, 0, 0);
  const equity = equityAt(account, instrument, price);
  const most = freeMoney(broker, equity, price) / (price * broker.marginRate);
  let units = (abs(target) * equity * broker.share) / price - held;
  let reason = reasonTarget;
  if (units > most) {
    units = most;
    reason = reasonReduced;
  }
  if (broker.portfolio != 0) {
    const within = withinLimits(broker, units, price, side, broker.taker);
    if (within == -1) return refuse(broker, index, side > 0, narrowest, units);
    if (within < units) reason = reasonOfReduction();
    units = within;
  }
  units = toLot(broker, units);
  if (!(units * price > same * equity)) return;
  if (isTooSmall(broker, units * price)) {
    return record(broker, index, side > 0, statusRejected, reasonBelowMinimum, units, NaN, 0, 0);
  }
  let status = statusFilled;
  if (broker.participation > 0) {
    const part = fillable(broker, index, units);
    if (!(part > 0)) return;
    if (part < units) status = statusPartlyFilled;
    units = part;
    consume(broker, units);
  }
  const fee = units * price * broker.taker + broker.fixed;
  const slipped = units * abs(price - open);
  addCash(account, instrument, -side * units * price - fee);
  addFees(account, fee);
  addSlippage(account, slipped);
  account.turnover += units * price;
  record(broker, index, side > 0, status, reason, units, price, fee, slipped);
  if (held == 0) {
    instrument.positions++;
    instrument.entryTime = timeAt(broker, index);
    instrument.entryBar = instrument.bar;
    instrument.signalBar = instrument.pendingSignalBar;
    instrument.entryRule = -1;
    instrument.entryPrice = price;
    instrument.entryFee = 0;
    instrument.entrySlippage = 0;
    instrument.realised = 0;
    instrument.funding = 0;
    instrument.borrow = 0;
    instrument.paidUntil = instrument.entryTime;
    instrument.highest = price;
    instrument.lowest = price;
    instrument.trailDistance = NaN;
  }
  instrument.entryPrice += ((price - instrument.entryPrice) * units) / (held + units);
  instrument.entryFee += fee;
  instrument.entrySlippage += slipped;
  instrument.quantity += side * units;
  instrument.fills++;
  updateLiquidation(broker, instrument);
  if (price > instrument.highest) instrument.highest = price;
  if (price < instrument.lowest) instrument.lowest = price;
  if (broker.portfolio != 0) notePrice(broker, open);
}
