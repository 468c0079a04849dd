import { DataError } from "./data-error.js";

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;
export const week = 7 * day;
/** Open of the first Monday of the epoch: weeks are counted from here. */
export const firstMonday = 4 * day;

const unitOf: Readonly<Record<string, number>> = { ms: 1, s: second, m: minute, h: hour, d: day, w: week };

/**
 * Milliseconds of an interval such as `1m`, `15m`, `4h`, `1d`, `1w`, `30s`, `500ms`.
 * @throws DataError SAGE8117 for any other text; months have no fixed length and are not intervals here
 */
export function parseInterval(text: string): number {
  const match = /^(\d{1,7})\s*(ms|s|m|h|d|w)$/.exec(text.trim().toLowerCase());
  const unit = match?.[2] === undefined ? undefined : unitOf[match[2]];
  const count = Number(match?.[1]);
  if (unit === undefined || !(count > 0) || /^\d+\s*M$/.test(text.trim())) {
    throw new DataError(
      "SAGE8117",
      `"${text}" is not an interval.`,
      "Write a whole number and a unit: 30s, 1m, 15m, 4h, 1d or 1w.",
    );
  }
  return count * unit;
}

/** The shortest text that `parseInterval` reads back: 3600000 is `1h`. */
export function formatInterval(milliseconds: number): string {
  for (const [unit, size] of Object.entries(unitOf).toReversed()) {
    if (milliseconds >= size && milliseconds % size === 0) return `${milliseconds / size}${unit}`;
  }
  return `${milliseconds}ms`;
}

/** A length of time for people, by its two largest units: `3d 21h`, `45s`, `12ms`. */
export function formatSpan(milliseconds: number): string {
  const parts: string[] = [];
  let rest = Math.round(milliseconds);
  for (const [unit, size] of Object.entries(unitOf).toReversed()) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count}${unit}`);
    rest -= count * size;
    if (parts.length === 2 || (parts.length === 1 && unit === "s")) break;
  }
  return parts.join(" ") || "0ms";
}

/** `2021-01-31T04:05:00Z`, with milliseconds only where there are any; `NaN` as "no time". */
export function formatTime(milliseconds: number): string {
  if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > 8.64e15) return "no time";
  return new Date(milliseconds).toISOString().replace(/\.000Z$/, "Z");
}

/** `1,234,567`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 bar`, `2,000 bars`. */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Open of the bar of `interval` that contains `time`: whole intervals since the epoch, weeks from Monday. */
export function bucketOpen(time: number, interval: number): number {
  const origin = interval % week === 0 ? firstMonday : 0;
  return origin + Math.floor((time - origin) / interval) * interval;
}

/**
 * A limit such as `2021-03-01`, `2021-03-01T12:00`, `2021-03-01T12:00:00Z` (UTC) or epoch milliseconds. A date alone
 * means its first moment as `from` and its last as `to`, so that a day named as the end is a day within.
 * @throws DataError SAGE8117
 */
export function parseTimeLimit(text: string, edge: "from" | "to"): number {
  const trimmed = text.trim();
  if (/^\d{10,14}$/.test(trimmed)) return trimmed.length < 12 ? Number(trimmed) * 1000 : Number(trimmed);
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/.exec(trimmed);
  const time = match === null ? NaN : Date.parse(`${match[1]}T${match[2] ?? "00:00"}${match[3] ?? "Z"}`);
  if (Number.isNaN(time) || match === null) {
    throw new DataError(
      "SAGE8117",
      `"${text}" is not a time.`,
      "Write 2021-03-01, 2021-03-01T12:00 or epoch milliseconds.",
    );
  }
  return match[2] === undefined && edge === "to" ? time + day - 1 : time;
}
