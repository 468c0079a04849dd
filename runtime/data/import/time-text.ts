import { DataError } from "../data-error.js";
import { clockOf } from "./zone.js";

/** A text read as a date and a time of day; the order of day and month may still be open. */
interface Reading {
  /** Year, and the two other numbers as they stand: month and day, or two that wait for the order. */
  year: number;
  first: number;
  second: number;
  open: boolean;
  /** Milliseconds since midnight. */
  clock: number;
  /** Minutes east of UTC where the text says so. */
  offset: number | null;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const clockForm = /^(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,:](\d{1,9}))?)?)?(?:\s*-?\s*(am|pm))?\s*(.*)$/i;
const compactClockForm = /^(\d{2})(\d{2})(\d{2})?(?:\.(\d{1,9}))?()\s*(.*)$/;

/** Milliseconds since midnight and the offset of a text such as `09:30`, `09-AM`, `143000`, `16:00:00.5 +02:00`. */
export function readClock(text: string): { clock: number; offset: number | null } | null {
  const match = /^\d{4}(\d{2})?(\D|$)/.test(text) ? compactClockForm.exec(text) : clockForm.exec(text);
  if (match === null) return null;
  const [, hours, minutes = "0", seconds = "0", fraction = "", half = "", zone = ""] = match;
  let hour = Number(hours);
  if (half !== "") {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
  }
  if (hour > 24 || Number(minutes) > 59 || Number(seconds) > 60) return null;
  const offset = readOffset(zone.trim());
  if (offset === undefined) return null;
  const thousandths = fraction === "" ? 0 : Number(`0.${fraction}`) * 1000;
  return {
    clock: hour * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000 + thousandths,
    offset,
  };
}

function readOffset(zone: string): number | null | undefined {
  if (zone === "") return null;
  const match = /^\(?(z|utc|gmt)?\s*(?:([+-])(\d{2}):?(\d{2})?)?\)?$/i.exec(zone);
  if (match === null) return undefined;
  const [, , sign, hours = "0", minutes = "0"] = match;
  const size = Number(hours) * 60 + Number(minutes);
  return sign === "-" ? -size : size;
}

/** Reads one text, or null if it is no date. */
export function readTime(text: string): Reading | null {
  const trimmed = text.trim();
  const iso = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ,_]+(.+))?$/.exec(trimmed);
  if (iso !== null) return reading(iso[1], iso[3], iso[4], false, iso[5]);
  const local = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ,_]+(.+))?$/.exec(trimmed);
  if (local !== null) return reading(local[4], local[1], local[3], true, local[5]);
  const compact = /^(\d{4})(\d{2})(\d{2})(?:[T ,_-]*(.+))?$/.exec(trimmed);
  if (compact !== null) return reading(compact[1], compact[2], compact[3], false, compact[4]);
  const named = /^(?:[a-z]{3,9},? )?(\d{1,2})[- ]([a-z]{3,9})[- ,]+(\d{4})(?:[T ,_]+(.+))?$/i.exec(trimmed);
  if (named !== null) return reading(named[3], monthOf(named[2]), named[1], false, named[4]);
  const leading = /^(?:[a-z]{3,9},? )?([a-z]{3,9}) (\d{1,2}),? (\d{4})(?:[T ,_]+(.+))?$/i.exec(trimmed);
  if (leading !== null) return reading(leading[3], monthOf(leading[1]), leading[2], false, leading[4]);
  return null;
}

function monthOf(name: string | undefined): string {
  return String(months.indexOf((name ?? "").slice(0, 3).toLowerCase()) + 1);
}

function reading(
  year: string | undefined,
  first: string | undefined,
  second: string | undefined,
  open: boolean,
  rest: string | undefined,
): Reading | null {
  const time = rest === undefined ? { clock: 0, offset: null } : readClock(rest);
  if (time === null) return null;
  return { year: Number(year), first: Number(first), second: Number(second), open, ...time };
}

export interface TimeReading {
  /** Epoch milliseconds UTC; NaN where the text is no time. */
  readonly values: Float64Array;
  readonly unreadable: readonly number[];
  readonly understood: readonly string[];
}

export interface TimeTextOptions {
  readonly label: string;
  readonly timeZone?: string | undefined;
  readonly dateOrder?: "dmy" | "mdy" | undefined;
}

