import { Broker, Instrument, Member, Portfolio } from "./layout";
import { instrumentOf, memberAt } from "./peers";

// How alike the markets of a portfolio move: the correlation of their returns, from price to price at the ends of the longest
// bars. The prices are the state of the portfolio: what was never traded through is not known here.

/** Before the prices of the members: the span that was noted last, and how many were. */
const head: usize = 16;

/** Where a price lies: each member has a ring of them. */
function priceAt(portfolio: Portfolio, member: i32, row: i32): usize {
  const rows = portfolio.correlationBars + 1;
  return portfolio.prices + head + ((<usize>(member * rows + (row % rows))) << 3);
}

/** Once in each span of the longest bar, counted from 1970: the last price of each member at the first close in it. */
export function notePrices(portfolio: Portfolio, now: f64): void {
  if (portfolio.correlationBars == 0) return;
  const span = Math.floor(now / portfolio.longest);
  if (span == load<f64>(portfolio.prices)) return;
  store<f64>(portfolio.prices, span);
  const row = <i32>load<f64>(portfolio.prices + 8);
  store<f64>(portfolio.prices + 8, row + 1);
  for (let k = 0, n = portfolio.count; k < n; k++) {
    const instrument = instrumentOf(memberAt(portfolio, k));
    store<f64>(priceAt(portfolio, k, row), instrument.started != 0 ? instrument.mark : NaN);
  }
}

/** NaN where it is not known yet, or one of them has not moved. */
function correlationOf(portfolio: Portfolio, one: i32, other: i32): f64 {
  const bars = portfolio.correlationBars;
  const first = <i32>load<f64>(portfolio.prices + 8) - bars - 1;
  if (first < 0) return NaN;
  let sumOne: f64 = 0;
  let sumOther: f64 = 0;
  for (let row = first; row < first + bars; row++) {
    sumOne += returnAt(portfolio, one, row);
    sumOther += returnAt(portfolio, other, row);
  }
  const meanOne = sumOne / bars;
  const meanOther = sumOther / bars;
  let both: f64 = 0;
  let squareOne: f64 = 0;
  let squareOther: f64 = 0;
  for (let row = first; row < first + bars; row++) {
    const x = returnAt(portfolio, one, row) - meanOne;
    const y = returnAt(portfolio, other, row) - meanOther;
    both += x * y;
    squareOne += x * x;
    squareOther += y * y;
  }
  return both / Math.sqrt(squareOne * squareOther);
}

function returnAt(portfolio: Portfolio, member: i32, row: i32): f64 {
  return load<f64>(priceAt(portfolio, member, row + 1)) / load<f64>(priceAt(portfolio, member, row)) - 1;
}

/** Whether a position to `side` would be much the same as one that another member holds. */
export function isTooAlike(broker: Broker, side: f64): bool {
  const portfolio = changetype<Portfolio>(broker.portfolio);
  if (portfolio.correlationBars == 0 || changetype<Instrument>(broker.instrument).quantity != 0) return false;
  const own = memberAt(portfolio, broker.member);
  for (let k = 0, n = portfolio.count; k < n; k++) {
    const member: Member = memberAt(portfolio, k);
    const held = instrumentOf(member).quantity;
    if (k == broker.member || held == 0) continue;
    const alike: f64 = member.market == own.market ? 1 : correlationOf(portfolio, broker.member, k);
    if ((held > 0 ? side : -side) * alike > portfolio.correlation) return true;
  }
  return false;
}
