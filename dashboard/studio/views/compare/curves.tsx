import { LineSeries } from "lightweight-charts";
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
      const points = new Map<number, number>();
      for (const [k, moment] of run.equity.time.entries())
        points.set(at(moment), (run.equity.value[k] ?? 0) / run.start);
      line.setData([...points].map(([time, value]) => ({ time: at(time * 1000), value })));
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
