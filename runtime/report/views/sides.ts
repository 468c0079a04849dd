import { decimal, duration, money, noNumber, percent, signed } from "../format.js";
import { html } from "../html.js";
import type { Markup } from "../html.js";
import type { ReportModel } from "../model.js";
import type { SideSummary } from "../sides.js";
import { card, scrollTable } from "./card.js";

/** What the long and the short trades made, side by side. */
export function sideTable({ sides, result }: ReportModel): Markup | null {
  if (sides.length === 0) return null;
  const { currency } = result.account;
  const rows = lines(currency, result.data.interval).map(
    ([title, value]) =>
      html`<tr>
        <th scope="row">${title}</th>
        ${sides.map((side) => html`<td>${value(side)}</td>`)}
      </tr>`,
  );
  return card(
    "sides",
    "Long and short",
    scrollTable(
      "Long and short trades",
      [html`<span class="hidden">What</span>`, ...sides.map(({ name }) => name)],
      rows,
    ),
  );
}

function lines(
  currency: string,
  interval: number,
): readonly (readonly [title: string, value: (side: SideSummary) => string])[] {
  const or = (value: number | null, text: (value: number) => string) =>
    value === null ? noNumber : text(value);
  return [
    ["Trades", (side) => decimal(side.trades, 0)],
    ["Won", (side) => or(side.won, (value) => percent(value, 1))],
    [`Net profit, ${currency}`, (side) => signed(money(side.profit))],
    ["Profit factor", (side) => or(side.profitFactor, (value) => decimal(value, 2))],
    ["Mean return", (side) => or(side.meanReturn, (value) => signed(percent(value)))],
    ["Mean duration", (side) => or(side.meanBars, (value) => duration(value * interval))],
    [`Best, ${currency}`, (side) => or(side.best, (value) => signed(money(value)))],
    [`Worst, ${currency}`, (side) => or(side.worst, (value) => signed(money(value)))],
  ];
}
