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

/** The first walk, told of bars in time order piece by piece. Each matter has a loop of its own, so that V8 keeps numbers in registers. */
export class FirstWalk {
  private readonly priceless = new Notebook();
  private readonly nonPositive = new Notebook();
  private readonly inconsistent = new Notebook();
  private readonly offGrid = new Notebook();
  private readonly idle = new Run();
  private readonly frozen = new Run();
  private readonly calendar: WeekCalendar;
  private readonly returns = new ThinnedSample(sampleLimit);
  private bars = 0;
  private zeroVolume = 0;
  private noVolume = 0;
  private phase = NaN;
  private residue = NaN;
  private last = NaN;
  private close = NaN;

  constructor(readonly interval: number) {
    this.calendar = new WeekCalendar(interval);
  }

  /** Whether prices or volumes that cannot be were seen. */
  get faulty(): boolean {
    return this.priceless.count + this.nonPositive.count + this.inconsistent.count > 0;
  }

  add(chunk: BarColumns): void {
    if (chunk.time.length === 0) return;
    this.calendar.add(chunk.time);
    this.addTimes(chunk.time);
    this.addPrices(chunk);
    this.addQuiet(chunk);
    this.addReturns(chunk.close);
    this.bars += chunk.time.length;
    this.last = chunk.time.at(-1) ?? NaN;
    this.close = chunk.close.at(-1) ?? NaN;
  }

  /** Asked once, at the end. */
  end(): FirstPass {
    this.idle.end();
    this.frozen.end();
    return {
      bars: this.bars,
      priceless: this.priceless,
      nonPositive: this.nonPositive,
      inconsistent: this.inconsistent,
      offGrid: this.offGrid,
      zeroVolume: this.zeroVolume,
      noVolume: this.noVolume,
      idle: this.idle,
      frozen: this.frozen,
      calendar: this.calendar,
      spread: spreadOf(this.returns.taken()),
      last: this.last,
    };
  }

  private addTimes(times: Float64Array): void {
    const { interval } = this;
    let { residue, phase } = this;
    let previous = this.last;
    for (let i = 0; i < times.length; i++) {
      const time = times[i] ?? NaN;
      // A bar one interval after another stands off the grid as far as that one; a remainder takes long.
      if (time - previous !== interval) residue = ((time % interval) + interval) % interval;
      previous = time;
      if (i === 0 && this.bars === 0) phase = residue;
      else if (residue !== phase) noteResidue(this.offGrid, time, residue);
    }
    this.residue = residue;
    this.phase = phase;
  }

  private addPrices({ time, open, high, low, close, volume }: BarColumns): void {
    for (let i = 0; i < time.length; i++) {
      const first = open[i] ?? NaN;
      const most = high[i] ?? NaN;
      const least = low[i] ?? NaN;
      const last = close[i] ?? NaN;
      const fault = faultOf(first, most, least, last, volume[i] ?? NaN);
      if (fault === null) continue;
      const notes =
        fault === "missing price"
          ? this.priceless
          : fault === "non-positive price"
            ? this.nonPositive
            : this.inconsistent;
      notePrices(notes, time[i] ?? NaN, first, most, least, last);
    }
  }

  private addQuiet({ time, open, high, low, close, volume }: BarColumns): void {
    const { idle, frozen } = this;
    let before = this.close;
    for (let i = 0; i < time.length; i++) {
      const now = time[i] ?? NaN;
      const traded = volume[i] ?? NaN;
      const price = close[i] ?? NaN;
      if (traded === 0) this.zeroVolume++;
      else if (Number.isNaN(traded)) this.noVolume++;
      idle.step(traded === 0, now);
      const stands = price === before && open[i] === price && high[i] === price && low[i] === price;
      frozen.step(stands && traded !== 0, now);
      before = price;
    }
  }

  private addReturns(closes: Float64Array): void {
    let before = this.close;
    for (let i = 0; i < closes.length; i++) {
      const close = closes[i] ?? NaN;
      if (before > 0 && close > 0 && close < Infinity && this.returns.takes())
        this.returns.add(logRatio(close, before));
      before = close;
    }
  }
}

export function firstPass(chunks: Iterable<BarColumns>, interval: number): FirstPass {
  const walk = new FirstWalk(interval);
  for (const chunk of chunks) walk.add(chunk);
  return walk.end();
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
