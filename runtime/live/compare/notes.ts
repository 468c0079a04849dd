import type { LiveBar } from "../bar.js";
import type { LiveNote } from "../store/live-store.js";
import type { LiveRow } from "./sides.js";

/** The gap that the feed told of in which a bar lies. */
export const gapOver = (notes: readonly LiveNote[], time: number): LiveNote | null =>
  notes.find(({ event, data }) => {
    const { from, to } = data;
    return (
      event === "feed_gap" && typeof from === "number" && typeof to === "number" && from <= time && time < to
    );
  }) ?? null;

/** What the feed told of a bar that the venue said otherwise later. */
export const revisionOf = (notes: readonly LiveNote[], time: number): LiveNote | null =>
  notes.find(({ event, data }) => event === "bar_revised" && barIn(data["before"])?.time === time) ?? null;

const columns = ["time", "open", "high", "low", "close", "volume"] as const;

/** A bar in the data of a note; null where there is none. */
export function barIn(value: unknown): LiveBar | null {
  if (typeof value !== "object" || value === null) return null;
  const [time, open, high, low, close, volume] = columns.map((name): unknown => Reflect.get(value, name));
  return [time, open, high, low, close, volume].every((one) => typeof one === "number")
    ? {
        time: Number(time),
        open: Number(open),
        high: Number(high),
        low: Number(low),
        close: Number(close),
        volume: Number(volume),
      }
    : null;
}

/** The restart that lies between two steps, if there is one. */
export const restartBetween = (
  notes: readonly LiveNote[],
  before: LiveRow | undefined,
  after: LiveRow | undefined,
): LiveNote | null =>
  notes.findLast(
    ({ event, time }) =>
      event === "session_resumed" &&
      before !== undefined &&
      isBefore(before, time) &&
      (after === undefined || !isBefore(after, time)),
  ) ?? null;

/** Whether a step was done before a moment; what is made up for at that very moment comes after it. */
const isBefore = ({ decided, mode }: LiveRow, time: number): boolean =>
  decided < time || (decided === time && mode !== "late" && mode !== "watched");

/** The last stop of a strategy that was told before a step. */
export const stopBefore = (notes: readonly LiveNote[], { decided }: LiveRow): LiveNote | null =>
  notes.findLast(({ event, time }) => event === "switch_stopped" && time <= decided) ?? null;

/** The last time before a step that the clocks were found apart. */
export const skewBefore = (notes: readonly LiveNote[], { decided }: LiveRow): LiveNote | null =>
  notes.findLast(({ event, time }) => event === "clock_skew" && time <= decided) ?? null;
