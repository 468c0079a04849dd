import type { SearchOverfitting } from "../../search/overfitting.js";
import { ticksOf } from "../axis.js";
import { decimal } from "../format.js";
import { histogram } from "../histogram.js";
import { html, type Markup } from "../html.js";

const width = 340;
const height = 210;
const left = 42;
const bottom = 28;
const top = 12;
const plotWidth = width - left - 10;
const plotHeight = height - bottom - top;

/** More points than these are not drawn. */
const mostPoints = 1200;

/** Logits of the rank that the chosen set has on the other half: what lies left of zero is overfitting. */
export function logitHistogram({ logits, probability }: SearchOverfitting): Markup {
  const bins = histogram(Array.from(logits));
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const step = plotWidth / Math.max(1, bins.length);
  const rects = bins.map(({ from, to, count }, k) => {
    const size = (count / most) * plotHeight;
    return html`<rect
      class="${to <= 1e-12 ? "loss" : "gain"}"
      x="${(left + k * step).toFixed(1)}"
      y="${(top + plotHeight - size).toFixed(1)}"
      width="${Math.max(1, step - 1.5).toFixed(1)}"
      height="${size.toFixed(1)}"
      ><title>${decimal(from, 1)} to ${decimal(to, 1)}: ${count}</title></rect
    >`;
  });
  const each = Math.max(1, Math.ceil(bins.length / 6));
  const ticks = bins.flatMap(({ from }, k) =>
    k % each === 0
      ? [
          html`<text x="${(left + k * step).toFixed(1)}" y="${height - 8}" text-anchor="middle"
            >${decimal(from, 1)}</text
          >`,
        ]
      : [],
  );
  const said = `Histogram of ${logits.length} logits; ${decimal(100 * probability, 0)} % are not above zero.`;
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${said}">${rects}${ticks}</svg>`;
}

/** What was chosen on one half against what it did on the other, a year's Sharpe ratio. */
export function degradationPlot({ chosen, degradation, scale }: SearchOverfitting): Markup {
  const every = Math.max(1, Math.ceil(chosen.inside.length / mostPoints));
  const points = Array.from(
    chosen.inside,
    (value, k) => [value * scale, (chosen.outside[k] ?? 0) * scale] as const,
  ).filter((_, k) => k % every === 0);
  const [lowX, highX] = extent(points.map(([x]) => x));
  const [lowY, highY] = extent([0, ...points.map(([, y]) => y)]);
  const x = (value: number): string => (left + ((value - lowX) / (highX - lowX)) * plotWidth).toFixed(1);
  const y = (value: number): string => (top + (1 - (value - lowY) / (highY - lowY)) * plotHeight).toFixed(1);
  const path = (gains: boolean): string =>
    points.flatMap(([a, b]) => (b > 0 === gains ? [`M${x(a)} ${y(b)}h0`] : [])).join("");
  const line =
    degradation !== null &&
    html`<path
      class="trend"
      d="M${x(lowX)} ${y(clip(degradation.slope * lowX + degradation.intercept * scale, lowY, highY))}L${x(highX)} ${y(clip(degradation.slope * highX + degradation.intercept * scale, lowY, highY))}"
    />`;
  const grid = ticksOf(lowY, highY, 4).map(
    (tick) =>
      html`<line x1="${left}" x2="${width - 10}" y1="${y(tick)}" y2="${y(tick)}" /><text
          x="${left - 6}"
          y="${y(tick)}"
          dy="0.32em"
          text-anchor="end"
          >${decimal(tick, 1)}</text
        >`,
  );
  const feet = ticksOf(lowX, highX, 4).map(
    (tick) => html`<text x="${x(tick)}" y="${height - 8}" text-anchor="middle">${decimal(tick, 1)}</text>`,
  );
  const said = `In sample from ${decimal(lowX, 1)} to ${decimal(highX, 1)}, out of sample from ${decimal(lowY, 1)} to ${decimal(highY, 1)}.`;
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${said}">
    <g>${grid}${feet}</g>
    <path class="dots loss" d="${path(false)}" />
    <path class="dots gain" d="${path(true)}" />
    ${line}
  </svg>`;
}

const clip = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

function extent(values: readonly number[]): readonly [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  return high > low ? [low, high] : [low - 0.5, high + 0.5];
}
