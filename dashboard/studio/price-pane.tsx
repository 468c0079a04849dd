import { useSignalEffect } from "@preact/signals";
import {
  CandlestickSeries,
  createSeriesMarkers,
  LineSeries,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type SeriesMarker,
  type Time,
} from "lightweight-charts";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { at, draw } from "../interface/charts/chart.js";
import { colour } from "../interface/settings.js";
import type { PriceWindow, TradeColumns } from "./research/protocol.js";
import type { Studio } from "./state.js";
import { words } from "./words.js";

interface Drawn {
  readonly chart: IChartApi;
  readonly candles: ISeriesApi<"Candlestick">;
  readonly markers: ISeriesMarkersPluginApi<Time>;
  plots: ISeriesApi<"Line">[];
}

/** More arrows than this are no picture any more. */
const mostMarkers = 400;

/** Candles with the strategy's plots, and where trades begin and end. */
export function PricePane({ studio }: { readonly studio: Studio }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const { chart, onPaint, end } = draw(element);
    const candles = chart.addSeries(CandlestickSeries, { priceLineVisible: false });
    onPaint(() => {
      candles.applyOptions({
        upColor: colour("candle-up"),
        downColor: colour("candle-down"),
        borderUpColor: colour("candle-line"),
        borderDownColor: colour("candle-line"),
        wickUpColor: colour("candle-line"),
        wickDownColor: colour("candle-line"),
      });
      drawn.current?.plots.forEach((plot, k) => plot.applyOptions({ color: colour(`plot-${(k % 6) + 1}`) }));
    });
    studio.visible = () => {
      const range = chart.timeScale().getVisibleRange();
      if (range === null) return null;
      return [Number(range.from) * 1000, Number(range.to) * 1000];
    };
    drawn.current = { chart, candles, markers: createSeriesMarkers(candles, []), plots: [] };
    return () => {
      drawn.current = null;
      end();
    };
  }, [studio]);
  useSignalEffect(() => {
    const [window, run] = [studio.window.value, studio.settled.value];
    if (window === null || drawn.current === null) return;
    show(drawn.current, window);
    drawn.current.markers.setMarkers(run === null ? [] : markersOf(run.trades, window));
  });
  return (
    <div class="chart" ref={place} role="img" tabIndex={0} aria-label={words.priceLabel} data-part="price" />
  );
}

function show(drawn: Drawn, { candles: bars, plots }: PriceWindow): void {
  const { chart, candles } = drawn;
  const count = bars.time.length;
  const rows = Array.from({ length: count }, (_, k) => ({
    time: at(bars.time[k] ?? 0),
    open: bars.open[k] ?? Number.NaN,
    high: bars.high[k] ?? Number.NaN,
    low: bars.low[k] ?? Number.NaN,
    close: bars.close[k] ?? Number.NaN,
  }));
  const whole = rows.filter(({ open, high, low, close }) => Number.isFinite(open + high + low + close));
  candles.setData(whole);
  for (const plot of drawn.plots) chart.removeSeries(plot);
  drawn.plots = plots.map(({ label, values }, k) => {
    const look = { color: colour(`plot-${(k % 6) + 1}`), lineWidth: 1, title: label } as const;
    const quiet = { priceLineVisible: false, lastValueVisible: false };
    const line = chart.addSeries(LineSeries, { ...look, ...quiet }, isPrice(values, bars.close) ? 0 : 1);
    line.setData(
      rows.flatMap(({ time }, row) => {
        const value = values[row] ?? Number.NaN;
        return Number.isFinite(value) ? [{ time, value }] : [];
      }),
    );
    return line;
  });
}

/** Whether a plot is of the size of prices; what is not has a scale of its own below them. */
function isPrice(values: Float64Array, close: Float64Array): boolean {
  const typical = (column: Float64Array): number => {
    const known = column.filter((value) => Number.isFinite(value)).toSorted();
    return known[known.length >> 1] ?? Number.NaN;
  };
  const ratio = typical(values) / typical(close);
  return !(ratio < 0.3 || ratio > 3);
}

/** Arrows at the candles that hold entries and exits; the latest where there are very many. */
function markersOf(trades: TradeColumns, { candles: { time } }: PriceWindow): SeriesMarker<Time>[] {
  const rows = trades.id.length;
  const markers: SeriesMarker<Time>[] = [];
  const candleAt = (moment: number): number | undefined => {
    let [low, high] = [0, time.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((time[middle] ?? Infinity) <= moment) low = middle + 1;
      else high = middle;
    }
    return time[low - 1];
  };
  for (let k = Math.max(0, rows - mostMarkers / 2); k < rows; k++) {
    const isLong = trades.side[k] === 1;
    const entry = candleAt(trades.entryTime[k] ?? 0);
    const exit = candleAt(trades.exitTime[k] ?? 0);
    if (entry !== undefined)
      markers.push({
        time: at(entry),
        position: isLong ? "belowBar" : "aboveBar",
        shape: isLong ? "arrowUp" : "arrowDown",
        color: colour("accent"),
        size: 0.8,
      });
    if (exit !== undefined)
      markers.push({
        time: at(exit),
        position: isLong ? "aboveBar" : "belowBar",
        shape: "circle",
        color: colour((trades.profit[k] ?? 0) > 0 ? "gain" : "loss"),
        size: 0.6,
      });
  }
  return markers.toSorted((a, b) => Number(a.time) - Number(b.time));
}