/**
 * Reads a column of texts as times.
 * @throws DataError SAGE8109 when the order of day and month cannot be told
 */
export function readTimes(texts: readonly (string | null)[], options: TimeTextOptions): TimeReading {
  const readings = texts.map((text) => (text === null ? null : readTime(text)));
  const understood: string[] = [];
  const order = findDateOrder(readings, texts, options, understood);
  const values = new Float64Array(texts.length);
  const unreadable: number[] = [];
  const clock = clockOf(options.timeZone ?? "UTC");
  let previous = NaN;
  let zoned = 0;
  for (const [at, one] of readings.entries()) {
    const local = one === null ? NaN : localTime(one, order);
    if (Number.isNaN(local) || one === null) {
      values[at] = NaN;
      unreadable.push(at);
      continue;
    }
    if (one.offset !== null) zoned++;
    previous = one.offset === null ? clock.toUtc(local, previous) : local - one.offset * 60_000;
    values[at] = previous;
  }
  const read = texts.length - unreadable.length;
  understood.push(zoneSentence(zoned, read, options.timeZone));
  if (clock.ambiguous() > 0)
    understood.push(
      `${clock.ambiguous()} times fall into the hour a clock change repeats; taken in row order.`,
    );
  if (clock.skipped() > 0)
    understood.push(`${clock.skipped()} times fall into an hour a clock change skips; taken an hour later.`);
  return { values, unreadable, understood };
}

export function zoneSentence(zoned: number, read: number, zone: string | undefined): string {
  if (zoned === read && read > 0) return "Times carry their zone and were turned into UTC.";
  if (zone !== undefined) return `Times without a zone were read as ${zone} and turned into UTC.`;
  return "Times carry no zone and were taken as UTC (`--time-zone` says otherwise).";
}

function localTime(one: Reading, order: "dmy" | "mdy"): number {
  const swap = one.open && order === "dmy";
  const month = swap ? one.second : one.first;
  const day = swap ? one.first : one.second;
  if (month < 1 || month > 12 || day < 1 || day > 31) return NaN;
  const midnight = Date.UTC(one.year, month - 1, day);
  // Date.UTC rolls 31 April into May; a day that does not exist is not a time.
  return new Date(midnight).getUTCDate() === day ? midnight + one.clock : NaN;
}

function findDateOrder(
  readings: readonly (Reading | null)[],
  texts: readonly (string | null)[],
  options: TimeTextOptions,
  understood: string[],
): "dmy" | "mdy" {
  const open = readings.filter((one): one is Reading => one !== null && one.open);
  if (open.length === 0) return "mdy";
  const say = (order: "dmy" | "mdy", because: string) => {
    understood.push(
      `Dates were read as ${order === "dmy" ? "day, month, year" : "month, day, year"}: ${because}.`,
    );
    return order;
  };
  if (options.dateOrder !== undefined) return say(options.dateOrder, "as told");
  const firstIsDay = open.some((one) => one.first > 12);
  const secondIsDay = open.some((one) => one.second > 12);
  if (firstIsDay !== secondIsDay) return say(firstIsDay ? "dmy" : "mdy", "a number above 12 is a day");
  if (!firstIsDay) {
    const [dmy, mdy] = [backSteps(open, "dmy"), backSteps(open, "mdy")];
    if (dmy !== mdy) return say(dmy < mdy ? "dmy" : "mdy", "only so do the rows stand in order");
    if (texts.some((text) => text?.includes("."))) return say("dmy", "dates with dots are European");
  }
  throw new DataError(
    "SAGE8109",
    `The dates of ${options.label} can be read two ways: "${texts.find((text) => text !== null) ?? ""}" may begin with the day or with the month.`,
    "Say which with `--date-order dmy` or `--date-order mdy`.",
  );
}

/** How often a time is before the one before it, in the better of the two directions of a file. */
function backSteps(readings: readonly Reading[], order: "dmy" | "mdy"): number {
  let back = 0;
  let forth = 0;
  for (let i = 1; i < readings.length; i++) {
    const [now, before] = [readings[i], readings[i - 1]];
    if (now === undefined || before === undefined) continue;
    const step = localTime(now, order) - localTime(before, order);
    if (step < 0) back++;
    if (step > 0) forth++;
  }
  return Math.min(back, forth);
}
