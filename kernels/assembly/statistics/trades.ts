import { OrderRow, TradeRow } from "../broker/layout";
import { statusRejected } from "../broker/codes";
import { OpenTrip, Outcome, TradeSums } from "./layout";

/** What a Neumaier sum that becomes `total` by adding `value` owes. */
// @ts-ignore: decorator
@inline
function owed(sum: f64, value: f64, total: f64): f64 {
  return abs<f64>(sum) >= abs<f64>(value) ? sum - total + value : value - total + sum;
}

function addOutcome(outcome: Outcome, profit: f64, bars: i32): void {
  const size = abs<f64>(profit);
  outcome.count++;
  outcome.bars += bars;
  outcome.largest = max<f64>(outcome.largest, size);
  const sum = outcome.sum + size;
  outcome.sumError += owed(outcome.sum, size, sum);
  outcome.sum = sum;
  outcome.streak++;
  if (outcome.streak > outcome.longestStreak) outcome.longestStreak = outcome.streak;
}

function addSums(
  s: TradeSums, profit: f64, fees: f64, slippage: f64, funding: f64, borrow: f64, traded: f64,
): void {
  const profits = s.profit + profit;
  s.profitError += owed(s.profit, profit, profits);
  s.profit = profits;
  const allFees = s.fees + fees;
  s.feesError += owed(s.fees, fees, allFees);
  s.fees = allFees;
  const slippages = s.slippage + slippage;
  s.slippageError += owed(s.slippage, slippage, slippages);
  s.slippage = slippages;
  const fundings = s.funding + funding;
  s.fundingError += owed(s.funding, funding, fundings);
  s.funding = fundings;
  const borrows = s.borrow + borrow;
  s.borrowError += owed(s.borrow, borrow, borrows);
  s.borrow = borrows;
  const notional = s.traded + traded;
  s.tradedError += owed(s.traded, traded, notional);
  s.traded = notional;
}

/** Welford 1962. */
function addRatios(s: TradeSums, profit: f64, change: f64, risk: f64): void {
  const count = <f64>s.count;
  const beyond = profit - s.profitMean;
  s.profitMean += beyond / count;
  s.profitM2 += beyond * (profit - s.profitMean);
  const before = change - s.returnMean;
  s.returnMean += before / count;
  s.returnM2 += before * (change - s.returnMean);
  if (!(risk > 0)) return;
  s.multiples++;
  const multiple = profit / risk;
  const apart = multiple - s.multipleMean;
  s.multipleMean += apart / <f64>s.multiples;
  s.multipleM2 += apart * (multiple - s.multipleMean);
}

/** Of the outcomes at an address: those of all trades, of the long and of the short ones, side by side. */
// @ts-ignore: decorator
@inline
function outcomesOf(address: usize, side: i32): Outcome {
  return changetype<Outcome>(address + <usize>side * offsetof<Outcome>());
}

function addTrip(
  s: TradeSums, wins: usize, losses: usize, long: bool, signalBar: i32, bars: i32, profit: f64, change: f64,
  risk: f64, mae: f64, mfe: f64,
): void {
  s.count++;
  s.longs += i32(long);
  if (signalBar < s.mature) s.early++;
  const side: i32 = long ? 1 : 2;
  for (let k = 0; k <= side; k += side) {
    const won = outcomesOf(wins, k);
    const lost = outcomesOf(losses, k);
    if (profit > 0) addOutcome(won, profit, bars);
    else won.streak = 0;
    if (profit < 0) addOutcome(lost, profit, bars);
    else lost.streak = 0;
  }
  addRatios(s, profit, change, risk);
  s.bars += bars;
  if (bars > s.longestBars) s.longestBars = bars;
  s.mae += mae;
  s.mfe += mfe;
  s.worstMae = min<f64>(s.worstMae, mae);
  s.bestMfe = max<f64>(s.bestMfe, mfe);
}

/** Adds a closed round trip. `risk` is what it would have lost at its first stop; NaN or 0: there was none. */
export function statistics_trade(
  address: usize, wins: usize, losses: usize, long: i32, signalBar: i32, bars: i32, profit: f64, change: f64,
  fees: f64, slippage: f64, funding: f64, borrow: f64, traded: f64, risk: f64, mae: f64, mfe: f64,
): void {
  const s = changetype<TradeSums>(address);
  s.parts++;
  addSums(s, profit, fees, slippage, funding, borrow, traded);
  addTrip(s, wins, losses, long == 1, signalBar, bars, profit, change, risk, mae, mfe);
}

/** Counts the position that was open: no more parts of it come. */
export function statistics_trades_end(address: usize, wins: usize, losses: usize, open: usize): void {
  const trip = changetype<OpenTrip>(open);
  if (trip.position == 0) return;
  trip.position = 0;
  addTrip(
    changetype<TradeSums>(address), wins, losses, trip.side > 0, trip.signalBar, trip.exitBar - trip.entryBar,
    trip.profit, trip.profit / trip.invested, trip.risk, trip.mae, trip.mfe,
  );
}

/** Adds `count` rows of the trades of one strategy and market; the parts of a position lie side by side. */
export function statistics_trades(
  address: usize, wins: usize, losses: usize, open: usize, rows: usize, count: i32,
): void {
  const s = changetype<TradeSums>(address);
  const trip = changetype<OpenTrip>(open);
  for (let k = 0; k < count; k++) {
    const row = changetype<TradeRow>(rows + <usize>k * offsetof<TradeRow>());
    const profit =
      <f64>row.side * (row.exitPrice - row.entryPrice) * row.quantity - row.fees - row.funding - row.borrow;
    s.parts++;
    addSums(
      s, profit, row.fees, row.slippage, row.funding, row.borrow, row.quantity * (row.entryPrice + row.exitPrice),
    );
    if (row.position != trip.position) {
      statistics_trades_end(address, wins, losses, open);
      trip.position = row.position;
      trip.side = row.side;
      trip.entryBar = row.entryBar;
      trip.exitBar = row.exitBar;
      trip.signalBar = row.signalBar;
      trip.profit = trip.invested = trip.risk = trip.mae = trip.mfe = 0;
    }
    trip.entryBar = min<i32>(trip.entryBar, row.entryBar);
    trip.exitBar = max<i32>(trip.exitBar, row.exitBar);
    trip.signalBar = min<i32>(trip.signalBar, row.signalBar);
    trip.profit += profit;
    trip.invested += row.entryPrice * row.quantity;
    trip.risk += abs<f64>(row.entryPrice - row.stop) * row.quantity;
    trip.mae = min<f64>(trip.mae, row.mae);
    trip.mfe = max<f64>(trip.mfe, row.mfe);
  }
}

/** Counts the rejected among `count` rows of the broker's orders by their reason, in 256 numbers at `counts`. */
export function statistics_orders(counts: usize, rows: usize, count: i32): void {
  for (let k = 0; k < count; k++) {
    const what = changetype<OrderRow>(rows + <usize>k * offsetof<OrderRow>()).what;
    if (((what >> 5) & 7) != statusRejected) continue;
    const place = counts + (<usize>((what >> 8) & 255) << 2);
    store<i32>(place, load<i32>(place) + 1);
  }
}
