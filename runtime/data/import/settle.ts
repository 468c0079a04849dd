import { pickColumns } from "../columns.js";
import { DataError } from "../data-error.js";
import type { BarPiece } from "../dataset.js";
import { counted, formatInterval, formatSpan, formatTime } from "../interval.js";
import { faultOf } from "../quality/bar-fault.js";
import type { SourceFaults } from "../quality/check.js";
import { placesKept, type Finding, type FindingKind } from "../quality/finding.js";
import type { Draft } from "./draft.js";
import { findInterval, intervalFromEnds, Sessions, StepCounts } from "./find-interval.js";
import type { ImportOptions } from "./options.js";

/** Bars in time order, each time once, with an account of what that took. */
export interface Settled {
  readonly columns: BarPiece;
  readonly interval: number;
  readonly faults: SourceFaults;
  readonly understood: readonly string[];
  readonly changed: readonly string[];
}

export interface SettleContext {
  readonly fileName: string;
  readonly timeMeans: "open" | "close" | null;
  readonly options: ImportOptions;
}

/** A kind of fault as it is met, by position in the draft. */
class Faults {
  readonly found = new Map<FindingKind, { positions: number[]; details: string[]; count: number }>();

  add(kind: FindingKind, position: number, detail: () => string): void {
    const one = this.found.get(kind) ?? { positions: [], details: [], count: 0 };
    this.found.set(kind, one);
    one.count++;
    if (one.positions.length < placesKept) {
      one.positions.push(position);
      one.details.push(detail());
    }
  }
}

/** Puts a draft in order as the policy has it. @throws DataError SAGE8110…SAGE8113 */
export function settle(draft: Draft, context: SettleContext): Settled {
  const policy = context.options.policy ?? "strict";
  const understood: string[] = [];
  const changed: string[] = [];
  const faults = new Faults();
  const source = draft.columns;
  const direction = directionOf(source.time);
  if (direction < 0) understood.push("Rows stand newest first; they were turned around.");
  noteUnreadable(draft, faults);
  const order = orderRows(source.time, direction, faults);
  if (order.length === 0) throw nothing(draft);
  const kept = dropRepeats(source, order, faults);
  const interval = intervalOf(draft, kept, context, understood);
  const named = shiftToOpen(draft, kept, interval, context, understood);
  const places = new Map<FindingKind, Finding>();
  const shifted = { ...source, time: named };
  // Rows that stand as they should are many and large: they are not copied.
  let columns = isWhole(kept, named.length) ? shifted : pickColumns(shifted, kept);
  noteShort(draft, named, kept, interval, faults);
  noteCells(columns, kept, faults);
  for (const [kind, one] of faults.found) places.set(kind, findingOf(draft, named, kind, one));
  const findings = [...places.values()];
  if (policy === "strict") refuse(draft.label, findings);
  sayOrder(faults, changed);
  if (policy === "repair") columns = mend(columns, changed);
  const dropped = source.time.length - order.length;
  if (dropped > 0) changed.push(`Dropped ${counted(dropped, "row")} whose time is unreadable.`);
  if (columns.time.length === 0) throw nothing(draft);
  return { columns, interval, faults: { rows: source.time.length, findings }, understood, changed };
}

function nothing(draft: Draft): DataError {
  return new DataError(
    "SAGE8111",
    `${draft.label} holds no usable bars${draft.rows.length > 0 ? ` among its ${counted(draft.rows.length, "row")}` : ""}.`,
    "Check that it is the file you meant, and its columns with `--columns`.",
  );
}

/** −1 if times mostly fall from row to row, else 1. */
function directionOf(time: Float64Array): 1 | -1 {
  let balance = 0;
  for (let i = 1; i < time.length; i++) {
    const step = (time[i] ?? NaN) - (time[i - 1] ?? NaN);
    if (step > 0) balance++;
    else if (step < 0) balance--;
  }
  return balance < 0 ? -1 : 1;
}

function noteUnreadable(draft: Draft, faults: Faults): void {
  const positionOf = new Map<number, number>();
  if (draft.unreadable.length > 0) draft.rows.forEach((row, at) => positionOf.set(row, at));
  for (const { row, column, text } of draft.unreadable) {
    const shown =
      text.trim() === ""
        ? "is empty"
        : `"${text.slice(0, 40)}" is no ${column === "" ? "value" : "value of its kind"}`;
    faults.add("unreadable", positionOf.get(row) ?? 0, () => `${column}: ${shown}`);
  }
}

