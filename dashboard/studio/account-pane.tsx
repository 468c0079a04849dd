import { useSignalEffect } from "@preact/signals";
import {
  AreaSeries,
  LineSeries,
  type IChartApi,
  type ISeriesApi,
  type LineData,
  type UTCTimestamp,
  type WhitespaceData,
} from "lightweight-charts";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { at, draw } from "../interface/charts/chart.js";
import { colour, zone, type Zone } from "../interface/settings.js";
import { Following } from "./following.js";
import type { AccountCurves } from "./research/protocol.js";
import type { Studio } from "./state.js";
import { words } from "./words.js";

/** The line at its points; where it has none the place stays, so that all lines have the same axis. */
function pointsOf(
  times: readonly UTCTimestamp[],
  values: Float64Array,
): (LineData<UTCTimestamp> | WhitespaceData<UTCTimestamp>)[] {
  return times.map((time, k) => {
    const value = values[k] ?? Number.NaN;
    return Number.isNaN(value) ? { time } : { time, value };
  });
}

interface Lines {
  readonly equity: ISeriesApi<"Line">;
  readonly market: ISeriesApi<"Line">;
  readonly drawdown: ISeriesApi<"Area">;
  readonly chart: IChartApi;
}

function drawLines(element: HTMLElement): Lines & { readonly end: () => void } {
  const { chart, onPaint, end } = draw(element);
  const calm = { priceLineVisible: false, lastValueVisible: true, crosshairMarkerVisible: true } as const;
  const market = chart.addSeries(LineSeries, { ...calm, lineWidth: 1, title: words.market });
  const equity = chart.addSeries(LineSeries, { ...calm, lineWidth: 2, title: words.equity });
  const percent = { type: "custom", formatter: (value: number) => `${(100 * value).toFixed(1)}%` } as const;
  const drawdown = chart.addSeries(
    AreaSeries,
    {
      ...calm,
      lineWidth: 1,
      invertFilledArea: true,
      title: words.drawdown,
      priceFormat: { ...percent, minMove: 0.0001 },
    },
    1,
  );
  chart.panes()[0]?.setStretchFactor(3);
  chart.panes()[1]?.setStretchFactor(1);
  onPaint(() => {
    equity.applyOptions({ color: colour("accent") });
    market.applyOptions({ color: colour("market") });
    const loss = colour("loss");
    drawdown.applyOptions({
      lineColor: loss,
      topColor: colour("loss-tint"),
      bottomColor: colour("loss-tint"),
    });
  });
  return { equity, market, drawdown, chart, end };
}

interface Shown extends Lines {
  readonly following: Following;
  /** Which bars they are of. */
  bars: string;
  times: readonly UTCTimestamp[];
  zone: Zone;
  curves: AccountCurves | null;
}

function show(shown: Shown, curves: AccountCurves, bars: string): void {
  const { cut, total, time, equity, market, drawdown } = curves;
  const isOther = shown.bars !== bars;
  shown.bars = bars;
  const before = shown.curves;
  const [first, last] = [time[0], time.at(-1)];
  const isSame =
    before !== null &&
    shown.zone === zone.value &&
    before.time.length === time.length &&
    before.cut.step === cut.step &&
    before.time[0] === first &&
    before.time.at(-1) === last;
  if (!isSame) shown.times = Array.from(time, at);
  shown.curves = curves;
  shown.zone = zone.value;
  // The market is the same for every value of a slider, and a line is the dearer part of drawing it.
  const hasMarket = isSame && before.market.every((value, k) => Object.is(value, market[k]));
  const put = (): void => {
    if (!hasMarket) shown.market.setData(pointsOf(shown.times, market));
    shown.equity.setData(pointsOf(shown.times, equity));
    shown.drawdown.setData(pointsOf(shown.times, drawdown));
  };
  shown.following.put({ cut, total, places: cut.step === 1 ? 1 : 2 }, put, isOther);
}

/** Equity against the market, drawdown below; follows each run. */
export function AccountPane({ studio }: { readonly studio: Studio }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const lines = useRef<Shown | null>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const { end, ...drawn } = drawLines(element);
    const following = new Following(drawn.chart, element, (cut) => studio.lookAtAccount(cut));
    studio.account = () => ({ width: Math.max(200, element.clientWidth), cut: following.part() });
    lines.current = { ...drawn, following, bars: "", times: [], zone: zone.peek(), curves: null };
    return () => {
      lines.current = null;
      following.end();
      end();
    };
  }, [studio]);
  useSignalEffect(() => {
    const [curves, facts] = [studio.curves.value, studio.facts.peek()];
    if (curves !== null && lines.current !== null)
      show(lines.current, curves, `${facts?.source ?? ""} ${facts?.from ?? 0} ${curves.total}`);
  });
  return (
    <div
      class="chart"
      ref={place}
      role="img"
      tabIndex={0}
      aria-label={words.accountLabel}
      data-part="account"
    />
  );
}
