import { decimal, duration, percent } from "../format.js";
import { histogram } from "../histogram.js";
import type { Bin } from "../histogram.js";
import { html } from "../html.js";
import type { Markup } from "../html.js";
import type { ReportModel } from "../model.js";
import type { Trade } from "../../record.js";
import { card } from "./charts.js";

const width = 460;
const height = 220;
const left = 40;
const bottom = 28;
const plotWidth = width - left - 10;
const plotHeight = height - bottom - 12;

/** How the trades are spread: what they made, how long they took, how far they ran for and against us. */
export function distributions(model: ReportModel): Markup {
  const trades = model.result.trades;
  if (trades.length === 0) {
    return card(
      "trades-shape",
      "Shape of the trades",
      html`<p class="empty">There are no trades to draw.</p>`,
    );
  }
  const interval = model.result.data.interval;
  const returns = histogram(trades.map((trade) => trade.return));
  const lengths = histogram(trades.map((trade) => trade.bars));
  const median = trades.map((trade) => trade.return).toSorted((a, b) => a - b)[trades.length >> 1] ?? 0;
  return card(
    "trades-shape",
    "Shape of the trades",
    html`<div class="figures">
      ${figure(
        "Net return of a trade",
        bars(returns, (value) => percent(value, 1), true),
        `Half of the trades made more than ${percent(median, 2)}. The outer bins hold what lies beyond them.`,
      )}
      ${figure(
        "Duration of a trade",
        bars(lengths, (value) => duration(Math.max(0, value) * interval), false),
        `From ${duration(Math.min(...lengths.map((bin) => Math.max(0, bin.from))) * interval)} up; a bar is ${duration(interval)}.`,
      )}
      ${figure(
        "Worst against best moment (MAE, MFE)",
        scatter(trades),
        "Across: how far the trade ran against us; up: how far it ran our way. Round: won, square: lost.",
      )}
    </div>`,
  );
}

function figure(title: string, drawing: Markup, caption: string): Markup {
  return html`<figure>
    <h3>${title}</h3>
    ${drawing}
    <figcaption>${caption}</figcaption>
  </figure>`;
}

function bars(bins: readonly Bin[], label: (value: number) => string, signedTone: boolean): Markup {
  const top = Math.max(1, ...bins.map((bin) => bin.count));
  const step = plotWidth / bins.length;
  const x = (i: number): string => (left + i * step).toFixed(1);
  const rects = bins.map((bin, i) => {
    const size = (bin.count / top) * plotHeight;
    const tone = signedTone ? (bin.to <= 1e-12 ? "loss" : "gain") : "even";
    return html`<rect
      class="${tone}"
      x="${x(i)}"
      y="${(12 + plotHeight - size).toFixed(1)}"
      width="${Math.max(1, step - 1.5).toFixed(1)}"
      height="${size.toFixed(1)}"
      ><title>${label(bin.from)} to ${label(bin.to)}: ${bin.count}</title></rect
    >`;
  });
  const every = Math.max(1, Math.ceil(bins.length / 5));
  const edges = bins.map((bin) => bin.from).concat(bins.at(-1)?.to ?? 0);
  const ticks = edges.flatMap((edge, i) =>
    i % every === 0
      ? [html`<text x="${x(i)}" y="${height - 8}" text-anchor="middle">${label(edge)}</text>`]
      : [],
  );
  const said = bins
    .filter((bin) => bin.count > 0)
    .map((bin) => `${label(bin.from)} to ${label(bin.to)}: ${bin.count}`);
  return drawing(`Histogram. ${said.join("; ")}`, html`${yAxis(top)}${rects}${ticks}`);
}

function yAxis(top: number): Markup {
  const lines = [0, 0.5, 1].map((share) => {
    const y = (12 + plotHeight * (1 - share)).toFixed(1);
    return html`<line x1="${left}" x2="${width - 10}" y1="${y}" y2="${y}" /><text
        x="${left - 6}"
        y="${y}"
        dy="0.32em"
        text-anchor="end"
        >${decimal(top * share, top * share === Math.round(top * share) ? 0 : 1)}</text
      >`;
  });
  return html`<g>${lines}</g>`;
}

/** Value below which nearly all lie. */
function quantile(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? 0;
}

/** Dots as one path a kind, since thousands of elements would be slow. */
function scatter(all: readonly Trade[]): Markup {
  const every = Math.max(1, Math.ceil(all.length / 2000));
  const trades = all.filter((_, i) => i % every === 0);
  const right = Math.max(1e-4, quantile(trades.map((trade) => -trade.mae))) * 1.05;
  const top = Math.max(1e-4, quantile(trades.map((trade) => trade.mfe))) * 1.05;
  const dot = (trade: Trade): string => {
    const x = left + Math.min(1, -trade.mae / right) * plotWidth;
    const y = 12 + (1 - Math.min(1, trade.mfe / top)) * plotHeight;
    return `M${x.toFixed(1)} ${y.toFixed(1)}h0`;
  };
  const path = (won: boolean): string =>
    trades
      .filter((trade) => trade.profit > 0 === won)
      .map(dot)
      .join("");
  const ticks = [0, 0.5, 1].map((share) => {
    const y = (12 + plotHeight * (1 - share)).toFixed(1);
    const x = (left + plotWidth * share).toFixed(1);
    return html`<line x1="${left}" x2="${width - 10}" y1="${y}" y2="${y}" /><text
        x="${left - 6}"
        y="${y}"
        dy="0.32em"
        text-anchor="end"
        >${percent(top * share, 1)}</text
      ><text x="${x}" y="${height - 8}" text-anchor="middle"
        >${share === 0 ? "0" : `−${percent(right * share, 1)}`}</text
      >`;
  });
  const said = `Scatter of ${trades.length} trades: adverse excursion up to ${percent(right, 1)}, favourable up to ${percent(top, 1)}.`;
  return drawing(
    said,
    html`<g>${ticks}</g><path class="dots loss" d="${path(false)}" /><path
        class="dots gain"
        d="${path(true)}"
      />`,
  );
}

function drawing(label: string, inner: Markup): Markup {
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">${inner}</svg>`;
}
