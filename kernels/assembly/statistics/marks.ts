import { addMonths, closeMonth, openMonth, watchSaturdays } from "./calendar";
import { addDrawdown, addMarketDepth } from "./drawdown";
import { addGroups } from "./groups";
import { blockLength, Statistics } from "./layout";
import { addMoments, total } from "./moments";
import { addTails, findTail } from "./tail";

// @ts-ignore: decorator
@inline
export function known(value: f64, otherwise: f64): f64 {
  return value == value ? value : otherwise;
}

export function begin(s: Statistics, time: f64, mark: f64, close: f64): void {
  s.first = s.last = mark;
  s.firstClose = s.lastClose = close;
  s.firstTime = time;
  s.peak = -Infinity;
  s.worstPeakBar = -1;
  s.worstEndBar = -1;
  s.tailCut = Infinity;
  s.highCut = Infinity;
  openMonth(s, time, mark, close);
}

/** Copies a column; a bar without a value says nothing new: the last one holds. */
export function fillHoles(from: usize, to: usize, count: i32, before: f64): void {
  let last = before;
  for (let at: usize = 0, end = (<usize>count) << 3; at < end; at += 8) {
    last = known(load<f64>(from + at), last);
    store<f64>(to + at, last);
  }
}

/** How a mark changes to the next. From an account or price of zero nothing follows: 0 keeps the run countable. */
// @ts-ignore: decorator
@inline
export function changeOf(last: v128, mark: v128): v128 {
  return v128.and(f64x2.div(f64x2.sub(mark, last), last), f64x2.gt(last, f64x2.splat(0)));
}

/** The pair of marks before the first pair of a column. */
// @ts-ignore: decorator
@inline
export function before(column: usize, last: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(load<f64>(column)), 0, last);
}

/**
 * Returns, losses, sums and exposure of `rows` rows, two at a time. With `checks` it changes nothing and gives false
 * when a mark is missing.
 */
function addRows(s: Statistics, equity: usize, positions: usize, closes: usize, rows: i32, checks: bool): bool {
  const zero = f64x2.splat(0);
  const target = f64x2.splat(s.target);
  let last = before(equity, s.last);
  let lastClose = before(closes, s.lastClose);
  let equitySum = zero;
  let closeSum = zero;
  let sum = zero;
  let marketSum = zero;
  let losses = zero;
  let squares = zero;
  let held = i64x2.splat(0);
  // An odd row at the end has a zero beside it.
  for (let at: usize = 0, end = (<usize>rows) << 3; at < end; at += 16) {
    let mark = v128.load(equity + at);
    let price = v128.load(closes + at);
    let position = v128.load(positions + at);
    let change = changeOf(last, mark);
    let marketChange = changeOf(lastClose, price);
    let excess = f64x2.sub(change, target);
    last = v128.load(equity + at + 8);
    lastClose = v128.load(closes + at + 8);
    if (at + 8 == end) {
      mark = f64x2.replace_lane(mark, 1, 0);
      price = f64x2.replace_lane(price, 1, 0);
      position = f64x2.replace_lane(position, 1, 0);
      change = f64x2.replace_lane(change, 1, 0);
      marketChange = f64x2.replace_lane(marketChange, 1, 0);
      excess = f64x2.replace_lane(excess, 1, 0);
    }
    v128.store(s.returns + at, change);
    v128.store(s.marketReturns + at, marketChange);
    const loss = f64x2.pmin(excess, zero);
    equitySum = f64x2.add(equitySum, mark);
    closeSum = f64x2.add(closeSum, price);
    sum = f64x2.add(sum, change);
    marketSum = f64x2.add(marketSum, marketChange);
    losses = f64x2.sub(losses, loss);
    squares = f64x2.add(squares, f64x2.mul(loss, loss));
    // A compare that holds is -1 in every bit.
    held = i64x2.sub(held, f64x2.ne(position, zero));
  }
  const marks = total(equitySum);
  const prices = total(closeSum);
  if (checks && !(marks == marks && prices == prices)) return false;
  s.blockSum = total(sum);
  s.marketBlockSum = total(marketSum);
  s.equitySum += marks;
  s.losses += total(losses);
  s.blockLosses = total(squares);
  s.lossSquares += s.blockLosses;
  s.exposed += <i32>(i64x2.extract_lane(held, 0) + i64x2.extract_lane(held, 1));
  return true;
}

