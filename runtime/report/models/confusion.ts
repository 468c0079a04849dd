import type { ModelReport } from "../../models/explain/model-report.js";
import { decimal, noNumber, percent } from "../format.js";
import { html, type Markup } from "../html.js";
import { scrollTable } from "../views/card.js";

/** What came against what was said, in counts and shares of what came. */
export function confusionView({ overall: { confusion } }: Pick<ModelReport, "overall">): Markup | null {
  if (confusion === null) return null;
  const { classes, weights, byClass } = confusion;
  const share = (value: number | null) => (value === null ? noNumber : percent(value, 1));
  const rows = classes.map((name, k) => {
    const scores = byClass[k];
    const came = scores?.came ?? 0;
    return html`<tr>
      <th scope="row">${name} came</th>
      ${(weights[k] ?? []).map((weight, said) => {
        const part = came > 0 ? weight / came : 0;
        const kind = said === k ? "up" : "down";
        return html`<td class="${kind}" style="--s:${Math.round(100 * part)}%">
          ${decimal(weight, Number.isInteger(weight) ? 0 : 1)} <small>${percent(part, 0)}</small>
        </td>`;
      })}
      <td>${share(scores?.precision ?? null)}</td>
      <td>${share(scores?.recall ?? null)}</td>
      <td>${scores?.f1 === null || scores === undefined ? noNumber : decimal(scores.f1, 3)}</td>
    </tr>`;
  });
  const head = [
    html`<span class="hidden">What came</span>`,
    ...classes.map((name) => `${name} said`),
    "Precision",
    "Recall",
    "F1",
  ];
  return html`${scrollTable("Confusion", head, rows, "months")}
    <p class="caption">Counts by weight; small: the share of the rows where that class came.</p>`;
}
