import { decimal, duration, percent, time } from "../format.js";
import { html } from "../html.js";
import type { Markup } from "../html.js";
import type { ReportModel } from "../model.js";
import { card } from "./card.js";
import { leadSentence } from "./header.js";

/** Account against market, drawdown and exposure over time. */
export function equityChart(model: ReportModel): Markup {
  const { curve, result } = model;
  if (curve === null || curve.time.length === 0) {
    return card("equity", "Equity", html`<p class="empty">The run kept no equity curve.</p>`);
  }
  const controls = html`<fieldset class="switch" id="scale" hidden>
    <legend class="hidden">Scale</legend>
    <label><input type="radio" name="scale" value="linear" checked /><span>linear</span></label>
    <label><input type="radio" name="scale" value="log" /><span>log</span></label>
  </fieldset>`;
  const body = html`<p class="legend" id="equity-legend" aria-hidden="true"></p>
    <div class="chart tall" id="equity-chart" role="img" aria-label="${leadSentence(model)}"></div>
    <p class="caption">
      Above: the account, and the starting capital held in the market without costs
      (${result.account.currency}). Middle: distance from the highest equity so far. Below: position as a
      share of equity.
    </p>
    ${curveTable(model)}`;
  return card("equity", "Equity against buy and hold", body, controls);
}

/** A few dozen rows of the curve, for those to whom a picture says nothing. */
function curveTable(model: ReportModel): Markup {
  const curve = model.curve;
  if (curve === null) return html``;
  const count = curve.time.length;
  const rows = Array.from({ length: Math.min(24, count) }, (_, i) =>
    Math.round((i * (count - 1)) / Math.max(1, Math.min(24, count) - 1)),
  );
  return html`<details class="data">
    <summary>The curve as a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Equity, table">
      <table>
        <thead>
          <tr>
            <th scope="col">Time (UTC)</th>
            <th scope="col">Equity</th>
            <th scope="col">Buy and hold</th>
            <th scope="col">Drawdown</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                <th scope="row">${time(curve.time[row] ?? 0)}</th>
                <td>${decimal(curve.equity[row] ?? 0, 2)}</td>
                <td>${decimal(curve.hold[row] ?? 0, 2)}</td>
                <td>${percent(curve.drawdown[row] ?? 0)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

/** Candles with trades, their stops and takes, and the series that the strategy plots. */
export function priceChart(model: ReportModel): Markup | null {
  const { candles, plots, result } = model;
  if (candles === null || candles.time.length === 0) return null;
  const each =
    candles.step === 1
      ? "Each candle is a bar"
      : `Each candle joins ${candles.step} bars (${duration(candles.step * result.data.interval)})`;
  const label = `Price of ${result.data.symbol ?? result.data.source} with ${result.trades.length} trades; the same trades stand in the table below. Arrow keys move, plus and minus zoom, 0 shows the whole run.`;
  const shown =
    model.shownTrades.length < result.trades.length
      ? ` ${decimal(model.shownTrades.length, 0)} of ${decimal(result.trades.length, 0)} trades are drawn.`
      : "";
  return card(
    "price",
    "Price and trades",
    html`<p class="legend" id="price-legend" aria-hidden="true"></p>
      <div class="chart tall" id="price-chart" tabindex="0" role="img" aria-label="${label}"></div>
      <p class="caption">
        ${each}. Arrows point where a trade was entered, a line leads to its exit; dashed: stop, dotted: take.
        Wheel, pinch or + and − zoom; dragging or the arrow keys move. A click on a trade shows why.${shown}
      </p>
      ${plots.length > 0 && html`<p class="caption">Plotted: ${plots.map((plot) => plot.label).join(", ")}.</p>`}`,
    html`<button type="button" class="plain" id="price-all" hidden>whole run</button>`,
  );
}
