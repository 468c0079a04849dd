import { AreaSeries, LineSeries, type ISeriesApi, type MouseEventParams } from "lightweight-charts";
import { at, draw } from "../interface/charts/chart.js";
import { money, percent } from "../interface/format.js";
import { colour } from "../interface/settings.js";
import { drawdownOf, type CurvePoint } from "./curves.js";

export interface EquityChart {
  readonly show: (points: readonly CurvePoint[], isNew: boolean) => void;
  readonly end: () => void;
}

/**
 * Equity above, drawdown below, on one time axis.
 * @param onPoint told which point is looked at; null: none
 */
export function drawEquity(element: HTMLElement, onPoint: (index: number | null) => void): EquityChart {
  const drawing = draw(element, { handleScale: { mouseWheel: false } });
  const { chart } = drawing;
  const equity = chart.addSeries(LineSeries, {
    lineWidth: 2,
    priceLineVisible: false,
    priceFormat: { type: "custom", minMove: 0.01, formatter: money },
  });
  const drawdown = chart.addSeries(
    AreaSeries,
    {
      lineWidth: 1,
      priceLineVisible: false,
      invertFilledArea: true,
      priceFormat: { type: "custom", minMove: 0.01, formatter: (value: number) => percent(value, 1) },
    },
    1,
  );
  chart.panes()[1]?.setStretchFactor(0.35);
  drawing.onPaint(() => {
    equity.applyOptions({ color: colour("accent") });
    drawdown.applyOptions({
      lineColor: colour("loss"),
      topColor: colour("loss-tint"),
      bottomColor: colour("loss-tint"),
    });
  });
  chart.subscribeCrosshairMove(({ logical }: MouseEventParams) =>
    onPoint(logical === undefined ? null : Math.round(logical)),
  );
  return {
    show: (points, isNew) => {
      const falls = drawdownOf(points);
      put(equity, points, (k) => points[k]?.equity ?? 0);
      put(drawdown, points, (k) => falls[k] ?? 0);
      if (isNew) chart.timeScale().fitContent();
    },
    end: drawing.end,
  };
}

/** Several points within a second, which the chart cannot tell apart, are the last of them. */
function put(
  series: ISeriesApi<"Line" | "Area">,
  points: readonly CurvePoint[],
  value: (index: number) => number,
): void {
  series.setData(points.map(({ time }, k) => ({ time: at(time), value: value(k) })).filter(isLastOfSecond));
}

const isLastOfSecond = <Point extends { readonly time: unknown }>(
  point: Point,
  k: number,
  all: readonly Point[],
): boolean => all[k + 1]?.time !== point.time;
