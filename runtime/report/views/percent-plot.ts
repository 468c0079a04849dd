import { html, Markup } from "../html.js";
import type { Content } from "../html.js";

/** Something drawn on a plot whose corners are 0 0 and 1 1, from the lower left. */
export interface PlotLine {
  readonly x: readonly number[];
  /** Null interrupts the line. */
  readonly y: readonly (number | null)[];
  /** Class that gives the colour. */
  readonly tone: string;
}

export interface PlotTick {
  readonly at: number;
  readonly label: string;
}

export interface PercentPlot {
  /** What is drawn, in words. */
  readonly said: string;
  readonly lines: readonly PlotLine[];
  readonly xTicks: readonly PlotTick[];
  readonly yTicks: readonly PlotTick[];
  /** A shaded stripe from y to y. */
  readonly band: readonly [from: number, to: number] | null;
}

/** A line chart that fills any width: lines are stretched, words keep their size. */
export function percentPlot({ said, lines, xTicks, yTicks, band }: PercentPlot): Markup {
  const share = (value: number): string => `${(100 * Math.min(1, Math.max(0, value))).toFixed(2)}%`;
  const paths = lines.map(
    ({ x, y, tone }) =>
      html`<path class="line ${tone}" d="${pathOf(x, y)}" vector-effect="non-scaling-stroke" />`,
  );
  const stripe =
    band !== null &&
    html`<rect
      class="band"
      x="0"
      width="1000"
      y="${flip(band[1])}"
      height="${flip(band[0]) - flip(band[1])}"
    />`;
  const grid = yTicks.map(
    ({ at }) =>
      html`<line x1="0" x2="1000" y1="${flip(at)}" y2="${flip(at)}" vector-effect="non-scaling-stroke" />`,
  );
  const words = (ticks: readonly PlotTick[], side: "bottom" | "left"): Content =>
    ticks.map(
      ({ at, label }) =>
        html`<span class="${side}" style="${side === "left" ? "bottom" : "left"}:${share(at)}"
          >${label}</span
        >`,
    );
  return html`<div class="plot" role="img" aria-label="${said}">
    <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">${stripe}${grid}${paths}</svg>
    <div aria-hidden="true">${words(yTicks, "left")}${words(xTicks, "bottom")}</div>
  </div>`;
}

function flip(y: number): number {
  return Math.round(1000 * (1 - Math.min(1, Math.max(0, y))));
}

function pathOf(x: readonly number[], y: readonly (number | null)[]): Markup {
  let [path, pen] = ["", "M"];
  for (const [k, value] of y.entries()) {
    if (value === null) {
      pen = "M";
      continue;
    }
    path += `${pen}${(1000 * (x[k] ?? 0)).toFixed(1)} ${(1000 * (1 - value)).toFixed(1)}`;
    pen = "L";
  }
  return new Markup(path);
}