/** Positions in time order; rows without a time are left out. Rows of equal time keep the source's direction. */
function orderRows(time: Float64Array, direction: 1 | -1, faults: Faults): Int32Array {
  const count = time.length;
  const positions = new Int32Array(count);
  let found = 0;
  let latest = -Infinity;
  let disordered = false;
  for (let step = 0; step < count; step++) {
    const at = direction > 0 ? step : count - 1 - step;
    const now = time[at] ?? NaN;
    if (Number.isNaN(now)) continue;
    positions[found++] = at;
    if (now < latest) {
      disordered = true;
      const before = latest;
      faults.add("disorder", at, () => `${formatTime(now)} comes after ${formatTime(before)}`);
    } else latest = now;
  }
  const order = positions.subarray(0, found);
  if (!disordered) return order;
  const rank = order.map((_, at) => at);
  rank.sort((a, b) => (time[order[a] ?? 0] ?? 0) - (time[order[b] ?? 0] ?? 0) || a - b);
  return rank.map((at) => order[at] ?? 0);
}

/** Of rows with one time the last is kept. */
function dropRepeats(source: BarPiece, order: Int32Array, faults: Faults): Int32Array {
  const kept = new Int32Array(order.length);
  let count = 0;
  for (let place = 0; place < order.length; place++) {
    const at = order[place] ?? 0;
    const before = count === 0 ? undefined : kept[count - 1];
    if (before !== undefined && source.time[before] === source.time[at]) {
      const same = (["open", "high", "low", "close", "volume"] as const).every((name) =>
        Object.is(source[name][before], source[name][at]),
      );
      faults.add(
        "duplicate",
        at,
        () =>
          `${formatTime(source.time[at] ?? NaN)} again, ${same ? "with the same values" : "with other values"}`,
      );
      kept[count - 1] = at;
    } else kept[count++] = at;
  }
  return kept.subarray(0, count);
}

/** Whether positions name every row, in the order in which they stand. */
function isWhole(positions: Int32Array, rows: number): boolean {
  return positions.length === rows && positions.every((position, at) => position === at);
}

/** The values at `positions`: the column itself where those are all. */
function pick(values: Float64Array, positions: Int32Array): Float64Array {
  if (isWhole(positions, values.length)) return values;
  const picked = new Float64Array(positions.length);
  for (let at = 0; at < positions.length; at++) picked[at] = values[positions[at] ?? 0] ?? NaN;
  return picked;
}

function intervalOf(draft: Draft, kept: Int32Array, context: SettleContext, understood: string[]): number {
  const time = pick(draft.columns.time, kept);
  const ends = draft.closeTime;
  const fromEnds = ends === null ? null : intervalFromEnds(draft.columns.time, ends);
  const steps = new StepCounts();
  steps.add(time);
  return findInterval(
    steps,
    { label: draft.label, fileName: context.fileName, given: context.options.interval, fromEnds },
    understood,
  );
}

function namesEnds(time: Float64Array, interval: number): boolean {
  const sessions = new Sessions();
  sessions.add(time);
  return sessions.nameEnds(interval);
}

/** Times as opens, whichever end the source names. */
function shiftToOpen(
  draft: Draft,
  kept: Int32Array,
  interval: number,
  context: SettleContext,
  understood: string[],
): Float64Array {
  const { time } = draft.columns;
  const told = context.options.barTime;
  const guessed = told === undefined && context.timeMeans === null && namesEnds(pick(time, kept), interval);
  if (told !== "close" && !(told === undefined && (context.timeMeans === "close" || guessed))) return time;
  const because =
    told === "close"
      ? "as told"
      : guessed
        ? "sessions begin one bar after a round hour and end on one; `--bar-time open` says otherwise"
        : "the column's name says so";
  understood.push(
    `Times name the end of a bar (${because}): moved back by ${formatInterval(interval)} to its open.`,
  );
  // Many sources give the last millisecond of the bar, not the moment after it.
  return time.map(
    (end) => ((((end + 1) % 1000) + 1000) % 1000 < 1 ? Math.ceil(end / 1000) * 1000 : end) - interval,
  );
}

function noteShort(
  draft: Draft,
  open: Float64Array,
  kept: Int32Array,
  interval: number,
  faults: Faults,
): void {
  const ends = draft.closeTime;
  if (ends === null) return;
  for (const at of kept) {
    const length = (ends[at] ?? NaN) - (open[at] ?? NaN);
    if (length < interval - 1000) {
      faults.add("partial bar", at, () => `ends ${formatSpan(interval - length)} before its interval does`);
    }
  }
}

