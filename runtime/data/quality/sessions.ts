import { firstMonday, minute, week } from "../interval.js";

/**
 * Learns at which times of the week a market is closed: a slot of the week (half an hour, or one bar if that is
 * longer) counts as closed if fewer than one week in ten has a bar in it. Needs four weeks that have bars, and bars in
 * at least every second week: days picked here and there say nothing of a market's hours.
 */
export class WeekCalendar {
  private readonly slotSize: number;
  private readonly weeksSeen: Int32Array;
  private readonly lastWeek: Int32Array;
  private first = NaN;
  private last = NaN;
  private slotStart = NaN;
  private slotEnd = NaN;
  private latestWeek = -1_000_000;
  private weeksWithBars = 0;

  constructor(private readonly interval: number) {
    const size = Math.max(interval, 30 * minute);
    this.slotSize = week % size === 0 && size < week ? size : week;
    this.weeksSeen = new Int32Array(week / this.slotSize);
    this.lastWeek = new Int32Array(week / this.slotSize).fill(-1_000_000);
  }

  add(times: Float64Array): void {
    let { slotStart, slotEnd } = this;
    for (let at = 0; at < times.length; at++) {
      const time = times[at] ?? NaN;
      // Most bars fall into the slot of the one before, which has been noted.
      if (time >= slotStart && time < slotEnd) continue;
      this.enter(time);
      ({ slotStart, slotEnd } = this);
    }
    this.last = times.at(-1) ?? this.last;
  }

  private enter(time: number): void {
    if (Number.isNaN(this.first)) this.first = time;
    const since = time - firstMonday;
    const number = Math.floor(since / week);
    if (number !== this.latestWeek) {
      this.latestWeek = number;
      this.weeksWithBars++;
    }
    const slot = Math.floor((since - number * week) / this.slotSize);
    this.slotStart = firstMonday + number * week + slot * this.slotSize;
    this.slotEnd = this.slotStart + this.slotSize;
    if (this.lastWeek[slot] === number) return;
    this.lastWeek[slot] = number;
    this.weeksSeen[slot] = (this.weeksSeen[slot] ?? 0) + 1;
  }

  /** How many of the bars missing between two opens fall into closed slots. */
  closedBetween(before: number, after: number): number {
    const weeks = (this.last - this.first) / week;
    if (weeks < 4 || this.weeksWithBars < Math.max(4, weeks / 2) || this.slotSize === week) return 0;
    let closed = 0;
    for (let time = before + this.interval; time < after - this.interval / 2;) {
      const since = time - firstMonday;
      const slotStart = firstMonday + Math.floor(since / this.slotSize) * this.slotSize;
      const slotEnd = Math.min(slotStart + this.slotSize, after - this.interval / 2);
      const bars = Math.max(1, Math.ceil((slotEnd - time) / this.interval));
      const slot = Math.floor((((since % week) + week) % week) / this.slotSize);
      if ((this.weeksSeen[slot] ?? 0) < weeks / 10) closed += bars;
      time += bars * this.interval;
    }
    return closed;
  }
}
