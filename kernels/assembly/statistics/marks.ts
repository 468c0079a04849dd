import { addMonths, closeMonth, openMonth, watchSaturdays } from "./calendar";
import { addDrawdown, addMarketDepth } from "./drawdown";
import { blockLength, Statistics } from "./layout";
import { addMoments, total } from "./moments";
import { addTail, findTail } from "./tail";

// @ts-ignore: decorator
@inline
function known(value: f64, otherwise: f64): f64 {
  return value == value ? value : otherwise;
}

function begin(s: Statistics, time: f64, mark: f64, close: f64): void {
  s.first = s.last = mark;
  s.firstClose = s.lastClose = close;
  s.firstTime = time;
  s.peak = -Infinity;
  s.worstPeakBar = -1;
  s.worstEndBar = -1;
  s.tailCut = Infinity;
  openMonth(s, time, mark, close);
}

/** Copies a column; a bar without a value says nothing new: the last one holds. */
function fillHoles(from: usize, to: usize, count: i32, before: f64): void {
  let last = before;
  for (let at: usize = 0, end = (<usize>count) << 3; at < end; at += 8) {
    last = known(load<f64>(from + at), last);
    store<f64>(to + at, last);
  }
}

function hasHoles(one: usize, two: usize, count: i32): bool {
  let present = i64x2.splat(-1);
  const end = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= end; at += 16) {
    const a = v128.load(one + at);
    const b = v128.load(two + at);
    // A sum of infinities of both signs passes for a hole as well, which costs time but changes nothing.
    const sum = f64x2.add(a, b);
    present = v128.and(present, f64x2.eq(sum, sum));
  }
  if (!i64x2.all_true(present)) return true;
  if (at == end) return false;
  const sum = load<f64>(one + at) + load<f64>(two + at);
  return sum != sum;
}

/** Changes of a column from mark to mark into `into`; a block's first one from `before`. Gives their sum. */
function returnsOf(marks: usize, into: usize, count: i32, before: f64): f64 {
  const zero = f64x2.splat(0);
  let sum = zero;
  // Pairs are in step with the block's marks; the first pair's left neighbour lies outside.
  let at: usize = 0;
  const end = (<usize>count) << 3;
  let last = f64x2.replace_lane(v128.load(marks - 8), 0, before);
  while (true) {
    const mark = v128.load(marks + at);
    // From an account or price of zero nothing follows; a return of 0 keeps the rest of the run countable.
    let change = v128.and(f64x2.div(f64x2.sub(mark, last), last), f64x2.gt(last, zero));
    if (at + 8 == end) change = f64x2.replace_lane(change, 1, 0);
    v128.store(into + at, change);
    sum = f64x2.add(sum, change);
    at += 16;
    if (at >= end) return total(sum);
    last = v128.load(marks + at - 8);
  }
}

/** Sum of a block's marks. */
function sumOf(marks: usize, count: i32): f64 {
  let sum = f64x2.splat(0);
  const end = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= end; at += 16) sum = f64x2.add(sum, v128.load(marks + at));
  return total(sum) + (at < end ? load<f64>(marks + at) : 0);
}

function addLosses(s: Statistics, count: i32): void {
  const zero = f64x2.splat(0);
  const target = f64x2.splat(s.target);
  let losses = zero;
  let squares = zero;
  const end = (<usize>count) << 3;
  let at: usize = 0;
  for (; at + 16 <= end; at += 16) {
    const loss = f64x2.pmin(f64x2.sub(v128.load(s.returns + at), target), zero);
    losses = f64x2.sub(losses, loss);
    squares = f64x2.add(squares, f64x2.mul(loss, loss));
  }
  s.losses += total(losses);
  s.lossSquares += total(squares);
  if (at == end) return;
  const loss = min<f64>(load<f64>(s.returns + at) - s.target, 0);
  s.losses -= loss;
  s.lossSquares += loss * loss;
}

function countHeld(positions: usize, count: i32): i32 {
  const zero = f64x2.splat(0);
  let held = i64x2.splat(0);
  const end = (<usize>count) << 3;
  let at: usize = 0;
  // A compare that holds is -1 in every bit.
  for (; at + 16 <= end; at += 16) held = i64x2.sub(held, f64x2.ne(v128.load(positions + at), zero));
  const pairs = i64x2.extract_lane(held, 0) + i64x2.extract_lane(held, 1);
  return <i32>pairs + i32(at < end && load<f64>(positions + at) != 0);
}

/** Works off a block of marks; only the last one of a run is shorter than `blockLength`. */
function addBlock(s: Statistics, times: usize, equity: usize, positions: usize, closes: usize, count: i32): void {
  const isFirst = s.marks == 0;
  if (isFirst) begin(s, load<f64>(times), known(load<f64>(equity), 0), known(load<f64>(closes), 0));
  let marks = equity;
  let prices = closes;
  if (hasHoles(equity, closes, count)) {
    marks = s.wholeEquity;
    prices = s.wholeClose;
    fillHoles(equity, marks, count, s.last);
    fillHoles(closes, prices, count, s.lastClose);
  }
  addMonths(s, times, marks, prices, count);
  watchSaturdays(s, times, count);
  addDrawdown(s, times, marks, count);
  addMarketDepth(s, prices, count);
  s.exposed += countHeld(positions, count);
  s.equitySum += sumOf(marks, count);
  // The first mark of a run has no return.
  const from: usize = isFirst ? 8 : 0;
  const returns = count - i32(isFirst);
  if (returns > 0) {
    const sum = returnsOf(marks + from, s.returns, returns, s.last);
    const marketSum = returnsOf(prices + from, s.marketReturns, returns, s.lastClose);
    addMoments(s, returns, sum, marketSum);
    addLosses(s, returns);
    addTail(s, s.returns, returns);
  }
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

/** Finds the `count` smallest returns. */
export function statistics_tail(address: usize, count: i32): void {
  findTail(changetype<Statistics>(address), count);
}