function noteCells(columns: BarPiece, kept: Int32Array, faults: Faults): void {
  for (let i = 0; i < kept.length; i++) {
    const [open, high, low] = [columns.open[i] ?? NaN, columns.high[i] ?? NaN, columns.low[i] ?? NaN];
    const [close, volume] = [columns.close[i] ?? NaN, columns.volume[i] ?? NaN];
    const fault = faultOf(open, high, low, close, volume);
    if (fault === null) continue;
    faults.add(
      fault,
      kept[i] ?? 0,
      () => `open ${open}, high ${high}, low ${low}, close ${close}${volume < 0 ? `, volume ${volume}` : ""}`,
    );
  }
}

const severities: Partial<Record<FindingKind, Finding["severity"]>> = { "partial bar": "warning" };

const says: Partial<Record<FindingKind, (count: number) => string>> = {
  unreadable: (count) => `${counted(count, "cell")} that ${count === 1 ? "is" : "are"} no number or time`,
  "missing price": (count) => `${counted(count, "bar")} without a price`,
  "non-positive price": (count) => `${counted(count, "bar")} with a price of zero or less`,
  "inconsistent prices": (count) =>
    `${counted(count, "bar")} whose high is not the highest or low not the lowest, or with negative volume`,
  disorder: (count) => `${counted(count, "row")} out of order`,
  duplicate: (count) => `${counted(count, "repeated time")}`,
  "partial bar": (count) => `${counted(count, "bar")} cut short`,
};

function findingOf(
  draft: Draft,
  open: Float64Array,
  kind: FindingKind,
  { positions, details, count }: { positions: number[]; details: string[]; count: number },
): Finding {
  const where = draft.locate(positions.map((at) => draft.rows[at] ?? at));
  const places = positions.map((at, i) => {
    const time = open[at] ?? NaN;
    return { time: Number.isNaN(time) ? null : time, where: where[i] ?? "", detail: details[i] ?? "" };
  });
  const message = `${says[kind]?.(count) ?? `${count} × ${kind}`}.`;
  return { kind, severity: severities[kind] ?? "error", count, message, places };
}

function refuse(label: string, findings: readonly Finding[]): void {
  const errors = findings.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (first === undefined) return;
  const reasons = errors.map(({ message, places, count }) => {
    const shown = places.slice(0, 3).map(({ where, detail }) => `${where}: ${detail}`);
    return `${message.slice(0, -1)} (${shown.join("; ")}${count > shown.length ? "; …" : ""})`;
  });
  throw new DataError(
    first.kind === "unreadable" ? "SAGE8110" : "SAGE8113",
    `${label} has ${reasons.join(", ")}.`,
    "`--policy repair` sorts, drops repeated times and rows without a sound price, and lists each change; `--policy warn` keeps what it can.",
  );
}

function sayOrder(faults: Faults, changed: string[]): void {
  const disorder = faults.found.get("disorder")?.count ?? 0;
  const duplicates = faults.found.get("duplicate")?.count ?? 0;
  if (disorder > 0) changed.push(`Sorted ${counted(disorder, "row")} that stood out of order.`);
  if (duplicates > 0)
    changed.push(`Dropped ${counted(duplicates, "row")} that a later row of the same time replaces.`);
}

/** Drops bars without a sound price and widens ranges that do not hold their own open and close; lists each. */
function mend(columns: BarPiece, changed: string[]): BarPiece {
  const kept: number[] = [];
  const dropped: string[] = [];
  const widened: string[] = [];
  const { time, open, high, low, close, volume } = columns;
  for (let i = 0; i < time.length; i++) {
    const [o, h, l] = [open[i] ?? NaN, high[i] ?? NaN, low[i] ?? NaN];
    const [c, v] = [close[i] ?? NaN, volume[i] ?? NaN];
    const fault = faultOf(o, h, l, c, v);
    if (fault === "missing price" || fault === "non-positive price") {
      dropped.push(`${formatTime(time[i] ?? NaN)} (${fault})`);
      continue;
    }
    if (fault === "inconsistent prices") {
      high[i] = Math.max(o, h, l, c);
      low[i] = Math.min(o, h, l, c);
      if (v < 0) volume[i] = NaN;
      const range = `high ${h} → ${high[i]}, low ${l} → ${low[i]}`;
      widened.push(`${formatTime(time[i] ?? NaN)} (${range}${v < 0 ? `, volume ${v} → na` : ""})`);
    }
    kept.push(i);
  }
  if (dropped.length > 0) changed.push(`Dropped ${counted(dropped.length, "bar")}: ${dropped.join(", ")}.`);
  if (widened.length > 0) changed.push(`Mended ${counted(widened.length, "bar")}: ${widened.join(", ")}.`);
  return kept.length === time.length ? columns : pickColumns(columns, Int32Array.from(kept));
}
