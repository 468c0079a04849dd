import type { BarRange } from "../fold.js";
import type { TrainingRows } from "../training-rows.js";
import type { ModelTable } from "./model-table.js";

/** Rows before weights are given to them. */
export type KnownRows = Omit<TrainingRows, "weights">;

/**
 * A row for each bar whose features have settled and whose target is known. Where those bars follow each other without a
 * hole, the columns are parts of the table's own memory; else they are copied once.
 */
export function knownRows(table: ModelTable): KnownRows {
  const { features, target, first } = table;
  const bars = knownBars(target.values, first);
  const start = bars[0] ?? first;
  const contiguous = (bars.at(-1) ?? start - 1) - start + 1 === bars.length;
  const end = start + bars.length;
  return {
    count: bars.length,
    features: features.map((feature) => ({
      ...feature,
      values: contiguous
        ? feature.values.subarray(start, end)
        : pick(feature.values, bars, new Float32Array(bars.length)),
    })),
    target: {
      ...target,
      values: contiguous
        ? target.values.subarray(start, end)
        : pick(target.values, bars, new Float64Array(bars.length)),
    },
    bars,
  };
}

function knownBars(target: Float64Array, first: number): Int32Array {
  const bars = new Int32Array(Math.max(0, target.length - first));
  let count = 0;
  for (let bar = first; bar < target.length; bar++) {
    const value = target[bar] ?? Number.NaN;
    if (!Number.isNaN(value)) bars[count++] = bar;
  }
  return bars.slice(0, count);
}

function pick<Values extends Float32Array | Float64Array>(
  from: Values,
  places: Int32Array,
  to: Values,
): Values {
  for (let row = 0; row < places.length; row++) to[row] = from[places[row] ?? 0] ?? Number.NaN;
  return to;
}

/**
 * The rows of these bars, in the order of time. Of one range, or of ranges that leave no row out between them, the columns
 * are parts of the given ones; else they are copied.
 * @param ranges ascending and apart from each other
 */
export function rowsOfBars(rows: KnownRows, ranges: readonly BarRange[]): KnownRows {
  const spans: { from: number; to: number }[] = [];
  for (const range of ranges) {
    const from = firstNotBefore(rows.bars, range.from);
    const to = firstNotBefore(rows.bars, range.to);
    const last = spans.at(-1);
    if (last !== undefined && last.to >= from) last.to = Math.max(last.to, to);
    else if (to > from) spans.push({ from, to });
  }
  const count = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  return {
    count,
    features: rows.features.map((feature) => ({
      ...feature,
      values: join(feature.values, spans, () => new Float32Array(count)),
    })),
    target: {
      ...rows.target,
      values: join(rows.target.values, spans, () => new Float64Array(count)),
    },
    bars: join(rows.bars, spans, () => new Int32Array(count)),
  };
}

function join<Values extends Float32Array | Float64Array | Int32Array>(
  from: Values,
  spans: readonly BarRange[],
  room: () => Values,
): Values;
function join(
  from: Float32Array | Float64Array | Int32Array,
  spans: readonly BarRange[],
  room: () => Float32Array | Float64Array | Int32Array,
): Float32Array | Float64Array | Int32Array {
  const [only, ...others] = spans;
  if (only !== undefined && others.length === 0) return from.subarray(only.from, only.to);
  const to = room();
  let filled = 0;
  for (const span of spans) {
    to.set(from.subarray(span.from, span.to), filled);
    filled += span.to - span.from;
  }
  return to;
}

/** First row whose bar is not before this one. */
export function firstNotBefore(bars: Int32Array, bar: number): number {
  let [low, high] = [0, bars.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bars[middle] ?? 0) < bar) low = middle + 1;
    else high = middle;
  }
  return low;
}
