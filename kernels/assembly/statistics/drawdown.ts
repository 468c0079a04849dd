import { Statistics } from "./layout";
import { total } from "./moments";

/** The curve stands at its peak or higher: whatever fall there was has ended. */
function reachPeak(s: Statistics, bar: i32, time: f64, mark: f64): void {
  if (s.worstPeakBar >= 0 && s.worstEndBar < 0) {
    s.worstEnd = time;
    s.worstEndBar = bar;
  }
  // Two bars at the peak side by side are no fall.
  const wait = bar - s.peakBar;
  if (wait > 1 && wait > s.longest) s.longest = wait;
  s.peakBar = bar;
  s.peakTime = time;
  if (mark == s.peak) return;
  s.peak = mark;
  s.scale = 0;
}

/** The peak's reciprocal (0 for one that is not positive), worked out when the curve first falls below it. */
// @ts-ignore: decorator
@inline
function scaleOf(s: Statistics): f64 {
  if (s.scale == 0 && s.peak > 0) s.scale = 1 / s.peak;
  return s.scale;
}

/** One mark, of bar number `bar`; gives the square of its fall. */
function addMark(s: Statistics, bar: i32, time: f64, mark: f64): f64 {
  if (mark >= s.peak) {
    reachPeak(s, bar, time, mark);
    return 0;
  }
  const fall = (mark - s.peak) * scaleOf(s);
  if (fall < s.worst) {
    s.worst = fall;
    s.worstPeakBar = s.peakBar;
    s.worstStart = s.peakTime;
    s.worstTrough = time;
    s.worstEndBar = -1;
  }
  return fall * fall;
}

/** Every mark of a group is a peak: an account that only gains, or one without a position. */
function stayAtPeak(s: Statistics, times: usize, marks: usize, from: i32, to: i32): void {
  const start = (<usize>from) << 3;
  const end = (<usize>(to - 1)) << 3;
  reachPeak(s, s.marks + from, load<f64>(times + start), load<f64>(marks + start));
  s.peak = load<f64>(marks + end);
  s.scale = 0;
  s.peakBar = s.marks + to - 1;
  s.peakTime = load<f64>(times + end);
}

/** Whether no mark of a group is below the one before. */
function neverFalls(start: usize): bool {
  let rising = i64x2.splat(-1);
  const last = start + (groupLength << 3) - 16;
  for (let at = start; at < last; at += 16) {
    rising = v128.and(rising, f64x2.ge(v128.load(at + 8), v128.load(at)));
  }
  return i64x2.all_true(rising) && load<f64>(last + 8) >= load<f64>(last);
}

/** The first mark of from… that is `lowest`, below the peak, has fallen deepest so far. */
function deepen(s: Statistics, times: usize, marks: usize, from: i32, lowest: f64): void {
  let at = (<usize>from) << 3;
  while (load<f64>(marks + at) != lowest) at += 8;
  addMark(s, 0, load<f64>(times + at), lowest);
}

const groupLength: i32 = 32;

/**
 * Falls of `count` marks, none of them NaN. Whole groups that stay below the peak, or at it, need no look at each mark.
 */
export function addDrawdown(s: Statistics, times: usize, marks: usize, count: i32): void {
  let squares: f64 = 0;
  for (let from = 0; from < count; from += groupLength) {
    const to = from + groupLength < count ? from + groupLength : count;
    if (to - from == groupLength) {
      const start = marks + ((<usize>from) << 3);
      let low = v128.load(start);
      let high = low;
      for (let at = start + 16, end = start + (groupLength << 3); at < end; at += 16) {
        const pair = v128.load(at);
        low = f64x2.pmin(low, pair);
        high = f64x2.pmax(high, pair);
      }
      const highest = max<f64>(f64x2.extract_lane(high, 0), f64x2.extract_lane(high, 1));
      const lowest = min<f64>(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1));
      if (highest < s.peak) {
        const scale = scaleOf(s);
        squares += fallSquares(start, s.peak, scale);
        if ((lowest - s.peak) * scale < s.worst) deepen(s, times, marks, from, lowest);
        continue;
      }
      if (lowest >= s.peak && neverFalls(start)) {
        stayAtPeak(s, times, marks, from, to);
        continue;
      }
    }
    for (let i = from; i < to; i++) {
      const place = (<usize>i) << 3;
      squares += addMark(s, s.marks + i, load<f64>(times + place), load<f64>(marks + place));
    }
  }
  s.fallSquares += squares;
}

/** Σ D² of a whole group below the peak. */
// @ts-ignore: decorator
@inline
function fallSquares(start: usize, peak: f64, scale: f64): f64 {
  const peaks = f64x2.splat(peak);
  const scales = f64x2.splat(scale);
  let one = f64x2.splat(0);
  let two = f64x2.splat(0);
  for (let at = start, end = start + (groupLength << 3); at < end; at += 32) {
    const a = f64x2.mul(f64x2.sub(v128.load(at), peaks), scales);
    const b = f64x2.mul(f64x2.sub(v128.load(at + 16), peaks), scales);
    one = f64x2.add(one, f64x2.mul(a, a));
    two = f64x2.add(two, f64x2.mul(b, b));
  }
  return total(f64x2.add(one, two));
}

/** Only how deep the market's curve fell from a peak, E_t / peak − 1; none of the marks is NaN. */
export function addMarketDepth(s: Statistics, marks: usize, count: i32): void {
  let peak = s.marketPeak;
  let lowest = s.marketLowest;
  let i = 0;
  while (i < count) {
    const at = (<usize>i) << 3;
    if (i + 4 <= count) {
      const a = v128.load(marks + at);
      const b = v128.load(marks + at + 16);
      const below = f64x2.le(f64x2.pmax(a, b), f64x2.splat(peak));
      const above = f64x2.ge(f64x2.pmin(a, b), f64x2.splat(lowest));
      if (i64x2.all_true(v128.and(below, above))) {
        i += 4;
        continue;
      }
    }
    const end = i + 4 < count ? i + 4 : count;
    for (; i < end; i++) {
      const mark = load<f64>(marks + ((<usize>i) << 3));
      if (mark > peak) {
        peak = mark;
        lowest = mark;
      } else if (mark < lowest) {
        lowest = mark;
        const fall = (mark - peak) / peak;
        if (fall < s.marketDepth) s.marketDepth = fall;
      }
    }
  }
  s.marketPeak = peak;
  s.marketLowest = lowest;
}
