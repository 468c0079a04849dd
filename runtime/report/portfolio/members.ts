import type { PortfolioResult } from "../../modes/portfolio.js";
import { decimal, metricValue, money, noNumber, percent, signed } from "../format.js";
import { html } from "../html.js";
import type { Markup } from "../html.js";
import { card, scrollTable } from "../views/card.js";

/** What each member was given, what it made of it, and the whole at the end. */
export function memberTable(portfolio: PortfolioResult): Markup {
  const { plan, members, account, metrics } = portfolio;
  const share = (value: number | null) => (value === null ? noNumber : percent(value));
  const tone = (value: number) => (value > 0 ? "gain" : value < 0 ? "loss" : "");
  const rows = members.map(({ label, result, profit, contribution }, k) => {
    const own = result.metrics;
    return html`<tr>
      <th scope="row">${label}</th>
      <td>${plan.members[k]?.symbol ?? ""}</td>
      <td>${percent(plan.members[k]?.share ?? 0, 1)}</td>
      <td class="${tone(profit)}">${signed(money(profit))}</td>
      <td class="${tone(contribution)}">${signed(percent(contribution))}</td>
      <td>${share(own.totalReturn)}</td>
      <td>${share(own.maxDrawdown)}</td>
      <td>${metricValue(own.sharpe, "points", result.data.interval)}</td>
      <td>${decimal(own.tradeCount ?? 0, 0)}</td>
      <td>${decimal(result.counts.rejected, 0)}</td>
    </tr>`;
  });
  const profit = account.end - account.start;
  const rejected = members.reduce((sum, { result }) => sum + result.counts.rejected, 0);
  const whole = html`<tr class="end">
    <th scope="row">together</th>
    <td></td>
    <td></td>
    <td class="${tone(profit)}">${signed(money(profit))}</td>
    <td class="${tone(profit)}">${signed(percent(profit / account.start))}</td>
    <td>${share(metrics.totalReturn)}</td>
    <td>${share(metrics.maxDrawdown)}</td>
    <td>${metricValue(metrics.sharpe, "points", 1)}</td>
    <td>${decimal(metrics.tradeCount ?? 0, 0)}</td>
    <td>${decimal(rejected, 0)}</td>
  </tr>`;
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
