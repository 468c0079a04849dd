import { addMonths, watchSaturdays } from "./calendar";
import { addDrawdown, addMarketDepth } from "./drawdown";
import { addGroups } from "./groups";
import { blockLength, Statistics } from "./layout";
import { before, begin, changeOf, fillHoles, known } from "./marks";
import { merge, mergeMarket, total } from "./moments";
import { addTails } from "./tail";

/*
 * Many runs over the same bars: what is said of the market alone is computed once for all of them. One `Statistics` (the
 * leader) takes the closes; the others take their own marks and read the market's returns that the leader has left.
 * Every sum is made of the same operations in the same order as for a run alone, so the results have the same bits.
 */

/** Sums of the market's returns in the blocks of a chunk lie behind its returns. */
// @ts-ignore: decorator
@inline
function sumAt(leader: Statistics, chunk: i32, block: i32): usize {
  return leader.marketReturns + ((<usize>(chunk + 2 + block)) << 3);
}

/** The market's returns of `rows` closes; NaN when one is missing. */
function marketRows(closes: usize, lastClose: f64, rows: i32, returns: usize, sumTo: usize): bool {
  const zero = f64x2.splat(0);
  let last = before(closes, lastClose);
  let closeSum = zero;
  let sum = zero;
  for (let at: usize = 0, end = (<usize>rows) << 3; at < end; at += 16) {
    let price = v128.load(closes + at);
    let change = changeOf(last, price);
    last = v128.load(closes + at + 8);
    if (at + 8 == end) {
      price = f64x2.replace_lane(price, 1, 0);
      change = f64x2.replace_lane(change, 1, 0);
    }
    v128.store(returns + at, change);
    closeSum = f64x2.add(closeSum, price);
    sum = f64x2.add(sum, change);
  }
  store<f64>(sumTo, total(sum));
  const prices = total(closeSum);
  return prices == prices;
}

/**
 * Takes a chunk's closes, of whole blocks, into the leader. Its `marketReturns` has room for a chunk, two more numbers
 * and one more for each block.
 */
export function statistics_market(address: usize, time: usize, close: usize, count: i32): void {
  const s = changetype<Statistics>(address);
  for (let block = 0; block * blockLength < count; block++) {
    const offset = (<usize>(block * blockLength)) << 3;
    const closes = close + offset;
    const from: i32 = i32(s.marks == 0);
    const skipped = (<usize>from) << 3;
    if (from == 1) begin(s, load<f64>(time), 0, known(load<f64>(closes), 0));
    const rows = blockLength - from;
    const returns = s.marketReturns + offset;
    const sumTo = sumAt(s, count, block);
    let prices = closes;
    if (load<f64>(closes) != load<f64>(closes) || !marketRows(closes + skipped, s.lastClose, rows, returns, sumTo)) {
      prices = s.wholeClose;
      fillHoles(closes, prices, blockLength, s.lastClose);
      marketRows(prices + skipped, s.lastClose, rows, returns, sumTo);
    }
    addMarketMoments(s, returns, rows, load<f64>(sumTo));
    watchSaturdays(s, time + offset, blockLength);
    addMarketDepth(s, prices, blockLength);
    s.lastClose = load<f64>(prices + ((blockLength - 1) << 3));
    s.marks += blockLength;
  }
}

function addMarketMoments(s: Statistics, returns: usize, rows: i32, sum: f64): void {
  const count = <f64>rows;
  const mean = sum / count;
  const means = f64x2.splat(mean);
  let squares = f64x2.splat(0);
  for (let at: usize = 0, end = (<usize>rows) << 3; at < end; at += 16) {
    let e = f64x2.sub(v128.load(returns + at), means);
    if (at + 8 == end) e = f64x2.replace_lane(e, 1, 0);
    squares = f64x2.add(squares, f64x2.mul(e, e));
  }
  mergeMarket(s, count, 0, mean, total(squares), 0, 0);
  s.marketMean += (mean - s.marketMean) * (count / (s.count + count));
  s.count += count;
}

/** Returns, losses, sums and exposure of an account's marks; false, and nothing changed, when one is missing and `checks`. */
function addMarks(s: Statistics, equity: usize, positions: usize, rows: i32, checks: bool): bool {
  const zero = f64x2.splat(0);
  const target = f64x2.splat(s.target);
  let last = before(equity, s.last);
  let equitySum = zero;
  let sum = zero;
  let losses = zero;
  let squares = zero;
  let held = i64x2.splat(0);
  for (let at: usize = 0, end = (<usize>rows) << 3; at < end; at += 16) {
    let mark = v128.load(equity + at);
    let position = v128.load(positions + at);
    let change = changeOf(last, mark);
    let excess = f64x2.sub(change, target);
    last = v128.load(equity + at + 8);
    if (at + 8 == end) {
      mark = f64x2.replace_lane(mark, 1, 0);
      position = f64x2.replace_lane(position, 1, 0);
      change = f64x2.replace_lane(change, 1, 0);
      excess = f64x2.replace_lane(excess, 1, 0);
    }
    v128.store(s.returns + at, change);
    const loss = f64x2.pmin(excess, zero);
    equitySum = f64x2.add(equitySum, mark);
    sum = f64x2.add(sum, change);
    losses = f64x2.sub(losses, loss);
    squares = f64x2.add(squares, f64x2.mul(loss, loss));
    held = i64x2.sub(held, f64x2.ne(position, zero));
  }
  const marks = total(equitySum);
  if (checks && marks != marks) return false;
  s.blockSum = total(sum);
  s.equitySum += marks;
  s.losses += total(losses);
  s.blockLosses = total(squares);
  s.lossSquares += s.blockLosses;
  s.exposed += <i32>(i64x2.extract_lane(held, 0) + i64x2.extract_lane(held, 1));
  return true;
}

