import { Account, Instrument } from "./layout";

// Sums that carry the rounding error they owe, so that a ledger of a million fills still adds up. Dekker and Knuth's
// exact error of an addition needs no comparison of the two numbers.

// @ts-ignore: decorator
@inline
function errorOf(sum: f64, value: f64, total: f64): f64 {
  const part = total - sum;
  return sum - (total - part) + (value - part);
}

/** Money that an instrument brings in, or takes when it is negative. */
// @ts-ignore: decorator
@inline
export function addCash(account: Account, instrument: Instrument, value: f64): void {
  instrument.flow += value;
  const sum = account.cash;
  const total = sum + value;
  const error = account.cashError + errorOf(sum, value, total);
  // The error is folded back at once: `cash` is always the nearest double to the true sum.
  account.cash = total + error;
  account.cashError = error - (account.cash - total);
}

// @ts-ignore: decorator
@inline
export function addFees(account: Account, value: f64): void {
  if (value == 0) return;
  const sum = account.fees;
  const total = sum + value;
  const error = account.feesError + errorOf(sum, value, total);
  account.fees = total + error;
  account.feesError = error - (account.fees - total);
}

export function addFunding(account: Account, value: f64): void {
  const sum = account.funding;
  const total = sum + value;
  const error = account.fundingError + errorOf(sum, value, total);
  account.funding = total + error;
  account.fundingError = error - (account.funding - total);
}

export function addBorrow(account: Account, value: f64): void {
  const sum = account.borrow;
  const total = sum + value;
  const error = account.borrowError + errorOf(sum, value, total);
  account.borrow = total + error;
  account.borrowError = error - (account.borrow - total);
}

// @ts-ignore: decorator
@inline
export function addSlippage(account: Account, value: f64): void {
  if (value == 0) return;
  const sum = account.slippage;
  const total = sum + value;
  const error = account.slippageError + errorOf(sum, value, total);
  account.slippage = total + error;
  account.slippageError = error - (account.slippage - total);
}
