import type { ModelReport } from "../../models/explain/model-report.js";
import type { ReliabilityCurve } from "../../models/judge/index.js";
import { ticksOf } from "../axis.js";
import { percent } from "../format.js";
import { html, type Markup } from "../html.js";
import { scrollTable } from "../views/card.js";
import { percentPlot, type PlotLine } from "../views/percent-plot.js";

/** How often came what was said with a probability: on the diagonal as often as was said. */
export function calibrationView({ overall }: Pick<ModelReport, "overall">): Markup | null {
  const curves = overall.reliability.filter(({ bins }) => bins.length > 0);
  if (curves.length === 0) return null;
  const keys = curves.map(({ className }, k) => html`<span class="key ${tone(k)}">${className}</span>`);
  return html`<p class="legend">${keys}<span class="key market">as often as said</span></p>
    ${draw(curves)}
    <p class="caption">
      Across: the probability that was said; up: how often it came, with its 95 % range.
      ${curves.map(
        ({ className, error }) => `Of ${className} they lie ${percent(error, 1)} apart on average. `,
      )}
    </p>
    <details class="data">
      <summary>As a table</summary>
      ${scrollTable(
        "Calibration",
        ["Class", "Said from", "to", "Rows", "Said", "Came", "95 % range"],
        curves.flatMap(rowsOf),
      )}
    </details>`;
}

const tone = (k: number): string => `plot-${(k % 6) + 1}`;

function rowsOf({ className, bins }: ReliabilityCurve): readonly Markup[] {
  return bins.map(
    ({ from, to, rows, said, came, low, high }) =>
      html`<tr>
        <th scope="row">${className}</th>
        <td>${percent(from, 0)}</td>
        <td>${percent(to, 0)}</td>
        <td>${rows}</td>
        <td>${percent(said, 1)}</td>
        <td>${percent(came, 1)}</td>
        <td>${percent(low, 1)} … ${percent(high, 1)}</td>
      </tr>`,
  );
}

function draw(curves: readonly ReliabilityCurve[]): Markup {
  const bins = curves.flatMap((curve) => curve.bins);
  const low = Math.max(0, Math.min(...bins.map(({ said, low: end }) => Math.min(said, end))) - 0.02);
  const high = Math.min(1, Math.max(...bins.map(({ said, high: end }) => Math.max(said, end))) + 0.02);
  const place = (value: number): number => (value - low) / Math.max(high - low, 1e-9);
  const ticks = ticksOf(low, high, 5).map((value) => ({ at: place(value), label: percent(value, 0) }));
  const lines = curves.flatMap((curve, k): PlotLine[] => {
    const x = curve.bins.map(({ said }) => place(said));
    return [
      { x, y: curve.bins.map(({ came }) => place(came)), tone: tone(k) },
      {
        x: x.flatMap((at) => [at, at, at]),
        y: curve.bins.flatMap((bin) => [place(bin.low), place(bin.high), null]),
        tone: `${tone(k)} whisker`,
      },
    ];
  });
  const said = curves.map(
    ({ className, bins: all }) =>
      `${className}: ${all.map((bin) => `${percent(bin.said, 0)} said, ${percent(bin.came, 0)} came`).join("; ")}`,
  );
  return percentPlot({
    said: `Calibration curve. ${said.join(". ")}.`,
    lines: [{ x: [0, 1], y: [0, 1], tone: "market" }, ...lines],
    xTicks: ticks,
    yTicks: ticks,
    band: null,
  });
}
