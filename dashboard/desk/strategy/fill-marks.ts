import type { SeriesMarker, Time } from "lightweight-charts";
import { at } from "../../interface/charts/chart.js";
import type { Cut } from "../../interface/charts/cut.js";
import { colour } from "../../interface/settings.js";
import type { Bars, Fill } from "./ledger.js";

/** More arrows than this are no picture any more. */
const mostMarks = 300;

/** The last row that opens at a moment or before; −1: none. */
export function rowOf(times: readonly number[], moment: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Infinity) <= moment) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Fills of the rows in view, at the candles they fall on: of several alike on one candle one.
 * @returns the marks, and how many fills are not shown since there are too many
 */
export function fillMarks(
  { fills, time }: Bars,
  { first, step }: Cut,
  view: { readonly from: number; readonly to: number },
): { readonly marks: SeriesMarker<Time>[]; readonly hidden: number } {
  const [earliest, latest] = [time[view.from] ?? 0, time[view.to] ?? 0];
  const seen = fills.filter((fill) => fill.time >= earliest && fill.time <= latest + 1);
  const marks = new Map<string, SeriesMarker<Time>>();
  for (const fill of seen) {
    const candle = first + Math.floor((rowOf(time, fill.time) - first) / step) * step;
    const mark = markOf(fill, time[candle] ?? fill.time);
    marks.set(`${candle} ${mark.shape} ${mark.position}`, mark);
  }
  return marks.size > mostMarks
    ? { marks: [], hidden: seen.length }
    : { marks: [...marks.values()], hidden: 0 };
}

function markOf({ isEntry, isLong }: Fill, time: number): SeriesMarker<Time> {
  const isBelow = isEntry === isLong;
  return {
    time: at(time),
    position: isBelow ? "belowBar" : "aboveBar",
    shape: isEntry ? (isLong ? "arrowUp" : "arrowDown") : "circle",
    color: isEntry ? colour("accent") : colour("ink"),
    size: isEntry ? 1 : 0.7,
  };
}
