import { Account, Member, MemberState, Portfolio, PortfolioState } from "./layout";
import { observe } from "./mark";
import { accountOf, brokerOf, instrumentOf, memberAt } from "./peers";

// What a portfolio is worth at a moment, and the columns in which that is written.

// @ts-ignore: decorator
@inline
function put(column: usize, index: i32, value: f64): void {
  if (column != 0) store<f64>(column + ((<usize>index) << 3), value);
}

/** The close of a member's bar: its mark and its excursion, and its own rows. */
export function markMember(portfolio: Portfolio, member: Member): void {
  const broker = brokerOf(member);
  const instrument = instrumentOf(member);
  const index = member.index;
  const at = (<usize>index) << 3;
  const price = load<f64>(broker.close + at);
  if (price == price) instrument.mark = price;
  member.opens = 0;
  const state = changetype<MemberState>(member.state);
  if (state.units == 0 && price > 0) state.units = member.stake / price;
  let worth: f64 = 0;
  if (instrument.quantity != 0) {
    const high = load<f64>(broker.high + at);
    const low = load<f64>(broker.low + at);
    if (high > instrument.highest) instrument.highest = high;
    if (low < instrument.lowest) instrument.lowest = low;
    instrument.exposedBars++;
    worth = instrument.quantity * instrument.mark;
  }
  // A member of a shared account has its part of the money, and what it has made of it.
  const cash = portfolio.shared != 0 ? broker.capital + instrument.flow : accountOf(member).cash;
  put(broker.equity, index, cash + worth);
  put(broker.cash, index, cash);
  put(broker.position, index, instrument.quantity);
}

/** Values the accounts and writes the moment's row. */
export function value(portfolio: Portfolio, now: f64): void {
  const shared = portfolio.shared != 0;
  const first = accountOf(memberAt(portfolio, 0));
  let cash: f64 = shared ? first.cash : portfolio.idle;
  let equity: f64 = cash;
  let gross: f64 = 0;
  let net: f64 = 0;
  let benchmark: f64 = shared ? 0 : portfolio.idle;
  let positions: f64 = 0;
  for (let k = 0, n = portfolio.count; k < n; k++) {
    const member = memberAt(portfolio, k);
    const instrument = instrumentOf(member);
    const units = changetype<MemberState>(member.state).units;
    benchmark += units == 0 ? member.stake : units * instrument.mark;
    let worth: f64 = 0;
    if (instrument.quantity != 0) {
      worth = instrument.quantity * instrument.mark;
      net += worth;
      gross += abs(worth);
      positions += 1;
    }
    if (shared) equity += worth;
    else {
      const account = accountOf(member);
      if (member.next == now) {
        account.equity = account.cash + worth;
        observe(account, account.equity);
      }
      cash += account.cash;
      equity += account.equity;
    }
  }
  if (shared) {
    first.equity = equity;
    observe(first, equity);
  }
  changetype<PortfolioState>(portfolio.state).equity = equity;
  const row = portfolio.rows;
  put(portfolio.time, row, now - portfolio.interval);
  put(portfolio.equity, row, equity);
  put(portfolio.cash, row, cash);
  put(portfolio.positions, row, positions);
  put(portfolio.gross, row, gross);
  put(portfolio.net, row, net);
  put(portfolio.benchmark, row, benchmark);
}
