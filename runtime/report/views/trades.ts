import { decimal } from "../format.js";
import { html } from "../html.js";
import type { Markup } from "../html.js";
import type { ReportModel } from "../model.js";
import { card } from "./card.js";

const columns: readonly (readonly [key: string, title: string, spoken?: string])[] = [
  ["id", "#"],
  ["side", "Side"],
  ["entryTime", "Entry (UTC)"],
  ["entryPrice", "at", "Entry price "],
  ["exitTime", "Exit (UTC)"],
  ["exitPrice", "at", "Exit price "],
  ["quantity", "Quantity"],
  ["bars", "Bars"],
  ["profit", "Net profit"],
  ["return", "Return"],
  ["mae", "MAE"],
  ["mfe", "MFE"],
  ["exitReason", "Exit by"],
  ["entryReason", "Entry rule"],
];

const memberColumn = ["member", "Member"] as const;

/** The table of trades; the script fills, sorts and filters it. */
export function tradeTable(model: ReportModel): Markup {
  const trades = model.result.trades;
  if (trades.length === 0) {
    return card("trades", "Trades", html`<p class="empty">The strategy never traded. ${reasons(model)}</p>`);
  }
  const cut = trades.length - model.shownTrades.length;
  return card(
    "trades",
    "Trades",
    html`<form class="filter" id="trade-filter" role="search" aria-label="Trades" hidden>
        <label
          >Search <input type="search" name="text" placeholder="rule, exit, date …" autocomplete="off"
        /></label>
        <label
          >Side
          <select name="side">
            <option value="">all</option>
            <option>long</option>
            <option>short</option>
          </select></label
        >
        <label
          >Result
          <select name="result">
            <option value="">all</option>
            <option value="win">won</option>
            <option value="loss">lost</option>
          </select></label
        >
        <label
          >Exit by
          <select name="exit">
            <option value="">all</option>
            ${[...new Set(trades.map((trade) => trade.exitReason))].sort().map((reason) => html`<option>${reason}</option>`)}
          </select></label
        >
        <output id="trade-count" aria-live="polite"></output>
      </form>
      <div class="scroll" tabindex="0" role="region" aria-label="Trades, table">
        <table class="trades" id="trade-table">
          <thead>
            <tr>
              ${(model.isPortfolio ? [...columns, memberColumn] : columns).map(heading)}
            </tr>
          </thead>
          <tbody></tbody>
        </table>
      </div>
      <nav class="pages" id="trade-pages" aria-label="Pages of trades" hidden>
        <button type="button" class="plain" data-page="-1">previous</button>
        <span></span>
        <button type="button" class="plain" data-page="1">next</button>
      </nav>
      ${cut > 0 && html`<p class="caption">The page holds ${decimal(model.shownTrades.length, 0)} of ${decimal(trades.length, 0)} trades: the best, the worst, the first, the last, and even steps between them. <code>sage run --out</code> writes all.</p>`}
      <noscript><p class="empty">The table needs JavaScript, which is switched off here.</p></noscript>`,
    html`<button type="button" class="plain" id="trade-export" hidden>save as CSV</button>`,
  );
}

function heading([key, title, spoken]: (typeof columns)[number]): Markup {
  return html`<th scope="col" aria-sort="none">
    <button type="button" data-key="${key}">
      ${spoken !== undefined && html`<span class="hidden">${spoken}</span>`}${title}
    </button>
  </th>`;
}

/** Why signals did not trade, the commonest first. */
function reasons(model: ReportModel): string {
  const { signals } = model.result;
  if (signals.length === 0) return "No entry condition came true on any bar after the warm-up.";
  const counts = new Map<string, number>();
  for (const signal of signals) {
    if (signal.outcome === "ignored") counts.set(signal.reason, (counts.get(signal.reason) ?? 0) + 1);
  }
  const list = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 4);
  return `Signals came to nothing: ${list.map(([reason, count]) => `${reason} (${count})`).join(", ")}.`;
}
