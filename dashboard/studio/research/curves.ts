import type { EquityCurve } from "../../../runtime/record.js";
import type { Curve } from "./protocol.js";

/**
 * The points of a line that can be seen on so many columns of pixels: in each column the lowest and the highest, in the
 * order of time, besides the first and the last point of all.
 */
export function reduceCurve(time: Float64Array, value: Float64Array, width: number): Curve {
  const count = time.length;
  const columns = Math.max(1, Math.floor(width));
  if (count <= 2 * columns + 2) return { time: time.slice(), value: value.slice() };
  const places = new Uint32Array(2 * columns + 2);
  let kept = 0;
  const keep = (place: number): void => {
    if (kept === 0 || (places[kept - 1] ?? 0) < place) places[kept++] = place;
  };
  const begin = time[0] ?? 0;
  const span = (time[count - 1] ?? 0) - begin || 1;
  keep(0);
  for (let at = 0; at < count;) {
    const column = Math.min(columns - 1, Math.floor((((time[at] ?? 0) - begin) / span) * columns));
    const end = column === columns - 1 ? Infinity : begin + ((column + 1) / columns) * span;
    let low = at;
    let high = at;
    at++;
    while (at < count && (time[at] ?? 0) < end) {
      const here = value[at] ?? 0;
      if (here < (value[low] ?? 0)) low = at;
      if (here > (value[high] ?? 0)) high = at;
      at++;
    }
    keep(Math.min(low, high));
    keep(Math.max(low, high));
  }
  keep(count - 1);
  const pick = (column: Float64Array): Float64Array =>
    Float64Array.from(places.subarray(0, kept), (place) => column[place] ?? Number.NaN);
  return { time: pick(time), value: pick(value) };
}

/** How far below its last peak an account is, as fractions of the peak, zero or less. */
export function drawdownOf(equity: Float64Array): Float64Array {
  let peak = Number.NEGATIVE_INFINITY;
  return equity.map((value) => {
    peak = Math.max(peak, value);
    return peak > 0 ? value / peak - 1 : 0;
  });
}

/** The three lines of a run, for so many columns of pixels. */
export function curvesOf(curve: EquityCurve, capital: number, width: number) {
  const { time, equity, close } = curve;
  const first = close.find((price) => Number.isFinite(price) && price > 0) ?? 1;
  return {
    equity: reduceCurve(time, equity, width),
    drawdown: reduceCurve(time, drawdownOf(equity), width),
    market: reduceCurve(
      time,
      close.map((price) => (capital * price) / first),
      width,
    ),
  };
}
