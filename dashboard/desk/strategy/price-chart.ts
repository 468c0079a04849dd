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
  type LogicalRange,
  type MouseEventParams,
  type SeriesMarker,
  type Time,
} from "lightweight-charts";
import { at, draw, type Drawing } from "../../interface/charts/chart.js";
import { price as priceText, priceDigits } from "../../interface/format.js";
import { colour } from "../../interface/settings.js";
import type { Bars, Column, Fill, Shown } from "./ledger.js";

/** More bars than this at once, and stops are dots upon dots. */
const mostBarsWithStops = 3000;
/** More arrows than this are no picture any more. */
const mostMarkers = 400;
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
}

/** Candles with the strategy's plots, levels and fills. */
export class PriceChart {
  readonly #drawing: Drawing;
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<"Candlestick">;
  readonly #volume: ISeriesApi<"Histogram">;
  readonly #levels: readonly [stop: ISeriesApi<"Line">, take: ISeriesApi<"Line">];
  readonly #markers: ISeriesMarkersPluginApi<Time>;
  #plots: ISeriesApi<"Line">[] = [];
  #bars: Bars | null = null;
  #markersFrom = "";
  #spot: number | null = null;

  constructor(
    element: HTMLElement,
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
      events.onLook(logical === undefined ? null : Math.round(logical)),
    );
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange((range) => this.#see(range));
  }

  show({ bars, change, added }: Shown): void {
    const before = this.#bars;
    this.#bars = bars;
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    if (change === "newer" && before !== null && added <= 20 && before.plots.length === bars.plots.length) {
      for (let row = bars.time.length - added; row < bars.time.length; row++) this.#add(row);
    } else this.#put(bars);
    if (change === "new") this.showNewest();
    if (change === "older" && range !== null)
      this.#chart.timeScale().setVisibleLogicalRange({ from: range.from + added, to: range.to + added });
    this.#mark(true);
  }

  showNewest(): void {
    const count = this.#bars?.time.length ?? 0;
    this.#chart
      .timeScale()
      .setVisibleLogicalRange({ from: count - Math.min(firstView, Math.max(20, count)), to: count + 4 });
  }

  /** Brings a moment into view and marks it; null: none is marked. */
  spot(time: number | null): void {
    this.#spot = time;
    const bars = this.#bars;
    if (bars !== null && time !== null) {
      const row = rowOf(bars.time, time);
      const range = this.#chart.timeScale().getVisibleLogicalRange();
      if (row >= 0 && range !== null && (row < range.from || row > range.to)) {
        const half = (range.to - range.from) / 2;
        this.#chart.timeScale().setVisibleLogicalRange({ from: row - half, to: row + half });
      }
    }
    this.#mark(true);
  }

  end(): void {
    this.#drawing.end();
  }

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

  #put(bars: Bars): void {
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
    this.#levels[0].setData(line(bars.stop));
    this.#levels[1].setData(line(bars.take));
    for (const plot of this.#plots) this.#chart.removeSeries(plot);
    this.#plots = bars.plots.map(({ label, values }, k) => {
      const pane = isPrice(values, bars.close) ? 0 : 1;
      const plot = this.#chart.addSeries(
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
      plot.setData(line(values));
      return plot;
    });
    this.#chart.panes()[1]?.setStretchFactor(0.3);
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

  #see(range: LogicalRange | null): void {
    const bars = this.#bars;
    if (range === null || bars === null) return;
    const [from, to] = [
      Math.max(0, Math.floor(range.from)),
      Math.min(bars.time.length - 1, Math.ceil(range.to)),
    ];
    const isClose = to - from < mostBarsWithStops;
    for (const level of this.#levels)
      if (level.options().visible !== isClose) level.applyOptions({ visible: isClose });
    if (range.from < ahead) this.events.onOlder();
    this.events.onView(from, to);
    this.#mark(false);
  }

  /** Marks are those in view: of thousands the chart would draw each, seen or not. */
  #mark(isForced: boolean): void {
    const bars = this.#bars;
    if (bars === null || bars.time.length === 0) return;
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    const from = Math.max(0, Math.floor((range?.from ?? 0) / 100) * 100 - 100);
    const to = Math.min(bars.time.length - 1, Math.ceil((range?.to ?? bars.time.length) / 100) * 100 + 100);
    const key = `${from} ${to}`;
    if (!isForced && key === this.#markersFrom) return;
    this.#markersFrom = key;
    const [first = 0, last = 0] = [bars.time[from], bars.time[to]];
    const fills = bars.fills.filter(({ time }) => time >= first && time <= last + 1);
    const every = Math.ceil(fills.length / mostMarkers);
    const marks = fills.filter((_, k) => k % every === 0).map(markOf);
    if (this.#spot !== null) {
      const row = rowOf(bars.time, this.#spot);
      if (row >= 0)
        marks.push({
          time: at(bars.time[row] ?? 0),
          position: "aboveBar",
          shape: "square",
          color: colour("warn"),
          size: 1.2,
        });
    }
    this.#markers.setMarkers(marks.toSorted((a, b) => Number(a.time) - Number(b.time)));
  }
}

const isNumber = (value: number | null | undefined): value is number => typeof value === "number";

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

function markOf({ time, isEntry, isLong }: Fill): SeriesMarker<Time> {
  const isBelow = isEntry === isLong;
  return {
    time: at(time),
    position: isBelow ? "belowBar" : "aboveBar",
    shape: isEntry ? (isLong ? "arrowUp" : "arrowDown") : "circle",
    color: isEntry ? colour("accent") : colour("ink"),
    size: isEntry ? 1 : 0.7,
  };
}

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
