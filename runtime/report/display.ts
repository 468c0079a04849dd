import type { BarColumns, BarFeed } from "../data/dataset.js";
import type { EquityCurve } from "../record.js";
import type { PlotColumn } from "../result.js";

/** Candles for a chart, each of `step` bars, as columns of equal length. */
export interface DisplayCandles {
  readonly step: number;
  readonly time: readonly number[];
  readonly open: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
}

/** The part of the bars that was traded: open times of its first and last bar, and how many there are. */
export interface DisplayRange {
  readonly from: number;
  readonly to: number;
  readonly bars: number;
}

/** Joins the bars of the range to about `limit` candles that keep every high and low. */
export function displayCandles(
  bars: BarFeed | BarColumns,
  range: DisplayRange,
  limit: number,
): DisplayCandles {
  const builder = new CandleBuilder(Math.max(1, Math.ceil(range.bars / limit)));
  for (const chunk of "chunks" in bars ? bars.chunks() : [bars]) {
    const count = chunk.time.length;
    if (count === 0 || (chunk.time[count - 1] ?? 0) < range.from) continue;
    if ((chunk.time[0] ?? 0) > range.to) break;
    let [from, to] = [0, count];
    while ((chunk.time[from] ?? range.from) < range.from) from++;
    while (to > from && (chunk.time[to - 1] ?? 0) > range.to) to--;
    builder.add(chunk, from, to);
  }
  return builder.candles;
}

class CandleBuilder {
  readonly #time: number[] = [];
  readonly #open: number[] = [];
  readonly #high: number[] = [];
  readonly #low: number[] = [];
  readonly #close: number[] = [];
  readonly #step: number;
  #inCandle = 0;

  constructor(step: number) {
    this.#step = step;
  }

