import { decimal, time } from "../format.js";
import { html } from "../html.js";
import type { Markup } from "../html.js";
import type { ReportModel } from "../model.js";
import { card } from "./card.js";

/** More of them nobody reads; all are in the tables of `--out`. */
const alertLimit = 500;

/** What the strategy asked to be told, the newest first. */
export function alertTable({ result, graph }: ReportModel): Markup | null {
  if (graph === null || graph.alerts.length === 0) return null;
  const { alerts } = result;
  if (alerts.length === 0) {
    return card("alerts", "Alerts", html`<p class="empty">None of the conditions came true.</p>`);
  }
  const shown = alerts.slice(-alertLimit).toReversed();
  const cut =
    shown.length < alerts.length &&
    html`<p class="caption">
      The last ${decimal(shown.length, 0)} of ${decimal(alerts.length, 0)}; all of them are in the tables of
      <code>--out</code>.
    </p>`;
  return card(
    "alerts",
    "Alerts",
    html`<div class="scroll" tabindex="0" role="region" aria-label="Alerts, table">
        <table>
          <thead>
            <tr>
              <th scope="col">Time (UTC)</th>
              <th scope="col">Bar</th>
              <th scope="col">Message</th>
            </tr>
          </thead>
          <tbody>
            ${shown.map(
              (alert) =>
                html`<tr>
                  <th scope="row">${time(alert.time)}</th>
                  <td>${decimal(alert.bar, 0)}</td>
                  <td>${alert.message}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${cut}`,
  );
}
