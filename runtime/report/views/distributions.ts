import { decimal, duration, percent } from "../format.js";
import { histogram } from "../histogram.js";
import type { Bin } from "../histogram.js";
import { html } from "../html.js";
import type { Markup } from "../html.js";
import type { ReportModel } from "../model.js";
import type { Trade } from "../../record.js";
import { card } from "./card.js";

/** Near the width at which a figure is shown, so that its text keeps its size. */
const width = 340;
const height = 210;
const left = 42;
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
  const lengths = histogram(
    trades.map((trade) => trade.bars),
    1,
  );
  const middle = median(trades.map((trade) => trade.bars));
  return card(
    "trades-shape",
    "Shape of the trades",
    html`<div class="figures">
      ${figure(
        "Net return of a trade",
        bars(returns, (value) => percent(value, 1), true),
        `Half of the trades made more than ${percent(median(trades.map((trade) => trade.return)), 2)}. The outer bins hold what lies beyond them.`,
      )}
      ${figure(
        "Duration of a trade, in bars",
        bars(lengths, (value) => decimal(value, 0), false),
        `Half of the trades lasted ${decimal(middle, 0)} bars (${duration(middle * interval)}) or longer.`,
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
  const lines = (top % 2 === 0 ? [0, 0.5, 1] : [0, 1]).map((share) => yLine(share, decimal(top * share, 0)));
  return html`<g>${lines}</g>`;
}

function yLine(share: number, label: string): Markup {
  const y = (12 + plotHeight * (1 - share)).toFixed(1);
  return html`<line x1="${left}" x2="${width - 10}" y1="${y}" y2="${y}" /><text
      x="${left - 6}"
      y="${y}"
      dy="0.32em"
      text-anchor="end"
      >${label}</text
    >`;
}

/** The value below which this share of all lies. */
function quantile(values: readonly number[], share: number): number {
  return Float64Array.from(values).sort()[Math.floor(values.length * share)] ?? 0;
}

/** End of an axis that shows nearly all of the values. */
function reach(values: readonly number[]): number {
  return Math.max(1e-4, quantile(values, 0.99)) * 1.05;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Dots as one path a kind, since thousands of elements would be slow. */
function scatter(all: readonly Trade[]): Markup {
  const every = Math.max(1, Math.ceil(all.length / 2000));
  const trades = all.filter((_, i) => i % every === 0);
  const right = reach(trades.map((trade) => -trade.mae));
  const top = reach(trades.map((trade) => trade.mfe));
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
    const x = (left + plotWidth * share).toFixed(1);
    const label = share === 0 ? "0" : `−${percent(right * share, 1)}`;
    const anchor = share === 1 ? "end" : "middle";
    return html`${yLine(share, percent(top * share, share === 0 ? 0 : 1))}<text
        x="${x}"
        y="${height - 8}"
        text-anchor="${anchor}"
        >${label}</text
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
