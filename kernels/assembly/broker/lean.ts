import { exitReverse, exitRule, kindMarket, reasonEntered, reasonExitRule, reasonInPosition, reasonNone, reasonNoSize, reasonReduced, reasonReverse, sizeEquity, sizeNotional, statusFilled } from "./codes";
import { decideEntry, decideExits, isTrue, leave, ruleStateAt, say } from "./decide";
import { enter } from "./fill";
import { Account, Broker, Buffer, EntryRule, Instrument, TradeRow } from "./layout";
import { bankruptcy, updateLiquidation } from "./margin";
import { addCash, addFees, addSlippage } from "./money";
import { enterAtOpen, exitAtOpen } from "./moment";
import { isTooSmall, marketPrice, toLot } from "./price";
import { recordOrder } from "./record";
import { equityAt } from "./worth";

// The same bars as in `moment.ts` for strategies that only enter and leave at the next open, one entry at a time: whoever
// binds says whether one does (`runtime/broker/lean.ts`). Everything here gives the same bits as the general path, and
// what is out of the ordinary is handed to it.

// @ts-ignore: decorator
@inline
function at(column: usize, index: i32): f64 {
  return load<f64>(column + ((<usize>index) << 3));
}

/** The whole position is left at the open. */
// @ts-ignore: decorator
@inline
function leaveLean(broker: Broker, account: Account, instrument: Instrument, index: i32, open: f64): void {
  const how = instrument.leaving - 1;
  const held = instrument.quantity;
  const side: f64 = held > 0 ? 1 : -1;
  const units = abs(held);
  const price = marketPrice(broker, index, open, -side, units);
  let fee = units * price * broker.taker + broker.fixed;
  const slipped = units * abs(price - open);
  if (broker.margined != 0) {
    const left = side * price - bankruptcy(broker, instrument, side);
    if (left < 0) return exitAtOpen(broker, instrument, index, open);
    fee = min<f64>(fee, units * left);
  }
  const notional = units * price;
  instrument.leaving = 0;
  addCash(account, instrument, side * notional - fee);
  addFees(account, fee);
  addSlippage(account, slipped);
  account.turnover += notional;
  if (changetype<Buffer>(broker.orders).wanted != 0) {
    recordOrder(
      broker, index, instrument.bar, instrument.leavingSignalBar, side < 0, kindMarket, statusFilled,
      how == exitReverse ? reasonReverse : reasonExitRule, units, price, fee, slipped,
    );
  }
  instrument.orders++;
  instrument.fills++;
  instrument.trades++;
  const entry = instrument.entryPrice;
  const fees = fee + instrument.entryFee;
  const result = instrument.realised + (side * (price - entry) * units - fees);
  instrument.realised = result;
  const trades = changetype<Buffer>(broker.trades);
  if (trades.wanted != 0) {
    const row = changetype<TradeRow>(trades.rows + <usize>trades.count * offsetof<TradeRow>());
    trades.count++;
    const up = (max<f64>(instrument.highest, price) - entry) / entry;
    const down = (min<f64>(instrument.lowest, price) - entry) / entry;
    row.quantity = units;
    row.entryTime = instrument.entryTime;
    row.entryPrice = entry;
    row.exitTime = at(broker.time, index);
    row.exitPrice = price;
    row.fees = fees;
    row.slippage = slipped + instrument.entrySlippage;
    row.funding = 0;
    row.borrow = 0;
    row.mae = side > 0 ? min<f64>(down, 0) : min<f64>(-up, 0);
    row.mfe = side > 0 ? max<f64>(up, 0) : max<f64>(-down, 0);
    row.stop = NaN;
    row.take = NaN;
    row.liquidation = instrument.liquidation;
    row.entryBar = instrument.entryBar;
    row.exitBar = instrument.bar;
    row.signalBar = instrument.signalBar;
    row.side = side > 0 ? 1 : -1;
    row.entryRule = instrument.entryRule;
    row.exitRule = instrument.leavingRule;
    row.exitReason = how;
    row.position = instrument.positions;
  }
  if (result < 0) instrument.losingStreak++;
  else instrument.losingStreak = 0;
  instrument.entryFee = 0;
  instrument.entrySlippage = 0;
  instrument.quantity = 0;
  instrument.liquidation = NaN;
}

