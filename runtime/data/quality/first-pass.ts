import type { BarColumns } from "../dataset.js";
import { formatInterval } from "../interval.js";
import { faultOf } from "./bar-fault.js";
import { logRatio } from "./log-ratio.js";
import { Notebook, Run } from "./notebook.js";
import { WeekCalendar } from "./sessions.js";
import { spreadOf, ThinnedSample, type Spread } from "./spread.js";

/** Returns looked at for the spread: a million tell it as well as ten. */
const sampleLimit = 1 << 20;

/** What one walk over the bars tells: their own faults, runs, the calendar, and the spread of returns. */
export interface FirstPass {
  readonly bars: number;
  readonly priceless: Notebook;
  readonly nonPositive: Notebook;
  readonly inconsistent: Notebook;
  readonly offGrid: Notebook;
  readonly zeroVolume: number;
  readonly noVolume: number;
  readonly idle: Run;
  readonly frozen: Run;
  readonly calendar: WeekCalendar;
  readonly spread: Spread;
  readonly last: number;
}

export function firstPass(chunks: Iterable<BarColumns>, interval: number): FirstPass {
  const [priceless, nonPositive] = [new Notebook(), new Notebook()];
  const [inconsistent, offGrid] = [new Notebook(), new Notebook()];
  const [idle, frozen] = [new Run(), new Run()];
  const calendar = new WeekCalendar(interval);
  const returns = new ThinnedSample(sampleLimit);
  let bars = 0;
  let zeroVolume = 0;
  let noVolume = 0;
  let phase = NaN;
  let residue = NaN;
  let previous = NaN;
  let before = NaN;
  let last = NaN;
  for (const chunk of chunks) {
    for (let i = 0; i < chunk.time.length; i++) {
      const time = chunk.time[i] ?? NaN;
      const open = chunk.open[i] ?? NaN;
      const high = chunk.high[i] ?? NaN;
      const low = chunk.low[i] ?? NaN;
      const close = chunk.close[i] ?? NaN;
      const volume = chunk.volume[i] ?? NaN;
      bars++;
      last = time;
      calendar.add(time);
      // A bar one interval after another stands off the grid as far as that one; a remainder takes long.
      if (time - previous !== interval) residue = ((time % interval) + interval) % interval;
      previous = time;
      if (bars === 1) phase = residue;
      else if (residue !== phase) noteResidue(offGrid, time, residue);
      const fault = faultOf(open, high, low, close, volume);
      if (fault === "missing price") notePrices(priceless, time, open, high, low, close);
      else if (fault === "non-positive price") notePrices(nonPositive, time, open, high, low, close);
      else if (fault !== null) notePrices(inconsistent, time, open, high, low, close);
      if (volume === 0) zeroVolume++;
      else if (Number.isNaN(volume)) noVolume++;
      idle.step(volume === 0, time);
      frozen.step(volume !== 0 && open === close && high === low && open === high && close === before, time);
      if (before > 0 && close > 0 && close < Infinity) returns.add(logRatio(close, before));
      before = close;
    }
  }
  idle.end();
  frozen.end();
  const spread = spreadOf(returns.taken());
  return {
    bars,
    priceless,
    nonPositive,
    inconsistent,
    offGrid,
    zeroVolume,
    noVolume,
    idle,
    frozen,
    calendar,
    spread,
    last,
  };
}

// Functions of their own: what a closure in the loop names would be put on the heap for every bar.
function noteResidue(notes: Notebook, time: number, residue: number): void {
  notes.add(time, () => `${formatInterval(Math.round(residue))} off the grid`);
}

function notePrices(
  notes: Notebook,
  time: number,
  open: number,
  high: number,
  low: number,
  close: number,
): void {
  notes.add(time, () => `open ${open}, high ${high}, low ${low}, close ${close}`);
}
