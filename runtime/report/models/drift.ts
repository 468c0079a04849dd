import type { DriftBin, FeatureDrift } from "../../models/explain/drift.js";
import type { ModelReport } from "../../models/explain/model-report.js";
import { decimal, noNumber, percent } from "../format.js";
import { html, type Markup } from "../html.js";
import { scrollTable } from "../views/card.js";
import { andMore, driftWords, shownFeatures } from "./words.js";

/** How far the features' later values lie from those of training. */
export function driftView({ drift }: Pick<ModelReport, "drift">): Markup | null {
  if (drift.length === 0) return null;
  const rows = drift.slice(0, shownFeatures).map(
    (one) =>
      html`<tr>
        <th scope="row">${one.feature}</th>
        <td class="${one.level === "strong" && "loss"}">${decimal(one.psi, 3)}</td>
        <td>${decimal(one.noise, 3)}</td>
        <td>${driftWords[one.level]}</td>
        <td>${largestMove(one)}</td>
      </tr>`,
  );
  const head = ["Feature", "PSI", "By chance", "Says", "Moved most"];
  return html`${scrollTable("Drift of features", head, rows)}
    <p class="caption">
      Population stability index Σ (later − training)·ln(later / training) over bins of the training rows:
      below 0.1 nothing to speak of, from 0.25 on another population (Siddiqi 2006). By chance: its mean
      without any drift, for this number of rows.${andMore(drift.length)}
    </p>`;
}

/** The bin whose share changed most, in words. */
export function largestMove({ bins }: FeatureDrift): string {
  const moved = (bin: DriftBin) => Math.abs(bin.later - bin.training);
  const [most] = bins.toSorted((a, b) => moved(b) - moved(a));
  if (most === undefined || moved(most) === 0) return noNumber;
  return `${most.label}: ${percent(most.training, 0)} → ${percent(most.later, 0)}`;
}
