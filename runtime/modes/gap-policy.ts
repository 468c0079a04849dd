import type { BarColumns } from "../data/dataset.js";
import { RunError } from "../engine/error.js";

/** What became of missing bars. */
export interface GapCounts {
  gaps: number;
  missingBars: number;
}

/** Open times of the first bar that matters, and of the first that does not any more; null: the data's own. */
export interface GapSpan {
  readonly from?: number | null;
  readonly to?: number | null;
}

/**
 * Passes chunks on and acts on what is missing between their bars as the strategy wants. Counts what is missing within
 * the span; before it, too, bars are filled and `stop` ends the run, as indicators are made of them.
 */
export function* withGapPolicy(
  chunks: Iterable<BarColumns>,
  policy: "hold" | "fill" | "stop",
  interval: number,
  counts: GapCounts,
  { from = null, to = null }: GapSpan = {},
): Generator<BarColumns> {
  const until = to ?? Number.POSITIVE_INFINITY;
  let previous = Number.NaN;
  let close = Number.NaN;
  for (const chunk of chunks) {
    const { time } = chunk;
    const holes = findHoles(time, previous, interval);
    for (const hole of holes) {
      const missing = missingWithin(hole, time, interval, from ?? Number.NEGATIVE_INFINITY, until);
      if (missing === 0) continue;
      counts.gaps++;
      counts.missingBars += missing;
    }
    const first = holes.find(
      (hole) => missingWithin(hole, time, interval, Number.NEGATIVE_INFINITY, until) > 0,
    );
    if (policy === "stop" && first !== undefined) refuse(time, previous, first);
    if (policy === "fill" && holes.length > 0) yield filled(chunk, holes, previous, close, interval);
    else yield chunk;
    previous = time.at(-1) ?? previous;
    close = chunk.close.at(-1) ?? close;
  }
}

/** Bars missing before the bar at `before`. */
interface Hole {
  readonly before: number;
  readonly missing: number;
}

/** How many of the missing bars would open in the span; the last of them opens one interval before the bar behind the hole. */
function missingWithin(
  { before, missing }: Hole,
  time: Float64Array,
  interval: number,
  from: number,
  to: number,
): number {
  const opens = time[before] ?? Number.NaN;
  const sinceFrom = Math.min(missing, Math.floor((opens - from) / interval));
  const fromEnd = Math.max(0, Math.floor((opens - to) / interval));
  return Math.max(0, sinceFrom - fromEnd);
}

function findHoles(time: Float64Array, previous: number, interval: number): readonly Hole[] {
  const holes: Hole[] = [];
  let last = previous;
  for (let i = 0; i < time.length; i++) {
    const now = time[i] ?? Number.NaN;
    if (now - last > interval) {
      const missing = Math.round((now - last) / interval) - 1;
      if (missing > 0) holes.push({ before: i, missing });
    }
    last = now;
  }
  return holes;
}

function refuse(time: Float64Array, previous: number, { before, missing }: Hole): never {
  const last = before > 0 ? (time[before - 1] ?? previous) : previous;
  const bars = missing === 1 ? "1 bar is" : `${missing} bars are`;
  throw new RunError(
    "SAGE8002",
    `After ${new Date(last).toISOString()} ${bars} missing, and the strategy says \`gaps stop\`.`,
    "Use data without gaps, or say `gaps hold` (time passes) or `gaps fill` (flat bars).",
  );
}

/** The chunk with flat bars at the last close, without volume, where bars are missing. */
function filled(
  chunk: BarColumns,
  holes: readonly Hole[],
  previous: number,
  close: number,
  interval: number,
): BarColumns {
  const length = chunk.time.length + holes.reduce((sum, hole) => sum + hole.missing, 0);
  const column = (): Float64Array => new Float64Array(length);
  const result = {
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  const names = ["time", "open", "high", "low", "close", "volume"] as const;
  let from = 0;
  let to = 0;
  for (const { before, missing } of [...holes, { before: chunk.time.length, missing: 0 }]) {
    for (const name of names) result[name].set(chunk[name].subarray(from, before), to);
    to += before - from;
    from = before;
    const time = to > 0 ? (result.time[to - 1] ?? previous) : previous;
    const price = to > 0 ? (result.close[to - 1] ?? close) : close;
    for (let k = 1; k <= missing; k++, to++) {
      result.time[to] = time + k * interval;
      for (const name of ["open", "high", "low", "close"] as const) result[name][to] = price;
    }
  }
  return result;
}
