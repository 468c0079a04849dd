import {
  CandlestickSeries,
  createSeriesMarkers,
  HistogramSeries,
  LineSeries,
  LineStyle,
  LineType,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type MouseEventParams,
  type Time,
} from "lightweight-charts";
import { at, draw, type Drawing } from "../../interface/charts/chart.js";
import { cutFor, isEnough, type Cut, type Span } from "../../interface/charts/cut.js";
import { price as priceText, priceDigits } from "../../interface/format.js";
import { colour } from "../../interface/settings.js";
import { coarseBars } from "./coarse-bars.js";
import { fillMarks, rowOf } from "./fill-marks.js";
import type { Bars, Column, Shown } from "./ledger.js";

/** So many bars before the left end older ones are asked for. */
const ahead = 50;
/** Bars that are in view at first. */
const firstView = 160;

/** What the chart tells its page. */
export interface PriceEvents {
  /** The row that is looked at; null: none. */
  readonly onLook: (row: number | null) => void;
  /** The left end is in view: older bars are wanted. */
  readonly onOlder: () => void;
  /** Rows in view. */
  readonly onView: (from: number, to: number) => void;
  /** How many fills in view are not marked, since there are too many. */
  readonly onHidden: (fills: number) => void;
}

const lettingGo = ["pointerup", "pointercancel"] as const;

/**
 * Candles with the strategy's plots, levels and fills. As many bars as stand on one column of pixels are one candle, and
 * only those near what is in view are laid into the chart: all of them would be drawn at nine pictures a second.
 */
export class PriceChart {
  readonly #drawing: Drawing;
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<"Candlestick">;
  readonly #volume: ISeriesApi<"Histogram">;
  readonly #levels: readonly [stop: ISeriesApi<"Line">, take: ISeriesApi<"Line">];
  readonly #markers: ISeriesMarkersPluginApi<Time>;
  #plots: ISeriesApi<"Line">[] = [];
  #bars: Bars | null = null;
  #cut: Cut = { first: 0, end: 0, step: 1 };
  #isHeld = false;
  /** While bars are laid, places do not yet stand for them. */
  #isLaying = false;
  #frame = 0;
  #markersFrom = "";
  #spot: number | null = null;

