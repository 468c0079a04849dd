import { LineSeries, type UTCTimestamp } from "lightweight-charts";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { at, draw } from "../../../interface/charts/chart.js";
import { colour } from "../../../interface/settings.js";
import type { RunView } from "../../research/protocol.js";
import { viewWords } from "../words.js";

/** Lines of a chart, by the names of their colours. */
export const lineColours = ["plot-1", "plot-2", "plot-3", "plot-4", "plot-5", "plot-6"] as const;

export interface NamedRun {
  readonly name: string;
  readonly run: RunView;
}

/** Equity of several runs, each as a multiple of what it began with. */
export function EquityCurves({ runs }: { readonly runs: readonly NamedRun[] }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const key = runs.map(({ run }) => run.runId).join(" ");
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const { chart, onPaint, end } = draw(element);
    const lines = runs.map(({ name, run }) => {
      const line = chart.addSeries(LineSeries, {
        lineWidth: 2,
        priceLineVisible: false,
        title: name,
        priceFormat: { type: "price", precision: 3, minMove: 0.001 },
      });
      const { time, equity } = run.curves;
      const points = new Map<UTCTimestamp, number>();
      for (const [k, moment] of time.entries()) {
        const value = equity[k] ?? Number.NaN;
        if (!Number.isNaN(value)) points.set(at(moment), value / run.start);
      }
      line.setData([...points].map(([moment, value]) => ({ time: moment, value })));
      return line;
    });
    onPaint(() => {
      for (const [k, line] of lines.entries())
        line.applyOptions({ color: colour(lineColours[k % lineColours.length] ?? "plot-1") });
    });
    chart.timeScale().fitContent();
    return end;
  }, [key]);
  return (
    <div
      class="chart walk-equity"
      ref={place}
      role="img"
      tabIndex={0}
      aria-label={viewWords.compare.curvesLabel}
      data-part="compare-curves"
    />
  );
}
