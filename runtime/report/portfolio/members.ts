import type { PortfolioResult } from "../../modes/portfolio.js";
import { decimal, noNumber } from "../format.js";
import { html } from "../html.js";
import type { Markup } from "../html.js";
import { card, scrollTable } from "../views/card.js";
import { memberRows, wholeRow, type MemberRow } from "./rows.js";

/** What each member was given, what it made of it, and the whole at the end. */
export function memberTable(portfolio: PortfolioResult): Markup {
  const { account } = portfolio;
  const tone = (value: number) => (value > 0 ? "gain" : value < 0 ? "loss" : "");
  const line = (row: MemberRow, kind: string) =>
    html`<tr class="${kind}">
      <th scope="row">${row.label}</th>
      <td>${row.market}</td>
      <td>${row.share}</td>
      <td class="${tone(row.made)}">${row.profit}</td>
      <td class="${tone(row.made)}">${row.contribution}</td>
      <td>${row.return}</td>
      <td>${row.drawdown}</td>
      <td>${row.sharpe}</td>
      <td>${row.trades}</td>
      <td>${row.refused}</td>
    </tr>`;
  const rows = memberRows(portfolio).map((row) => line(row, ""));
  const whole = line(wholeRow(portfolio), "end");
  const head = [
    "Member",
    "Market",
    "Share",
    "Profit",
    "Contribution",
    "Return",
    "Drawdown",
    "Sharpe",
    "Trades",
    "Refused",
  ];
  return card(
    "members",
    "Members",
    html`${scrollTable("Members", head, [...rows, whole], "members")}
      <p class="caption">
        Profit in ${account.currency}; contribution: profit as a part of the money at the start of the whole.
        ${moneyWords(portfolio)}
      </p>`,
  );
}

function moneyWords({ plan }: PortfolioResult): string {
  return plan.account === "shared"
    ? "All trade one account: a member's return and drawdown are of its share of the money and what it made of it."
    : "Each member trades its own money.";
}

/** How the members' daily profits move together, as a table whose tint says how much. */
export function correlationTable({ members, correlation }: PortfolioResult): Markup | null {
  if (members.length < 2) return null;
  const cell = (value: number | null, own: boolean): Markup => {
    if (own) return html`<td class="market">1</td>`;
    if (value === null) return html`<td>${noNumber}</td>`;
    const strength = Math.round(Math.abs(value) * 100);
    return html`<td class="${value >= 0 ? "up" : "down"}" style="--s:${strength}%">${decimal(value, 2)}</td>`;
  };
  const rows = members.map(
    ({ label }, row) =>
      html`<tr>
        <th scope="row">${label}</th>
        ${members.map((_, column) => cell(correlation[row]?.[column] ?? null, row === column))}
      </tr>`,
  );
  return card(
    "correlation",
    "How they move together",
    html`${scrollTable("Correlation of the members", ["Member", ...members.map(({ label }) => label)], rows, "months correlation")}
      <p class="caption">
        Correlation of daily profits (UTC): 1 together, 0 independent, −1 against each other. ${noNumber}:
        fewer than 20 days, or one never moved.
      </p>`,
  );
}