  constructor(
    readonly element: HTMLElement,
    readonly events: PriceEvents,
  ) {
    this.#drawing = draw(element, { handleScale: { mouseWheel: true } });
    this.#chart = this.#drawing.chart;
    this.#volume = this.#chart.addSeries(HistogramSeries, {
      priceScaleId: "volume",
      priceLineVisible: false,
      lastValueVisible: false,
    });
    this.#chart.priceScale("volume").applyOptions({ scaleMargins: { top: 0.86, bottom: 0 } });
    this.#candles = this.#chart.addSeries(CandlestickSeries, { priceLineVisible: false });
    this.#levels = [this.#level(), this.#level()];
    this.#markers = createSeriesMarkers(this.#candles, []);
    this.#drawing.onPaint(() => this.#paint());
    this.#chart.subscribeCrosshairMove(({ logical }: MouseEventParams) =>
      events.onLook(logical === undefined ? null : this.#lastRowAt(Math.round(logical))),
    );
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange(() => this.#see(false));
    element.addEventListener("pointerdown", this.#hold);
    element.addEventListener("keydown", this.#showAllByKey, { capture: true });
    for (const name of lettingGo) addEventListener(name, this.#letGo);
  }

  show({ bars, change, added }: Shown): void {
    const before = this.#bars;
    const seen = this.#inView();
    this.#bars = bars;
    if (change === "newer" && before !== null && this.#canAppend(before, bars, added)) {
      this.#cut = { ...this.#cut, end: bars.time.length };
      for (let row = bars.time.length - added; row < bars.time.length; row++) this.#add(row);
      this.#mark(true);
      return;
    }
    if (change === "new" || seen === null) this.showNewest();
    else if (change === "older") this.#lay({ from: seen.from + added, to: seen.to + added });
    else this.#lay(follows(seen, before) ? { from: seen.from + added, to: seen.to + added } : seen);
  }

  showNewest(): void {
    const count = this.#bars?.time.length ?? 0;
    this.#lay({ from: count - Math.min(firstView, Math.max(20, count)), to: count + 4 });
  }

  /** Brings a moment into view and marks it; null: none is marked. */
  spot(time: number | null): void {
    this.#spot = time;
    const seen = this.#inView();
    if (this.#bars !== null && time !== null && seen !== null) {
      const row = rowOf(this.#bars.time, time);
      if (row >= 0 && (row < seen.from || row > seen.to)) {
        const half = (seen.to - seen.from) / 2;
        this.#lay({ from: row - half, to: row + half });
      }
    }
    this.#mark(true);
  }

  end(): void {
    cancelAnimationFrame(this.#frame);
    this.element.removeEventListener("pointerdown", this.#hold);
    this.element.removeEventListener("keydown", this.#showAllByKey, { capture: true });
    for (const name of lettingGo) removeEventListener(name, this.#letGo);
    this.#drawing.end();
  }

  /** Rows in view; null: the chart shows nothing yet. */
  #inView(): Span | null {
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    if (range === null || this.#bars === null) return null;
    const { first, step } = this.#cut;
    return { from: first + range.from * step, to: first + range.to * step };
  }

  #lastRowAt(place: number): number {
    const { first, end, step } = this.#cut;
    return Math.min(end, first + (place + 1) * step) - 1;
  }

  /** Whether bars that came can be put behind those that are drawn. */
  #canAppend(before: Bars, bars: Bars, added: number): boolean {
    const { end, step } = this.#cut;
    const isDrawnToTheEnd = step === 1 && end === before.time.length;
    return isDrawnToTheEnd && added <= 20 && before.plots.length === bars.plots.length;
  }

  /** Lays the bars that a view wants into the chart, and shows it. */
  #lay(span: Span): void {
    const bars = this.#bars;
    if (bars === null) return;
    this.#isLaying = true;
    this.#cut = cutFor(span, bars.time.length, this.#columns());
    this.#put(bars, this.#cut);
    const { first, step } = this.#cut;
    this.element.dataset["barsPerCandle"] = String(step);
    this.#chart
      .timeScale()
      .setVisibleLogicalRange({ from: (span.from - first) / step, to: (span.to - first) / step });
    this.#isLaying = false;
    this.#see(true);
  }

  #columns(): number {
    return Math.max(200, this.#chart.timeScale().width());
  }

  /** Never while the pointer is held, so that what is dragged stays under the hand. */
  #refine(): void {
    const [seen, total] = [this.#inView(), this.#bars?.time.length ?? 0];
    if (seen === null || this.#isHeld || isEnough(this.#cut, seen, total, this.#columns())) return;
    this.#lay(seen);
  }

  readonly #hold = (): void => {
    this.#isHeld = true;
  };

  readonly #letGo = (): void => {
    this.#isHeld = false;
    this.#later();
  };

  readonly #later = (): void => {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#refine());
  };

  /** All bars, not only those that are drawn. */
  readonly #showAllByKey = (event: KeyboardEvent): void => {
    if (event.key !== "0" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#lay({ from: 0, to: this.#bars?.time.length ?? 0 });
  };

  #level(): ISeriesApi<"Line"> {
    return this.#chart.addSeries(LineSeries, {
      lineVisible: false,
      pointMarkersVisible: true,
      pointMarkersRadius: 1.4,
      priceLineVisible: false,
      lastValueVisible: false,
      crosshairMarkerVisible: false,
    });
  }

  #paint(): void {
    const line = colour("candle-line");
    this.#candles.applyOptions({
      upColor: colour("candle-up"),
      downColor: colour("candle-down"),
      borderUpColor: line,
      borderDownColor: line,
      wickUpColor: line,
      wickDownColor: line,
    });
    this.#volume.applyOptions({ color: colour("line") });
    this.#levels[0].applyOptions({ color: colour("loss") });
    this.#levels[1].applyOptions({ color: colour("gain") });
    this.#plots.forEach((plot, k) => plot.applyOptions({ color: colour(`plot-${(k % 6) + 1}`) }));
    this.#mark(true);
  }

  #put(all: Bars, cut: Cut): void {
    const bars = coarseBars(all, cut);
    const times = bars.time.map(at);
    this.#candles.applyOptions({
      priceFormat: {
        type: "custom",
        minMove: 10 ** -priceDigits(bars.close.findLast((value) => value !== null) ?? null),
        formatter: priceText,
      },
    });
    this.#candles.setData(
      times.map((time, row) => {
        const [open, high, low, close] = [bars.open[row], bars.high[row], bars.low[row], bars.close[row]];
        return isNumber(open) && isNumber(high) && isNumber(low) && isNumber(close)
          ? { time, open, high, low, close }
          : { time };
      }),
    );
    const line = (column: Column) =>
      times.map((time, row) => {
        const value = column[row];
        return isNumber(value) ? { time, value } : { time };
      });
    this.#volume.setData(bars.volume.some((value) => (value ?? 0) > 0) ? line(bars.volume) : []);
    this.#levels[0].setData(cut.step === 1 ? line(bars.stop) : []);
    this.#levels[1].setData(cut.step === 1 ? line(bars.take) : []);
    this.#plotSeries(all).forEach((plot, k) => plot.setData(line(bars.plots[k]?.values ?? [])));
    this.#chart.panes()[1]?.setStretchFactor(0.3);
  }

  /** A line for each plot: those that are there, where they are as many. */
  #plotSeries(bars: Bars): readonly ISeriesApi<"Line">[] {
    if (this.#plots.length === bars.plots.length) return this.#plots;
    for (const plot of this.#plots) this.#chart.removeSeries(plot);
    this.#plots = bars.plots.map(({ label, values }, k) => {
      const pane = isPrice(values, bars.close) ? 0 : 1;
      return this.#chart.addSeries(
        LineSeries,
        {
          title: pane === 0 ? "" : label,
          color: colour(`plot-${(k % 6) + 1}`),
          lineWidth: 1,
          lineType: LineType.Simple,
          lineStyle: k < 6 ? LineStyle.Solid : LineStyle.Dashed,
          priceLineVisible: false,
          lastValueVisible: false,
          crosshairMarkerVisible: false,
        },
        pane,
      );
    });
    return this.#plots;
  }

  #add(row: number): void {
    const bars = this.#bars;
    const moment = bars?.time[row];
    if (bars === null || moment === undefined) return;
    const time = at(moment);
    const [open, high, low, close] = [bars.open[row], bars.high[row], bars.low[row], bars.close[row]];
    if (isNumber(open) && isNumber(high) && isNumber(low) && isNumber(close))
      this.#candles.update({ time, open, high, low, close });
    const put = (series: ISeriesApi<"Line" | "Histogram">, value: number | null | undefined): void => {
      if (isNumber(value)) series.update({ time, value });
    };
    put(this.#volume, (bars.volume[row] ?? 0) > 0 ? bars.volume[row] : null);
    put(this.#levels[0], bars.stop[row]);
    put(this.#levels[1], bars.take[row]);
    this.#plots.forEach((plot, k) => put(plot, bars.plots[k]?.values[row]));
  }

  #see(isNew: boolean): void {
    if (this.#isLaying) return;
    const [seen, bars] = [this.#inView(), this.#bars];
    if (seen === null || bars === null) return;
    if (seen.from < ahead) this.events.onOlder();
    this.events.onView(
      Math.max(0, Math.floor(seen.from)),
      Math.min(bars.time.length - 1, Math.ceil(seen.to)),
    );
    this.#mark(isNew);
    this.#later();
  }

  /** Marks are those in view: of thousands the chart would draw each, seen or not. */
  #mark(isForced: boolean): void {
    const [bars, seen] = [this.#bars, this.#inView()];
    if (bars === null || seen === null || bars.time.length === 0) return;
    const by = 100 * this.#cut.step;
    const from = Math.max(this.#cut.first, Math.floor(seen.from / by) * by - by);
    const to = Math.min(this.#cut.end - 1, Math.ceil(seen.to / by) * by + by);
    const key = `${from} ${to}`;
    if (!isForced && key === this.#markersFrom) return;
    this.#markersFrom = key;
    const { marks, hidden } = fillMarks(bars, this.#cut, { from, to });
    this.events.onHidden(hidden);
    const spotted = this.#spot === null ? -1 : rowOf(bars.time, this.#spot);
    if (spotted >= this.#cut.first && spotted < this.#cut.end) {
      const candle = spotted - ((spotted - this.#cut.first) % this.#cut.step);
      marks.push({
        time: at(bars.time[candle] ?? 0),
        position: "aboveBar",
        shape: "square",
        color: colour("warn"),
        size: 1.2,
      });
    }
    this.#markers.setMarkers(marks.toSorted((a, b) => Number(a.time) - Number(b.time)));
  }
}

/** Whether the newest bar was in view. */
const follows = ({ to }: Span, before: Bars | null): boolean => to >= (before?.time.length ?? 0) - 1;

const isNumber = (value: number | null | undefined): value is number => typeof value === "number";

/** Whether a plot is of the size of prices; what is not has a scale of its own below them. */
function isPrice(values: Column, close: Column): boolean {
  const typical = (column: Column): number => {
    const known = column
      .filter(isNumber)
      .slice(-500)
      .toSorted((a, b) => a - b);
    return known[known.length >> 1] ?? Number.NaN;
  };
  const ratio = typical(values) / typical(close);
  return !(ratio < 0.3 || ratio > 3);
}
