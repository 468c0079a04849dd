import type { FeatureImportance, ModelReport } from "../../models/explain/model-report.js";
import { noNumber, percent } from "../format.js";
import { html, type Markup } from "../html.js";
import { scrollTable } from "../views/card.js";
import { andMore, digits, shownFeatures } from "./words.js";

/** What each feature is worth, the most important first. */
export function importanceView({ importance }: Pick<ModelReport, "importance">): Markup | null {
  if (importance.length === 0) return null;
  const shown = importance.slice(0, shownFeatures);
  const value = valueOf(shown);
  const reach = Math.max(1e-300, ...shown.map((row) => Math.abs(value(row)) + (row.permutation?.error ?? 0)));
  const low = Math.min(0, ...shown.map((row) => value(row) - (row.permutation?.error ?? 0)));
  const share = (at: number): string => `${((100 * (at - low)) / (reach - low)).toFixed(2)}%`;
  const rows = shown.map((row) => {
    const { permutation, gainShare, splits, contribution } = row;
    const [left, right] = [Math.min(0, value(row)), Math.max(0, value(row))];
    const error = permutation?.error ?? null;
    return html`<tr>
      <th scope="row">${row.feature}</th>
      <td class="track" aria-hidden="true">
        <span class="zero" style="left:${share(0)}"></span
        ><span
          class="bar ${value(row) < 0 ? "loss" : "even"}"
          style="left:${share(left)};width:calc(${share(right)} - ${share(left)})"
        ></span
        >${
          error !== null &&
          html`<span
            class="whisker"
            style="left:${share(value(row) - error)};width:calc(${share(value(row) + error)} - ${share(value(row) - error)})"
          ></span>`
        }
      </td>
      <td>${permutation === null ? noNumber : digits(permutation.mean, 3)}</td>
      <td>${error === null ? noNumber : digits(error, 2)}</td>
      <td>${contribution === null ? noNumber : digits(contribution, 3)}</td>
      <td>${gainShare === null ? noNumber : percent(gainShare, 1)}</td>
      <td>${splits ?? noNumber}</td>
    </tr>`;
  });
  const head = [
    "Feature",
    html`<span class="hidden">Drawn</span>`,
    "Shuffled, loses",
    "±",
    "Adds, mean size",
    "Gain share",
    "Splits",
  ];
  return html`${scrollTable("Importance of features", head, rows, "waterfall importance")}
    <p class="caption">
      Shuffled: how much worse the model gets on rows it was not trained on when the feature tells nothing,
      with its error from fold to fold; below zero it does better without. Features that say the same share
      their worth. Gain and splits are of the training rows and favour features with many
      values.${andMore(importance.length)}
    </p>`;
}

/** What bars show: the first way that any feature was asked by. */
function valueOf(rows: readonly FeatureImportance[]): (row: FeatureImportance) => number {
  if (rows.some(({ permutation }) => permutation !== null))
    return ({ permutation }) => permutation?.mean ?? 0;
  if (rows.some(({ contribution }) => contribution !== null)) return ({ contribution }) => contribution ?? 0;
  return ({ gainShare }) => gainShare ?? 0;
}