/** Works off a block of marks; only the last one of a run is shorter than `blockLength`. */
function addBlock(s: Statistics, times: usize, equity: usize, positions: usize, closes: usize, count: i32): void {
  // The first mark of a run has no return.
  const from: i32 = i32(s.marks == 0);
  const skipped = (<usize>from) << 3;
  let holes = false;
  if (from == 1) {
    const mark = load<f64>(equity);
    const price = load<f64>(closes);
    begin(s, load<f64>(times), known(mark, 0), known(price, 0));
    s.equitySum = s.first;
    s.exposed = i32(load<f64>(positions) != 0);
    holes = !(mark == mark && price == price);
  }
  const returns = count - from;
  let marks = equity;
  let prices = closes;
  if (holes || !addRows(s, marks + skipped, positions + skipped, prices + skipped, returns, true)) {
    marks = s.wholeEquity;
    prices = s.wholeClose;
    fillHoles(equity, marks, count, s.last);
    fillHoles(closes, prices, count, s.lastClose);
    addRows(s, marks + skipped, positions + skipped, prices + skipped, returns, false);
  }
  addMoments(s, returns, s.blockSum, s.marketBlockSum);
  // Many runs at once have no room for them.
  if (s.tailCapacity != 0) addTails(s, s.returns, returns);
  if (s.groupCapacity != 0) addGroups(s, marks, from, count);
  addMonths(s, times, marks, prices, count);
  watchSaturdays(s, times, count);
  addDrawdown(s, times, marks, count);
  addMarketDepth(s, prices, count);
  const end = (<usize>(count - 1)) << 3;
  s.last = load<f64>(marks + end);
  s.lastClose = load<f64>(prices + end);
  s.lastTime = load<f64>(times + end);
  s.marks += count;
}

function addStaged(s: Statistics): void {
  const count = s.staged;
  if (count == 0) return;
  s.staged = 0;
  addBlock(s, s.stagedTime, s.stagedEquity, s.stagedPosition, s.stagedClose, count);
}

// @ts-ignore: decorator
@inline
function hasRoom(s: Statistics): bool {
  return s.monthCount + blockLength <= s.monthCapacity;
}

/**
 * Takes the marks [from, count) of four columns. Whole blocks are worked off where they lie; the rest waits in the
 * staged columns, and the very last mark always does, because the end of a run may change it. Gives the index after the
 * last mark taken: less than `count` when the months must be collected first; the caller does that and calls again.
 */
export function statistics_add(
  address: usize, time: usize, equity: usize, position: usize, close: usize, from: i32, count: i32,
): i32 {
  const s = changetype<Statistics>(address);
  let index = from;
  while (index < count) {
    if (!hasRoom(s)) return index;
    if (s.staged == blockLength) addStaged(s);
    const at = (<usize>index) << 3;
    if (s.staged == 0 && count - index > blockLength && hasRoom(s)) {
      addBlock(s, time + at, equity + at, position + at, close + at, blockLength);
      index += blockLength;
      continue;
    }
    const rows = min<i32>(blockLength - s.staged, count - index);
    const to = (<usize>s.staged) << 3;
    const bytes = (<usize>rows) << 3;
    memory.copy(s.stagedTime + to, time + at, bytes);
    memory.copy(s.stagedEquity + to, equity + at, bytes);
    memory.copy(s.stagedPosition + to, position + at, bytes);
    memory.copy(s.stagedClose + to, close + at, bytes);
    s.staged += rows;
    index += rows;
  }
  return index;
}

/** Changes equity and position of the last mark: the position was closed at its close. */
export function statistics_amend(address: usize, equity: f64, position: f64): void {
  const s = changetype<Statistics>(address);
  if (s.staged == 0) return;
  const at = (<usize>(s.staged - 1)) << 3;
  store<f64>(s.stagedEquity + at, equity);
  store<f64>(s.stagedPosition + at, position);
}

/** Ends the run: works off the marks that wait and ends the last month. The months must have been collected before. */
export function statistics_finish(address: usize): void {
  const s = changetype<Statistics>(address);
  addStaged(s);
  if (s.marks > 0) closeMonth(s, s.last, s.lastClose);
}

/** Finds the `count` smallest returns, or negated returns where `high` is 1. */
export function statistics_tail(address: usize, count: i32, high: i32): void {
  findTail(changetype<Statistics>(address), count, high == 1);
}
