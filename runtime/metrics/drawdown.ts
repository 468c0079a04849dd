/** Where the deepest fall began, was deepest and ended; bars are counted from 0, times are open times. */
export interface DeepestDrawdown {
  /** E_trough / E_peak − 1; 0 when the curve never fell. */
  readonly depth: number;
  readonly start: number | null;
  readonly trough: number | null;
  /** `null`: not recovered. */
  readonly end: number | null;
  readonly bars: number | null;
  /** Most bars between a peak and its recovery, or the end. */
  readonly longest: number;
}

/** Drawdowns of a curve of marks, in one pass. */
export class DrawdownWatch {
  private count = 0;
  private peak = Number.NEGATIVE_INFINITY;
  private scale = 0;
  private peakBar = 0;
  private peakTime = 0;
  private worst = 0;
  private worstPeakBar = -1;
  private worstStart = 0;
  private worstTrough = 0;
  private worstEnd: number | null = null;
  private worstEndBar = -1;
  private longest = 0;
  /** Σ D² over all marks, D as a fraction. */
  squares = 0;

  add(time: Float64Array, marks: Float64Array, from: number, to: number): void {
    let { peak, scale, worst, squares } = this;
    const offset = this.count - from;
    for (let i = from; i < to; i++) {
      const mark = marks[i] ?? 0;
      if (mark >= peak) {
        this.reachPeak(offset + i, time[i] ?? 0);
        peak = mark;
        scale = peak > 0 ? 1 / peak : 0;
        continue;
      }
      if (Number.isNaN(mark)) continue;
      const fall = (mark - peak) * scale;
      squares += fall * fall;
      if (fall < worst) {
        worst = fall;
        this.worstPeakBar = this.peakBar;
        this.worstStart = this.peakTime;
        this.worstTrough = time[i] ?? 0;
        this.worstEnd = null;
        this.worstEndBar = -1;
      }
    }
    this.squares = squares;
    this.peak = peak;
    this.scale = scale;
    this.worst = worst;
    this.count += to - from;
  }

  finish(): DeepestDrawdown {
    const last = this.count - 1;
    const longest = this.count > 0 ? Math.max(this.longest, last - this.peakBar) : 0;
    if (this.worstPeakBar < 0) return { depth: 0, start: null, trough: null, end: null, bars: null, longest };
    return {
      depth: this.worst,
      start: this.worstStart,
      trough: this.worstTrough,
      end: this.worstEnd,
      bars: (this.worstEndBar < 0 ? last : this.worstEndBar) - this.worstPeakBar,
      longest,
    };
  }

  private reachPeak(bar: number, time: number): void {
    if (this.worstPeakBar >= 0 && this.worstEndBar < 0) {
      this.worstEnd = time;
      this.worstEndBar = bar;
    }
    // Two bars at the peak side by side are no fall.
    if (bar - this.peakBar > 1 && bar > 0) this.longest = Math.max(this.longest, bar - this.peakBar);
    this.peakBar = bar;
    this.peakTime = time;
  }
}

/** Only how deep a curve fell from a peak, E_t / peak − 1. */
export class DepthWatch {
  depth = 0;
  private peak = 0;
  private lowest = 0;

  add(marks: Float64Array, count: number): void {
    let { peak, lowest, depth } = this;
    for (let i = 0; i < count; i++) {
      const mark = marks[i] ?? 0;
      if (mark > peak) {
        peak = mark;
        lowest = mark;
      } else if (mark < lowest) {
        lowest = mark;
        const fall = (mark - peak) / peak;
        if (fall < depth) depth = fall;
      }
    }
    this.peak = peak;
    this.lowest = lowest;
    this.depth = depth;
  }
}
