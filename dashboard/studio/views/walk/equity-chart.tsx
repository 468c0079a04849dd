import { HistogramSeries, LineSeries, type UTCTimestamp } from "lightweight-charts";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { at, draw } from "../../../interface/charts/chart.js";
import { colour } from "../../../interface/settings.js";
import type { WalkView } from "../../experiments/protocol.js";
import { viewWords } from "../words.js";

const words = viewWords.walk;

/** Equity of all tests in a row, with a band behind every second fold. */
export function WalkEquity({ walk }: { readonly walk: WalkView }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const { chart, onPaint, end } = draw(element);
    const bands = chart.addSeries(HistogramSeries, {
      priceScaleId: "bands",
      priceLineVisible: false,
      lastValueVisible: false,
    });
    bands.priceScale().applyOptions({ visible: false, scaleMargins: { top: 0, bottom: 0 } });
    const equity = chart.addSeries(LineSeries, {
      lineWidth: 2,
      priceLineVisible: false,
      title: words.equity,
    });
    const points = pointsOf(walk);
    equity.setData(points.map(({ time, value }) => ({ time, value })));
    onPaint(() => {
      equity.applyOptions({ color: colour("accent") });
      const tint = colour("hover");
      bands.setData(points.map(({ time, isOdd }) => ({ time, value: isOdd ? 1 : 0, color: tint })));
    });
    chart.timeScale().fitContent();
    return end;
  }, [walk]);
  return (
    <div
      class="chart walk-equity"
      ref={place}
      role="img"
      tabIndex={0}
      aria-label={words.chainedLabel}
      data-part="walk-equity"
    />
  );
}

function pointsOf({ equity, folds }: WalkView): { time: UTCTimestamp; value: number; isOdd: boolean }[] {
  const points: { time: UTCTimestamp; value: number; isOdd: boolean }[] = [];
  for (const [k, moment] of equity.time.entries()) {
    const fold = folds.findLast(({ test }) => test.from <= moment);
    const point = { time: at(moment), value: equity.value[k] ?? 0, isOdd: (fold?.fold ?? 0) % 2 === 1 };
    if (points.at(-1)?.time === point.time) points.pop();
    points.push(point);
  }
  return points;
}
