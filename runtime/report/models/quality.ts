import { foldSpread, skillOf, type ModelReport } from "../../models/explain/model-report.js";
import { decimal, time } from "../format.js";
import { html, type Markup } from "../html.js";
import { scrollTable } from "../views/card.js";
import {
  figureText,
  constantSentence,
  figureWithError,
  metricsOf,
  skillSentence,
  spreadText,
} from "./words.js";

/** Each fold's figures on its test rows, all of them together, and how far folds lie apart. */
export function qualityView(model: ReportModelView): Markup {
  const { overall, folds, target } = model;
  const metrics = metricsOf(target).filter(({ name }) => overall.metrics[name] !== undefined);
  const spread = foldSpread(model);
  const head = [
    folds.some(({ name }) => name?.includes(".")) ? "Fold.refit" : "Fold",
    "Test rows from",
    "to",
    "Trained on",
    "Tested on",
    ...metrics.map(({ title }) => title),
  ];
  const lines = folds.map(
    ({ number, name = String(number), train, test, judgement }) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td>${time(test.from, true)}</td>
        <td>${time(test.to, true)}</td>
        <td>${decimal(train.rows, 0)}</td>
        <td>${decimal(test.rows, 0)}</td>
        ${metrics.map((metric) => html`<td>${figureText(metric, judgement.metrics[metric.name])}</td>`)}
      </tr>`,
  );
  const between = html`<tr class="end">
    <th scope="row">Mean of folds</th>
    <td colspan="4"></td>
    ${metrics.map((metric) => html`<td>${spreadText(metric, spread[metric.name])}</td>`)}
  </tr>`;
  const together = html`<tr class="end">
    <th scope="row">Together</th>
    <td colspan="3"></td>
    <td>${decimal(overall.rows, 0)}</td>
    ${metrics.map((metric) => html`<td>${figureWithError(metric, overall)}</td>`)}
  </tr>`;
  const unanswered =
    overall.unanswered > 0
      ? ` ${decimal(overall.unanswered, 0)} rows had no answer and are in no figure.`
      : "";
  return html`<p class="lead-in">
      ${skillSentence(skillOf(overall), overall.confusion?.byClass.length)} ${constantSentence(overall)}
    </p>
    ${scrollTable("Figures of each fold", head, [...lines, ...(folds.length > 1 ? [between] : []), together], "members")}
    <p class="caption">
      On rows that the model was not trained on. After ±: of the mean of folds the deviation between folds, of
      all together the standard error for the number of
      rows${
        overall.overlap > 1
          ? `, of which ${decimal(overall.overlap, 0)} share a stretch of the future and count as one`
          : ""
      }.${unanswered}
    </p>
    ${formulas(metrics)}`;
}

function formulas(metrics: ReturnType<typeof metricsOf>): Markup {
  return html`<details class="data">
    <summary>How these figures are computed</summary>
    <dl>
      ${metrics.map(
        ({ title, formula }) =>
          html`<dt>${title}</dt>
            <dd>${formula}</dd>`,
      )}
    </dl>
  </details>`;
}

type ReportModelView = Pick<ModelReport, "overall" | "folds" | "target">;
