import { html } from "../html.js";
import type { Markup } from "../html.js";
import type { ReportModel } from "../model.js";

/** Where the script shows the decision behind a trade or signal that was chosen. */
export function decisionPanel({ result, decisions }: ReportModel): Markup | null {
  if (result.trades.length === 0 && (decisions?.signals.length ?? 0) === 0) return null;
  return html`<section class="card" id="decision" aria-labelledby="decision-title" tabindex="-1" hidden>
    <div class="head">
      <h2 id="decision-title">Decision</h2>
      <div class="buttons">
        <button type="button" class="plain" data-step="-1">previous</button>
        <button type="button" class="plain" data-step="1">next</button>
        <button type="button" class="plain" data-close aria-label="Close the decision">close</button>
      </div>
    </div>
    <div id="decision-body"></div>
  </section>`;
}
