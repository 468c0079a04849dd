import { DataError } from "../data-error.js";
import { counted, day, formatInterval, hour, minute, parseInterval, second } from "../interval.js";

export interface IntervalHints {
  readonly label: string;
  readonly fileName: string;
  readonly given: number | undefined;
  /** Length of the bars, where the source gives both ends. */
  readonly fromEnds: number | null;
}

/** The interval named in a file name such as `BTCUSDT-1m-2021-01.csv` or `ETH-USD-PT5M.json`, or null. */
export function intervalInName(fileName: string): number | null {
  for (const token of fileName.split(/[^A-Za-z0-9]+/)) {
    const match = /^(?:PT?)?(\d{1,3})(m|min|h|d|w|s|H|M|D|W)$/.exec(token);
    if (match === null || (match[2] === "M" && !token.startsWith("PT"))) continue;
    return parseInterval(`${match[1]}${(match[2] ?? "m").charAt(0).toLowerCase()}`);
  }
  return null;
}

/** How far apart times in order without repeats stand, told of them piece by piece. */
export class StepCounts {
  readonly steps = new Map<number, number>();
  bars = 0;
  private before = NaN;

  add(time: Float64Array): void {
    // Most steps are as the one before: the map is asked once for all of them.
    let like = NaN;
    let count = 0;
    let before = this.before;
    for (let at = 0; at < time.length; at++) {
      const now = time[at] ?? NaN;
      const exact = now - before;
      before = now;
      // Steps of a minute and more are rounded to the second, for stray milliseconds.
      const step = exact >= minute ? Math.round(exact / second) * second : exact;
      if (step === like) {
        count++;
        continue;
      }
      this.count(like, count);
      like = step;
      count = 1;
    }
    this.count(like, count);
    this.before = before;
    this.bars += time.length;
  }

  /** The most frequent step; NaN where there is none. */
  mode(): { readonly step: number; readonly count: number } {
    const [step, count] = [...this.steps].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [NaN, 0];
    return { step, count };
  }

  private count(step: number, times: number): void {
    if (step > 0 && (this.steps.has(step) || this.steps.size < 100_000))
      this.steps.set(step, (this.steps.get(step) ?? 0) + times);
  }
}

/**
 * The interval of times in order without repeats: what was given, else what the bars' ends tell, else the most
 * frequent step.
 * @throws DataError SAGE8112
 */
export function findInterval(counts: StepCounts, hints: IntervalHints, understood: string[]): number {
  const { steps, bars } = counts;
  const { step: mode, count } = counts.mode();
  if (hints.given !== undefined) return checkGiven(bars, hints.given, mode, count, hints.label, understood);
  if (hints.fromEnds !== null) {
    understood.push(`The interval is ${formatInterval(hints.fromEnds)}: the bars' ends say so.`);
    return hints.fromEnds;
  }
  const named = intervalInName(hints.fileName);
  if (bars < 2) {
    if (named !== null) {
      understood.push(`The interval is ${formatInterval(named)}: the file's name says so.`);
      return named;
    }
    throw unknown(hints.label, "a single bar does not tell how far apart bars are");
  }
  if (mode >= 28 * day && steps.size > 1) {
    throw unknown(hints.label, "its bars are months, which have no fixed length");
  }
  if (count < (bars - 1) * 0.1) {
    throw unknown(
      hints.label,
      `its times follow no grid: the most frequent step, ${formatInterval(mode)}, occurs ${count} times in ${bars - 1}`,
    );
  }
  if (mode < second)
    throw unknown(
      hints.label,
      `its times are ${formatInterval(mode)} apart, too close for candles: is the unit of time right`,
    );
  // A market so quiet that few neighbouring bars exist: the name knows the interval, and every step agrees with it.
  if (named !== null && named < mode && [...steps.keys()].every((step) => step % named === 0)) {
    understood.push(
      `The interval is ${formatInterval(named)}: the file's name says so, and all steps are multiples of it.`,
    );
    return named;
  }
  const conflict = named !== null && named !== mode ? ` The file's name says ${formatInterval(named)}.` : "";
  understood.push(
    `The interval is ${formatInterval(mode)}: ${counted(count, "step")} of ${bars - 1} are.${conflict}`,
  );
  return mode;
}

function unknown(label: string, because: string): DataError {
  return new DataError(
    "SAGE8112",
    `The interval of ${label} is unknown: ${because}.`,
    "Name it with `--interval 1h`.",
  );
}

function checkGiven(
  bars: number,
  given: number,
  mode: number,
  count: number,
  label: string,
  understood: string[],
): number {
  const agrees = bars < 2 || mode % given === 0;
  if (!agrees) {
    throw new DataError(
      "SAGE8112",
      `The bars of ${label} are ${formatInterval(mode)} apart (${count} of ${bars - 1} steps), not ${formatInterval(given)} as given.`,
      given % mode === 0
        ? "Leave `--interval` out here, and give the strategy the slower timeframe: bars are resampled for it."
        : "Leave `--interval` out, or check the unit of time with `--time-unit`.",
    );
  }
  understood.push(`The interval is ${formatInterval(given)}, as told.`);
  return given;
}

/** Length of bars whose both ends are known: the most frequent, rounded up to whole seconds (ends are often 1 ms early). */
export function intervalFromEnds(open: Float64Array, end: Float64Array): number | null {
  const lengths = new Map<number, number>();
  for (let i = 0; i < open.length; i++) {
    const length = Math.ceil(((end[i] ?? NaN) - (open[i] ?? NaN)) / second - 1e-9) * second;
    if (length > 0) lengths.set(length, (lengths.get(length) ?? 0) + 1);
  }
  const [length, count] = [...lengths].toSorted((a, b) => b[1] - a[1])[0] ?? [0, 0];
  return count > open.length / 2 ? length : null;
}

/**
 * Whether times name the END of their bars: every trading session then begins one interval after a round time and
 * ends on a round time (09:01 … 17:00). Needs three sessions with a pause between them. Told of times in order piece by
 * piece, before the interval is known.
 */
export class Sessions {
  private sessions = 0;
  /** Of sessions that end on a round time: how many begin so long after one. */
  private readonly beginnings = new Map<number, number>();
  private start = NaN;
  private before = NaN;

  add(time: Float64Array): void {
    let before = this.before;
    for (let at = 0; at < time.length; at++) {
      const now = time[at] ?? NaN;
      if (now - before >= 3 * hour) {
        this.before = before;
        this.close();
      }
      if (Number.isNaN(this.start)) this.start = now;
      before = now;
    }
    this.before = before;
  }

  /** Asked once, at the end. */
  nameEnds(interval: number): boolean {
    if (interval >= 30 * minute) return false;
    this.close();
    return this.sessions >= 3 && (this.beginnings.get(interval) ?? 0) >= this.sessions * 0.9;
  }

  private close(): void {
    if (Number.isNaN(this.start)) return;
    const after = this.start % round;
    this.sessions++;
    if (this.before % round === 0) this.beginnings.set(after, (this.beginnings.get(after) ?? 0) + 1);
    this.start = NaN;
  }
}

const round = 30 * minute;
