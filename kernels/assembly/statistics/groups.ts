import { GroupRow, Statistics } from "./layout";
import { total } from "./moments";

// A run in a bounded number of pieces, each known by all that a path put together from them needs: so that resampling
// costs the same for a thousand bars and for a hundred million, and still recomputes every bar's metric.

const rowBytes = offsetof<GroupRow>();
const chunk: i32 = 32;

/** The deepest inner fall, the highest and the lowest mark of [from, to), the mark before counting as a peak. */
function addShape(row: GroupRow, marks: usize, from: i32, to: i32, before: f64): void {
  let peak = before;
  let lowest = Infinity;
  // A mark at or below it is the deepest fall so far.
  let fall: f64 = 0;
  let i = from;
  while (i < to) {
    const at = marks + ((<usize>i) << 3);
    if (i + chunk <= to) {
      let low = v128.load(at);
      let high = low;
      for (let k: usize = 16; k < (<usize>chunk) << 3; k += 16) {
        const pair = v128.load(at + k);
        low = f64x2.pmin(low, pair);
        high = f64x2.pmax(high, pair);
      }
      const top = max<f64>(f64x2.extract_lane(high, 0), f64x2.extract_lane(high, 1));
      const bottom = min<f64>(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1));
      const highest = max<f64>(top, peak);
      // No fall inside can be deeper than from the highest to the lowest.
      if (bottom >= (1 + fall) * highest) {
        peak = highest;
        lowest = min<f64>(lowest, bottom);
        i += chunk;
        continue;
      }
    }
    const end = min<i32>(to, i + chunk);
    for (; i < end; i++) {
      const mark = load<f64>(marks + ((<usize>i) << 3));
      if (mark > peak) peak = mark;
      else if (mark < (1 + fall) * peak) fall = (mark - peak) / peak;
      if (mark < lowest) lowest = mark;
    }
  }
  row.highest = peak / before;
  row.lowest = lowest / before;
  row.fall = fall;
}

/** Sum, spread and losses of the returns [from, to). */
function addReturns(row: GroupRow, returns: usize, from: i32, to: i32, target: f64): void {
  const count = to - from;
  const start = returns + ((<usize>from) << 3);
  const whole = start + ((<usize>(count & -2)) << 3);
  const odd = (count & 1) == 1 ? load<f64>(whole) : 0;
  let pair = f64x2.splat(0);
  for (let at = start; at < whole; at += 16) pair = f64x2.add(pair, v128.load(at));
  const sum = total(pair) + odd;
  const mean = sum / <f64>count;
  const means = f64x2.splat(mean);
  const targets = f64x2.splat(target);
  let squares = f64x2.splat(0);
  let losses = squares;
  for (let at = start; at < whole; at += 16) {
    const change = v128.load(at);
    const apart = f64x2.sub(change, means);
    const loss = f64x2.pmin(f64x2.sub(change, targets), f64x2.splat(0));
    squares = f64x2.add(squares, f64x2.mul(apart, apart));
    losses = f64x2.add(losses, f64x2.mul(loss, loss));
  }
  row.count = <f64>count;
  row.sum = sum;
  row.squares = total(squares);
  row.lossSquares = total(losses);
  if ((count & 1) == 0) return;
  const loss = min<f64>(odd - target, 0);
  row.squares += (odd - mean) * (odd - mean);
  row.lossSquares += loss * loss;
}

/** Appends one piece to another. */
function join(row: GroupRow, part: GroupRow): void {
  const count = row.count + part.count;
  const apart = part.sum / part.count - row.sum / row.count;
  row.squares += part.squares + (apart * apart * row.count * part.count) / count;
  row.sum += part.sum;
  row.count = count;
  row.lossSquares += part.lossSquares;
  const across = (row.growth * part.lowest) / row.highest - 1;
  row.fall = min<f64>(min<f64>(row.fall, part.fall), across);
  row.highest = max<f64>(row.highest, row.growth * part.highest);
  row.lowest = min<f64>(row.lowest, row.growth * part.lowest);
  row.growth *= part.growth;
}

/**
 * Takes the marks [from, count) of a block, whose returns lie from the start of the block's returns on. A run with more
 * marks than announced has no groups: their number is set to -1.
 */
export function addGroups(s: Statistics, marks: usize, from: i32, count: i32): void {
  const shift = s.groupShift;
  const mask = (1 << shift) - 1;
  let before = from == 0 ? s.last : load<f64>(marks);
  let at = from;
  while (at < count && s.groupCount >= 0) {
    const end = min<i32>(count, (((s.marks + at) >> shift) + 1 << shift) - s.marks);
    const opens = s.groupCount == 0 || ((s.marks + at) & mask) == 0;
    if (opens && s.groupCount == s.groupCapacity) {
      s.groupCount = -1;
      return;
    }
    const row = changetype<GroupRow>(s.groups + <usize>(opens ? s.groupCount : s.groupCapacity) * rowBytes);
    const last = load<f64>(marks + ((<usize>(end - 1)) << 3));
    if (end - at == count - from) {
      row.count = <f64>(count - from);
      row.sum = s.blockSum;
      row.squares = s.blockSquares;
      row.lossSquares = s.blockLosses;
    } else addReturns(row, s.returns, at - from, end - from, s.target);
    if (before > 0) {
      addShape(row, marks, at, end, before);
      row.growth = max<f64>(last / before, 0);
    } else {
      row.growth = row.highest = row.lowest = 1;
      row.fall = 0;
    }
    if (opens) s.groupCount++;
    else join(changetype<GroupRow>(s.groups + <usize>(s.groupCount - 1) * rowBytes), row);
    before = last;
    at = end;
  }
}