  /** Goes candle by candle, so that the loop over its bars touches nothing but columns. */
  add({ time, open, high, low, close }: BarColumns, from: number, to: number): void {
    let i = from;
    while (i < to) {
      if (Number.isNaN(close[i])) {
        i++;
        continue;
      }
      if (this.#inCandle === 0) {
        this.#time.push(time[i] ?? 0);
        this.#open.push(open[i] ?? Number.NaN);
        this.#high.push(Number.NEGATIVE_INFINITY);
        this.#low.push(Number.POSITIVE_INFINITY);
        this.#close.push(Number.NaN);
      }
      const last = this.#time.length - 1;
      let [top, bottom, price] = [this.#high[last] ?? 0, this.#low[last] ?? 0, close[i] ?? 0];
      let left = this.#step - this.#inCandle;
      for (; i < to && left > 0; i++) {
        const now = close[i] ?? Number.NaN;
        if (now !== now) continue;
        left--;
        price = now;
        // Not as a pair: V8 would make it a list for every bar.
        const up = high[i] ?? now;
        const down = low[i] ?? now;
        if (up > top) top = up;
        if (down < bottom) bottom = down;
      }
      this.#high[last] = top;
      this.#low[last] = bottom;
      this.#close[last] = price;
      this.#inCandle = left === 0 ? 0 : this.#step - left;
    }
  }

  get candles(): DisplayCandles {
    return {
      step: this.#step,
      time: this.#time,
      open: this.#open,
      high: this.#high,
      low: this.#low,
      close: this.#close,
    };
  }
}

/** Account, market and drawdown for a chart: two points to each equal span of time, its lowest and its highest. */
export interface DisplayCurve {
  readonly time: readonly number[];
  readonly equity: readonly number[];
  /** The starting capital held in the market. */
  readonly hold: readonly number[];
  /** E / peak − 1. */
  readonly drawdown: readonly number[];
  /** Position · close / equity. */
  readonly exposure: readonly number[];
}

export function displayCurve(curve: EquityCurve, limit: number): DisplayCurve {
  const rows = chooseRows(curve, limit);
  const start = curve.equity[0] ?? 0;
  const firstClose = curve.close[0] ?? 0;
  const falls = drawdownsAt(rows, curve.equity);
  const pick = (value: (row: number) => number): readonly number[] => rows.map(value);
  return {
    time: pick((row) => curve.time[row] ?? 0),
    equity: pick((row) => curve.equity[row] ?? 0),
    hold: pick((row) => (firstClose > 0 ? (start * (curve.close[row] ?? 0)) / firstClose : start)),
    drawdown: falls,
    exposure: pick((row) => exposure(curve, row)),
  };
}

/** @param rows ascending */
function drawdownsAt(rows: readonly number[], equity: Float64Array): readonly number[] {
  const falls: number[] = [];
  let peak = Number.NEGATIVE_INFINITY;
  let seen = 0;
  for (const row of rows) {
    for (; seen <= row; seen++) peak = Math.max(peak, equity[seen] ?? 0);
    falls.push(peak > 0 ? (equity[row] ?? 0) / peak - 1 : 0);
  }
  return falls;
}

function exposure(curve: EquityCurve, row: number): number {
  const equity = curve.equity[row] ?? 0;
  return equity > 0 ? ((curve.position[row] ?? 0) * (curve.close[row] ?? 0)) / equity : 0;
}

/** Rows to draw, ascending: all of them when they are few, else the lowest and highest equity of each span. */
function chooseRows(curve: EquityCurve, limit: number): readonly number[] {
  const { time, equity } = curve;
  const count = time.length;
  if (count <= limit) return Array.from({ length: count }, (_, row) => row);
  const first = time[0] ?? 0;
  const span = ((time[count - 1] ?? 0) - first) / Math.floor(limit / 2);
  const rows: number[] = [];
  let from = 0;
  while (from < count) {
    const end = first + (Math.floor(((time[from] ?? 0) - first) / span) + 1) * span;
    let low = from;
    let high = from;
    let to = from;
    for (; to < count && (to === from || (time[to] ?? 0) < end); to++) {
      if ((equity[to] ?? 0) < (equity[low] ?? 0)) low = to;
      if ((equity[to] ?? 0) > (equity[high] ?? 0)) high = to;
    }
    // A span where equity rested still gets two points, so that time keeps its scale.
    if (low === high) rows.push(...(to - 1 > from ? [from, to - 1] : [from]));
    else rows.push(Math.min(low, high), Math.max(low, high));
    from = to;
  }
  if (rows.at(-1) !== count - 1) rows.push(count - 1);
  return rows;
}

export interface DisplayPlot {
  readonly label: string;
  /** One value a candle: that of its last bar; null where missing. */
  readonly values: readonly (number | null)[];
  /** Whether it lies among the prices; otherwise it gets a pane of its own. */
  readonly overlay: boolean;
  /** Whether it is shown as marks on the candles where it changes: yes or no, and categories. */
  readonly marks: boolean;
}

/** What a plot is, where the graph says so. */
export type PlotKind = "price" | "other" | "mark";

/** @param times open times of the bars that the plots have values for; null when they are not known */
export function displayPlots(
  plots: readonly PlotColumn[],
  candles: DisplayCandles,
  times: Float64Array | null,
  kinds: readonly PlotKind[] = [],
): readonly DisplayPlot[] {
  return plots.map(({ label, values }, k) => {
    const rows = lastRows(candles, values.length, times?.length === values.length ? times : null);
    const chosen = rows.map((row) => {
      const value = values[row] ?? Number.NaN;
      return Number.isFinite(value) ? value : null;
    });
    const kind = kinds[k];
    if (kind === "mark") return { label, values: chosen, overlay: true, marks: true };
    return { label, values: chosen, overlay: kind !== "other" && isNear(chosen, candles), marks: false };
  });
}

/**
 * Whether most values lie about where the candles do. A distance such as an average range is a price as well, but among
 * the candles it would press them flat.
 */
function isNear(values: readonly (number | null)[], { low, high }: DisplayCandles): boolean {
  let [known, near] = [0, 0];
  for (const [candle, value] of values.entries()) {
    if (value === null) continue;
    known++;
    if (value > (low[candle] ?? 0) / 2 && value < (high[candle] ?? 0) * 2) near++;
  }
  return known === 0 || near * 2 > known;
}

/** The row of the last bar of each candle. */
function lastRows(candles: DisplayCandles, count: number, times: Float64Array | null): readonly number[] {
  if (times === null) {
    return candles.time.map((_, candle) => Math.min((candle + 1) * candles.step, count) - 1);
  }
  let row = 0;
  return candles.time.map((_, candle) => {
    const next = candles.time[candle + 1] ?? Number.POSITIVE_INFINITY;
    while (row + 1 < times.length && (times[row + 1] ?? 0) < next) row++;
    return row;
  });
}
