import { counted, formatTime } from "../interval.js";
import { placesKept, type Place } from "./finding.js";

/** Bars a run needs to be worth telling. */
export const longRun = 10;

/** Counts occurrences and keeps the first places. */
export class Notebook {
  count = 0;
  readonly places: Place[] = [];

  add(time: number, detail: () => string, weight = 1): void {
    this.count += weight;
    if (this.places.length < placesKept)
      this.places.push({ time, where: formatTime(time), detail: detail() });
  }
}

/** Counts runs of bars that share a peculiarity. */
export class Run {
  bars = 0;
  runs = 0;
  longest = 0;
  readonly notes = new Notebook();
  private length = 0;
  private start = NaN;

  step(holds: boolean, time: number): void {
    if (holds) {
      if (this.length === 0) this.start = time;
      this.length++;
    } else this.end();
  }

  end(): void {
    if (this.length >= longRun) {
      const length = this.length;
      this.runs++;
      this.bars += length;
      this.longest = Math.max(this.longest, length);
      this.notes.add(this.start, () => counted(length, "bar"));
    }
    this.length = 0;
  }
}