/** As `addMoments`, with the market's returns and their sum given. */
function addOwnMoments(s: Statistics, n: i32, sum: f64, market: usize, marketSum: f64): void {
  const count = <f64>n;
  const mean = sum / count;
  const marketMean = marketSum / count;
  const means = f64x2.splat(mean);
  const marketMeans = f64x2.splat(marketMean);
  let m2 = f64x2.splat(0);
  let m3 = f64x2.splat(0);
  let m4 = f64x2.splat(0);
  let product = f64x2.splat(0);
  let activeM2 = f64x2.splat(0);
  const returns = s.returns;
  for (let at: usize = 0, end = (<usize>n) << 3; at < end; at += 16) {
    let d = f64x2.sub(v128.load(returns + at), means);
    let e = f64x2.sub(v128.load(market + at), marketMeans);
    if (at + 8 == end) {
      d = f64x2.replace_lane(d, 1, 0);
      e = f64x2.replace_lane(e, 1, 0);
    }
    const square = f64x2.mul(d, d);
    const a = f64x2.sub(d, e);
    m2 = f64x2.add(m2, square);
    m3 = f64x2.add(m3, f64x2.mul(square, d));
    m4 = f64x2.add(m4, f64x2.mul(square, square));
    product = f64x2.add(product, f64x2.mul(d, e));
    activeM2 = f64x2.add(activeM2, f64x2.mul(a, a));
  }
  s.blockSquares = total(m2);
  merge(s, count, mean, s.blockSquares, total(m3), total(m4));
  mergeMarket(s, count, mean, marketMean, 0, total(product), total(activeM2));
  const share = count / (s.count + count);
  s.mean += (mean - s.mean) * share;
  s.marketMean += (marketMean - s.marketMean) * share;
  s.activeMean += (mean - marketMean - s.activeMean) * share;
  s.count += count;
}

/**
 * Takes a chunk of marks, of whole blocks, that more are known to follow; the leader has taken the same chunk. Months
 * are appended as by `statistics_add` and must be collected after the call; there is room for those of a chunk.
 */
export function statistics_together(
  address: usize, leader: usize, time: usize, equity: usize, position: usize, close: usize, count: i32,
): void {
  const s = changetype<Statistics>(address);
  const l = changetype<Statistics>(leader);
  for (let block = 0; block * blockLength < count; block++) {
    const offset = (<usize>(block * blockLength)) << 3;
    let marks = equity + offset;
    const positions = position + offset;
    const from: i32 = i32(s.marks == 0);
    const skipped = (<usize>from) << 3;
    let holes = false;
    if (from == 1) {
      const mark = load<f64>(marks);
      begin(s, load<f64>(time), known(mark, 0), l.firstClose);
      s.equitySum = s.first;
      s.exposed = i32(load<f64>(positions) != 0);
      holes = mark != mark;
    }
    const rows = blockLength - from;
    if (holes || !addMarks(s, marks + skipped, positions + skipped, rows, true)) {
      fillHoles(marks, s.wholeEquity, blockLength, s.last);
      marks = s.wholeEquity;
      addMarks(s, marks + skipped, positions + skipped, rows, false);
    }
    addOwnMoments(s, rows, s.blockSum, l.marketReturns + offset, load<f64>(sumAt(l, count, block)));
    if (s.tailCapacity != 0) addTails(s, s.returns, rows);
    if (s.groupCapacity != 0) addGroups(s, marks, from, blockLength);
    addMonths(s, time + offset, marks, close + offset, blockLength);
    addDrawdown(s, time + offset, marks, blockLength);
    const end: usize = (blockLength - 1) << 3;
    s.last = load<f64>(marks + end);
    s.lastClose = known(load<f64>(close + offset + end), s.lastClose);
    s.lastTime = load<f64>(time + offset + end);
    s.marks += blockLength;
  }
}

/** Gives a run what its leader has found of the market so far. */
export function statistics_join(address: usize, leader: usize): void {
  const s = changetype<Statistics>(address);
  const l = changetype<Statistics>(leader);
  if (l.marks == 0) return;
  s.marketMean = l.marketMean;
  s.marketM2 = l.marketM2;
  s.marketPeak = l.marketPeak;
  s.marketLowest = l.marketLowest;
  s.marketDepth = l.marketDepth;
  s.lastClose = l.lastClose;
  s.saturday = l.saturday;
}
