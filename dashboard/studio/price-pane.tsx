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
import { Following } from "./following.js";
import type { PriceWindow } from "./research/protocol.js";
import type { Studio } from "./state.js";
import { words } from "./words.js";

interface Drawn {
  readonly chart: IChartApi;
  readonly candles: ISeriesApi<"Candlestick">;
  readonly markers: ISeriesMarkersPluginApi<Time>;
  readonly following: Following;
  plots: ISeriesApi<"Line">[];
  /** Which bars they are of. */
  bars: string;
}

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
    const following = new Following(chart, element, (cut) => studio.look(cut));
    studio.price = {
      width: () => Math.max(200, element.clientWidth),
      part: () => following.part(),
      closer: () => following.closer(),
      all: () => following.showAll(),
    };
    const markers = createSeriesMarkers(candles, []);
    drawn.current = { chart, candles, markers, following, plots: [], bars: "" };
    return () => {
      drawn.current = null;
      following.end();
      end();
    };
  }, [studio]);
  useSignalEffect(() => {
    const [window, facts] = [studio.window.value, studio.facts.peek()];
    if (window === null || drawn.current === null) return;
    const bars = `${facts?.source ?? ""} ${facts?.from ?? 0} ${window.total}`;
    const isOther = drawn.current.bars !== bars;
    drawn.current.bars = bars;
    const { current } = drawn;
    const put = (): void => {
      show(current, window);
      current.markers.setMarkers(markersOf(window));
    };
    current.following.put({ cut: window.cut, total: window.total, places: 1 }, put, isOther);
  });
  return (
    <div class="chart" ref={place} role="img" tabIndex={0} aria-label={words.priceLabel} data-part="price" />
  );
}

function show(drawn: Drawn, { candles: bars, plots }: PriceWindow): void {
  const times = Array.from(bars.time, at);
  drawn.candles.setData(
    times.map((time, k) => {
      const [open = NaN, high = NaN, low = NaN, close = NaN] = [
        bars.open[k],
        bars.high[k],
        bars.low[k],
        bars.close[k],
      ];
      // A bar without prices keeps its place, so that places can be counted.
      return Number.isFinite(open + high + low + close) ? { time, open, high, low, close } : { time };
    }),
  );
  drawn.plots = plotLines(drawn, plots, bars.close);
  for (const [k, line] of drawn.plots.entries())
    line.setData(
      times.flatMap((time, row) => {
        const value = plots[k]?.values[row] ?? Number.NaN;
        return Number.isFinite(value) ? [{ time, value }] : [];
      }),
    );
}

/** A line for each plot: those that are there already, where they are the same plots. */
function plotLines(
  { chart, plots: before }: Drawn,
  plots: PriceWindow["plots"],
  close: Float64Array,
): ISeriesApi<"Line">[] {
  const isSame =
    plots.length === before.length && before.every((line, k) => line.options().title === plots[k]?.label);
  if (isSame) return before;
  for (const line of before) chart.removeSeries(line);
  return plots.map(({ label, values }, k) => {
    const look = { color: colour(`plot-${(k % 6) + 1}`), lineWidth: 1, title: label } as const;
    const quiet = { priceLineVisible: false, lastValueVisible: false };
    return chart.addSeries(LineSeries, { ...look, ...quiet }, isPrice(values, close) ? 0 : 1);
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

type Look = Pick<SeriesMarker<Time>, "shape" | "color" | "size"> & {
  readonly position: "belowBar" | "aboveBar";
};

/** Arrows where trades begin, circles where they end, in the order of the kinds of `TradeMarks`. */
const looks = (): readonly Look[] => [
  { position: "belowBar", shape: "arrowUp", color: colour("accent"), size: 0.8 },
  { position: "aboveBar", shape: "arrowDown", color: colour("accent"), size: 0.8 },
  { position: "aboveBar", shape: "circle", color: colour("gain"), size: 0.6 },
  { position: "aboveBar", shape: "circle", color: colour("loss"), size: 0.6 },
];

function markersOf({ candles: { time }, marks }: PriceWindow): SeriesMarker<Time>[] {
  const known = looks();
  return Array.from(marks.candle).flatMap((candle, k) => {
    const look = known[marks.kind[k] ?? 0];
    return look === undefined ? [] : [{ ...look, time: at(time[candle] ?? 0) }];
  });
}
