import { duration, percent, time } from "../format.js";
import { html } from "../html.js";
import type { Markup } from "../html.js";
import type { ReportModel } from "../model.js";
import { card, scrollTable } from "./card.js";

/** The deepest falls with their dates. */
export function drawdownTable({ drawdowns, result }: ReportModel): Markup | null {
  if (drawdowns.length === 0) return null;
  const rows = drawdowns.map(
    ({ depth, peak, trough, recovered, until }) =>
      html`<tr>
        <th scope="row" class="loss">${percent(depth)}</th>
        <td>${time(peak, true)}</td>
        <td>${time(trough, true)}</td>
        <td>${recovered === null ? "not yet" : time(recovered, true)}</td>
        <td>${duration(until - peak)}</td>
      </tr>`,
  );
  const sampled =
    result.equityStep > 1
      ? ` Peaks and troughs are exact; a recovery is told to within ${duration(result.equityStep * result.data.interval)}.`
      : "";
  return card(
    "drawdowns",
    drawdowns.length === 1 ? "The deepest fall" : `The ${drawdowns.length} deepest falls`,
    html`${scrollTable("Deepest falls", ["Depth", "Peak", "Trough", "Back at the peak", "Lasted"], rows)}
      <p class="caption">
        Equity at bar closes, from its highest so far to the first close back at it (UTC).${sampled}
      </p>`,
  );
}