/** The waiting entry is filled at the open, or handed on where it is not to be filled as it is. */
// @ts-ignore: decorator
@inline
function enterLean(broker: Broker, account: Account, instrument: Instrument, index: i32, open: f64): void {
  const side: f64 = instrument.pendingSide;
  const equity = equityAt(account, instrument, open);
  const price = marketPrice(broker, index, open, side, 0);
  const amount = instrument.pendingAmount;
  const own = equity * broker.share;
  let quantity = amount;
  if (broker.sizeKind == sizeEquity) quantity = (amount * own) / price;
  else if (broker.sizeKind == sizeNotional) quantity = amount / price;
  let reason = reasonEntered;
  const limit = broker.sizeLimit;
  if (limit > 0 && quantity * price > limit * own) {
    quantity = (limit * own) / price;
    reason = reasonReduced;
  }
  const money = equity - broker.fixed;
  const needed = quantity * price * broker.marginRate;
  const carried = needed <= money;
  quantity = toLot(broker, quantity);
  const notional = quantity * price;
  const ordinary =
    carried && equity > 0 && price > 0 && quantity > 0 && notional < Infinity && !isTooSmall(broker, notional);
  if (!ordinary) return enter(broker, index, open);
  const fee = notional * broker.taker + broker.fixed;
  const slipped = quantity * abs(price - open);
  addCash(account, instrument, -side * quantity * price - fee);
  addFees(account, fee);
  addSlippage(account, slipped);
  account.turnover += notional;
  instrument.orders++;
  if (changetype<Buffer>(broker.orders).wanted != 0) {
    recordOrder(
      broker, index, instrument.bar, instrument.pendingSignalBar, side > 0, kindMarket, statusFilled,
      reason, quantity, price, fee, slipped,
    );
  }
  const time = at(broker.time, index);
  instrument.positions++;
  instrument.quantity = side * quantity;
  instrument.initialQuantity = quantity;
  instrument.entryPrice = price;
  instrument.entryTime = time;
  instrument.entryFee = fee;
  instrument.entrySlippage = slipped;
  instrument.realised = 0;
  instrument.paidUntil = time;
  instrument.highest = price;
  instrument.lowest = price;
  instrument.entryBar = instrument.bar;
  instrument.signalBar = instrument.pendingSignalBar;
  instrument.entryRule = instrument.pendingRule;
  instrument.fills++;
  instrument.trailExtreme = price;
  instrument.trailDistance = NaN;
  instrument.pendingSide = 0;
  updateLiquidation(broker, instrument);
}

/** What waits for the open of a bar that has its prices. */
// @ts-ignore: decorator
@inline
export function openLean(broker: Broker, account: Account, instrument: Instrument, index: i32, open: f64): void {
  const how = instrument.leaving - 1;
  if (how > exitReverse) {
    exitAtOpen(broker, instrument, index, open);
    return enterAtOpen(broker, instrument, index, open);
  }
  if (how >= exitRule) leaveLean(broker, account, instrument, index, open);
  if (instrument.pendingSide != 0) enterLean(broker, account, instrument, index, open);
  if (instrument.quantity == 0) return;
  if (open > instrument.highest) instrument.highest = open;
  if (open < instrument.lowest) instrument.lowest = open;
}

/** Why no entry is ordered at this close; none when one is. Trading has begun, and nothing waits. */
// @ts-ignore: decorator
@inline
function decideLean(broker: Broker, instrument: Instrument, rule: EntryRule, k: i32, index: i32, said: i32): i32 {
  const position = instrument.quantity;
  const bar = instrument.bar;
  if (rule.side > 0 ? position > 0 : position < 0) return said == reasonEntered ? reasonEntered : reasonInPosition;
  if (position != 0) {
    if (broker.reverses == 0) return reasonInPosition;
    leave(instrument, exitReverse, k, bar);
  }
  const amount = broker.sizeAmount != 0 ? at(broker.sizeAmount, index) : NaN;
  if (!(amount > 0)) return reasonNoSize;
  instrument.pendingAmount = amount;
  instrument.pendingSide = rule.side;
  instrument.pendingRule = k;
  instrument.pendingSignalBar = bar;
  instrument.pendingAsked = bar;
  instrument.pendingUntil = i32.MAX_VALUE;
  return reasonNone;
}

/** Decisions at the close. The bar is over. */
// @ts-ignore: decorator
@inline
export function closeLean(broker: Broker, account: Account, instrument: Instrument, index: i32): void {
  if (broker.exitCount != 0) decideExits(broker, index);
  let retries = false;
  const begun = account.bankrupt == 0 && instrument.bar >= broker.first;
  for (let k = 0, n = broker.entryCount; k < n; k++) {
    const state = ruleStateAt(broker, k);
    const rule = changetype<EntryRule>(broker.entries + <usize>k * offsetof<EntryRule>());
    const truth = isTrue(rule.truths, index);
    state.truth = i32(truth);
    if (!truth) {
      state.said = reasonNone;
      continue;
    }
    const reason =
      begun && instrument.pendingSide == 0
        ? decideLean(broker, instrument, rule, k, index, state.said)
        : decideEntry(broker, account, instrument, k, index, state.said);
    if (reason == reasonNoSize) retries = true;
    say(broker, index, state, false, rule.side > 0, reason, reasonEntered, k);
  }
  instrument.quiet = i32(!retries && instrument.pendingSide == 0 && instrument.leaving == 0);
  instrument.bar++;
}
