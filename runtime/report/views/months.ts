import { decimal } from "../format.js";
import { html } from "../html.js";
import type { Markup } from "../html.js";
import type { ReportModel } from "../model.js";
import { monthNames, yearsOf, type YearReturns } from "../months.js";
import { card } from "./card.js";

/** Returns month by month, years as rows; the year's own return and that of the market at the end. */
export function monthTable(model: ReportModel): Markup | null {
  const months = model.result.months;
  if (months.length === 0) return null;
  const largest = Math.max(0.01, ...months.map((month) => Math.abs(month.return)));
  return card(
    "months",
    "Monthly returns",
    html`<div class="scroll" tabindex="0" role="region" aria-label="Monthly returns, table">
        <table class="months">
          <thead>
            <tr>
              <th scope="col">Year</th>
              ${monthNames.map((name) => html`<th scope="col">${name}</th>`)}
              <th scope="col">Year</th>
              <th scope="col">Market</th>
            </tr>
          </thead>
          <tbody>
            ${yearsOf(months).map((year) => yearRow(year, largest))}
          </tbody>
        </table>
      </div>
      <p class="caption">
        Percent, by calendar month in UTC. The first and the last month may be incomplete.
      </p>`,
  );
}

function yearRow({ year, months, whole, market }: YearReturns, largest: number): Markup {
  return html`<tr>
    <th scope="row">${year}</th>
    ${months.map((value) => (value === null ? html`<td></td>` : cell(value, largest)))}
    <td class="sum">${points(whole)}</td>
    <td class="market">${points(market)}</td>
  </tr>`;
}

/** The tint says how much, sign and digits say the same to those who do not see it. */
function cell(value: number, largest: number): Markup {
  const strength = Math.round(Math.sqrt(Math.abs(value) / largest) * 100);
  return html`<td class="${value >= 0 ? "up" : "down"}" style="--s:${strength}%">${points(value)}</td>`;
}

function points(value: number): string {
  return decimal(value * 100, Math.abs(value) >= 1 ? 0 : 1);
}
