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
  s.scale = mark > 0 ? 1 / mark : 0;
}

/** One mark; gives the square of its fall. */
function addMark(s: Statistics, bar: i32, time: f64, mark: f64): f64 {
  if (mark >= s.peak) {
    reachPeak(s, bar, time, mark);
    return 0;
  }
  const fall = (mark - s.peak) * s.scale;
  if (fall < s.worst) {
    s.worst = fall;
    s.worstPeakBar = s.peakBar;
    s.worstStart = s.peakTime;
    s.worstTrough = time;
    s.worstEndBar = -1;
  }
  return fall * fall;
}

/**
 * Falls of `count` marks, none of them NaN. Two pairs at a time while all of them lie between the deepest fall and the
 * peak; what moves one of these is looked at bar by bar.
 */
export function addDrawdown(s: Statistics, times: usize, marks: usize, count: i32): void {
  let one = f64x2.splat(0);
  let two = f64x2.splat(0);
  let peak = f64x2.splat(s.peak);
  let scale = f64x2.splat(s.scale);
  let worst = f64x2.splat(s.worst);
  let rest: f64 = 0;
  let i = 0;
  while (i < count) {
    const at = (<usize>i) << 3;
    if (i + 4 <= count) {
      const a = f64x2.sub(v128.load(marks + at), peak);
      const b = f64x2.sub(v128.load(marks + at + 16), peak);
      const fall = f64x2.mul(a, scale);
      const next = f64x2.mul(b, scale);
      const below = f64x2.lt(f64x2.pmax(a, b), f64x2.splat(0));
      const above = f64x2.ge(f64x2.pmin(fall, next), worst);
      if (i64x2.all_true(v128.and(below, above))) {
        one = f64x2.add(one, f64x2.mul(fall, fall));
        two = f64x2.add(two, f64x2.mul(next, next));
        i += 4;
        continue;
      }
    }
    const end = i + 4 < count ? i + 4 : count;
    for (; i < end; i++) {
      const place = (<usize>i) << 3;
      rest += addMark(s, s.marks + i, load<f64>(times + place), load<f64>(marks + place));
    }
    peak = f64x2.splat(s.peak);
    scale = f64x2.splat(s.scale);
    worst = f64x2.splat(s.worst);
  }
  s.fallSquares += total(one) + total(two) + rest;
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
