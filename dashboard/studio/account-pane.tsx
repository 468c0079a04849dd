import { useSignalEffect } from "@preact/signals";
import { AreaSeries, LineSeries, type ISeriesApi, type UTCTimestamp } from "lightweight-charts";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { at, draw } from "../interface/charts/chart.js";
import { colour } from "../interface/settings.js";
import type { Curve } from "./research/protocol.js";
import type { Studio } from "./state.js";
import { words } from "./words.js";

/** Points with one time each, as the chart library wants them: of several in a second the last. */
function pointsOf({ time, value }: Curve): { time: UTCTimestamp; value: number }[] {
  const points: { time: UTCTimestamp; value: number }[] = [];
  for (let k = 0; k < time.length; k++) {
    const point = { time: at(time[k] ?? 0), value: value[k] ?? 0 };
    if (points.at(-1)?.time === point.time) points.pop();
    points.push(point);
  }
  return points;
}

interface Lines {
  readonly equity: ISeriesApi<"Line">;
  readonly market: ISeriesApi<"Line">;
  readonly drawdown: ISeriesApi<"Area">;
  readonly fit: () => void;
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
  return { equity, market, drawdown, fit: () => chart.timeScale().fitContent(), end };
}

/** Equity against the market, drawdown below; follows each run. */
export function AccountPane({ studio }: { readonly studio: Studio }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const lines = useRef<Lines | null>(null);
  const shown = useRef("");
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    studio.width = Math.max(200, element.clientWidth);
    const { end, ...drawn } = drawLines(element);
    lines.current = drawn;
    const resized = new ResizeObserver(() => {
      studio.width = Math.max(200, element.clientWidth);
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      lines.current = null;
      end();
    };
  }, [studio]);
  useSignalEffect(() => {
    const run = studio.run.value;
    if (run === null || lines.current === null) return;
    const { equity, market, drawdown, fit } = lines.current;
    equity.setData(pointsOf(run.equity));
    market.setData(pointsOf(run.market));
    drawdown.setData(pointsOf(run.drawdown));
    // Where somebody has looked closer, a moved slider does not take them back.
    const key = `${run.strategy} ${run.bars}`;
    if (shown.current !== key) fit();
    shown.current = key;
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
