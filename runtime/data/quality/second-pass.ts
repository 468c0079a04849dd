import type { BarColumns } from "../dataset.js";
import { counted, formatTime } from "../interval.js";
import type { FirstPass } from "./first-pass.js";
import { logRatios } from "./log-ratio.js";
import { Notebook } from "./notebook.js";

/** Robust deviations beyond which a return is an outlier. */
export const outlierLimit = 10;

/** What needs the calendar and the spread of the first walk: gaps, outliers, spikes. */
export interface SecondPass {
  readonly gaps: Notebook;
  readonly missing: number;
  readonly closed: number;
  readonly longest: number;
  readonly longestAt: number;
  readonly outliers: Notebook;
  readonly spikes: Notebook;
}

/** All that the second walk looks at. */
export type Closes = Pick<BarColumns, "time" | "close">;

export function secondPass(chunks: Iterable<Closes>, interval: number, first: FirstPass): SecondPass {
  const [gaps, outliers, spikes] = [new Notebook(), new Notebook(), new Notebook()];
  const { calendar, spread } = first;
  let missing = 0;
  let closed = 0;
  let longest = 0;
  let longestAt = NaN;
  let before = NaN;
  let price = NaN;
  let jump = 0;
  let usual = spread.deviation;
  let steps = new Float64Array();
  for (const { time, close } of chunks) {
    if (steps.length < time.length) steps = new Float64Array(time.length);
    logRatios(close, price, steps);
    for (let i = 0; i < time.length; i++) {
      const now = time[i] ?? NaN;
      const lacking = Math.round((now - before) / interval) - 1;
      if (lacking > 0) {
        const start = before + interval;
        noteGap(gaps, start, lacking, now - interval);
        missing += lacking;
        closed += calendar.closedBetween(before, now);
        if (lacking > longest) [longest, longestAt] = [lacking, start];
      }
      const its = close[i] ?? NaN;
      // A step over a gap is no fault of the bar behind it.
      const known = price > 0 && its > 0 && its < Infinity && !(lacking > 0);
      const step = known ? (steps[i] ?? 0) : 0;
      const score = spread.deviation > 0 ? (step - spread.median) / spread.deviation : 0;
      const wild = Math.abs(score) > outlierLimit;
      if (wild) noteOutlier(outliers, now, step, score);
      const undone = wild && step * jump < 0 && Math.abs(step + jump) < 0.2 * Math.abs(jump);
      if (undone) {
        noteSpike(spikes, before, jump);
        jump = 0;
      } else {
        // In a storm, or between a thin market's bid and ask, such a jump is nothing odd: it must stand out there too.
        jump = wild && Math.abs(step) > outlierLimit * usual ? step : 0;
        usual += (Math.abs(step) - usual) / 64;
      }
      before = now;
      price = its;
    }
  }
  return { gaps, missing, closed, longest, longestAt, outliers, spikes };
}

// Functions of their own: what a closure in the loop names would be put on the heap for every bar.
function noteGap(gaps: Notebook, start: number, lacking: number, to: number): void {
  gaps.add(start, () => `${counted(lacking, "bar")} missing, to ${formatTime(to)}`);
}

function noteOutlier(outliers: Notebook, time: number, step: number, score: number): void {
  outliers.add(time, () => `${percent(step)}, robust z ${score.toFixed(1)}`);
}

function noteSpike(spikes: Notebook, time: number, size: number): void {
  spikes.add(time, () => `${percent(size)}, gone a bar later`);
}

function percent(fraction: number): string {
  return `${fraction > 0 ? "+" : ""}${(100 * fraction).toFixed(2)} %`;
}
