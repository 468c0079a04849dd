import { switchChangeLayout } from "./layout.js";

/** What the kill switch stops from a time on: nothing, entries, or entries and all that is held. */
export interface SwitchChange {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly stops: Stopped;
}

export type Stopped = (typeof stopped)[number];

/** In the order of the kernel's numbers: each stops more than the one before. */
export const stopped = ["nothing", "entries", "all"] as const;

const rank = (state: Stopped): number => stopped.indexOf(state);

export const stopsMore = (one: Stopped, other: Stopped): Stopped => (rank(one) > rank(other) ? one : other);

/** What a history says of a time. */
export function stoppedAt(history: readonly SwitchChange[], time: number): Stopped {
  return history.findLast((change) => change.time <= time)?.stops ?? "nothing";
}

/** Several switches of one strategy as one: at every time the one that stops the most holds. */
export function joinSwitches(histories: readonly (readonly SwitchChange[])[]): readonly SwitchChange[] {
  const times = [...new Set(histories.flatMap((one) => one.map(({ time }) => time)))].toSorted(
    (a, b) => a - b,
  );
  const joined: SwitchChange[] = [];
  for (const time of times) {
    const stops = histories.map((one) => stoppedAt(one, time)).reduce<Stopped>(stopsMore, "nothing");
    if (stops !== (joined.at(-1)?.stops ?? "nothing")) joined.push({ time, stops });
  }
  return joined;
}

/** Writes a history where the broker reads it; what is before the last `room` changes is over. */
export function writeSwitches(
  view: DataView,
  place: { readonly rows: number; readonly room: number; readonly count: number },
  history: readonly SwitchChange[],
): void {
  const { bytes, offsets } = switchChangeLayout;
  const kept = place.room === 0 ? [] : history.slice(-place.room);
  for (const [k, { time, stops }] of kept.entries()) {
    view.setFloat64(place.rows + k * bytes + offsets.time, time, true);
    view.setFloat64(place.rows + k * bytes + offsets.state, rank(stops), true);
  }
  view.setInt32(place.count, kept.length, true);
}
