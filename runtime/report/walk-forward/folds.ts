import type { MetricName, Metrics } from "../../metrics/catalog.js";
import type { BarRange } from "../../models/fold.js";
import { validationInWords } from "../../modes/walk-forward/summary.js";
import type { FoldOutcome, WalkForwardResult } from "../../modes/walk-forward/walk-forward.js";
import { decimal, noNumber, percent, signed, time } from "../format.js";
import { html } from "../html.js";
import type { Markup } from "../html.js";
import { card, scrollTable } from "../views/card.js";

/** Fold by fold: what was chosen on the training bars, and what it did on the test bars. */
export function foldTable(walk: WalkForwardResult): Markup | null {
  if (walk.folds.length === 0) return null;
  const rows = walk.folds.map(
    (fold) =>
      html`<tr>
        <th scope="row">${fold.number}</th>
        ${cellsOf(fold, walk).map((text) => html`<td>${text}</td>`)}
      </tr>`,
  );
  const head = ["Fold", ...headOf(walk)];
  return card(
    "folds",
    "Fold by fold",
    html`<p>${walkSentence(walk)}</p>
      ${scrollTable("Folds", head, rows)}
      <p class="caption">
        ${validationInWords(walk.validation)}. Times in UTC. Training figures are those of what was chosen
        there, on the bars it was chosen on; the test figures are of bars that the choice has not seen.
      </p>`,
  );
}

/** How far each choice moved from fold to fold. */
export function stabilityTable({ measures }: WalkForwardResult): Markup | null {
  if (measures.stability.length === 0) return null;
  const rows = measures.stability.map(
    ({ name, mean, deviation, share, changes }) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td>${number(mean)}</td>
        <td>${number(deviation)}</td>
        <td>${share === null ? noNumber : percent(share, 0)}</td>
        <td>${changes}</td>
      </tr>`,
  );
  return card(
    "stability",
    "What was chosen",
    html`${scrollTable("Chosen values", ["Parameter", "Mean", "Deviation", "Of its range", "Changes"], rows)}
      <p class="caption">A choice that wanders over its whole range was made by noise.</p>`,
  );
}

/** The ways through combinatorial folds, from the worst to the best. */
export function pathTable({ paths }: WalkForwardResult): Markup | null {
  if (paths.length < 2) return null;
  const rows = paths
    .toSorted((one, other) => one.account.end - other.account.end)
    .map(
      ({ metrics }, k) =>
        html`<tr>
          <th scope="row">${k + 1}</th>
          ${figures(metrics).map((text) => html`<td>${text}</td>`)}
        </tr>`,
    );
  return card(
    "paths",
    "Every path",
    html`${scrollTable("Paths", ["Path", ...figureNames], rows)}
      <p class="caption">
        Each path trades every bar once, with choices that were not made on it. The rest of this page shows
        the path in the middle.
      </p>`,
  );
}

/** In how many folds money was made; where an account was used up, also how many were never traded. */
export function profitableSentence({ folds, measures, validation, result }: WalkForwardResult): string {
  const share = `${percent(measures.profitableFolds, 0)} of ${folds.length} folds ended with a profit`;
  if (!result.warnings.some(({ code }) => code === "SAGE8387")) return `${share}.`;
  const planned = validation.method === "walk_forward" ? (validation.folds ?? folds.length) : folds.length;
  const rest = planned - folds.length;
  const others = rest > 0 ? `; the other ${rest} of ${planned} were not traded` : "";
  return `${share}${others}: the account was used up.`;
}

/** The whole in a sentence or two. */
export function walkSentence(walk: WalkForwardResult): string {
  const { measures, trials, searched } = walk;
  const profitable = profitableSentence(walk);
  const { inSampleAnnual, outOfSampleAnnual, efficiency } = measures;
  const years =
    inSampleAnnual === null || outOfSampleAnnual === null
      ? ""
      : ` A year made ${signed(percent(inSampleAnnual, 1))} on the training bars and ${signed(percent(outOfSampleAnnual, 1))} on the test bars${
          efficiency === null ? "" : ` (efficiency ${percent(efficiency, 0)})`
        }.`;
  const tried =
    searched.length === 0 ? "" : ` ${decimal(trials.count, 0)} sets were tried in all folds together.`;
  return profitable + years + tried;
}

const figureNames = ["Return", "Sharpe", "Drawdown", "Trades"];

/** Titles beside the number of the fold. */
export function headOf(walk: WalkForwardResult): readonly string[] {
  return [
    "Test",
    ...walk.searched,
    ...(knowsTraining(walk) ? ["Training: return", "Sharpe"] : []),
    ...figureNames,
  ];
}

/** Whether anything was chosen on training bars; models learn from them, and trade on none. */
const knowsTraining = ({ folds }: WalkForwardResult): boolean =>
  folds.some(({ inSample }) => inSample !== null);

/** A fold's cells beside its number. */
export function cellsOf(fold: FoldOutcome, walk: WalkForwardResult): readonly string[] {
  const { parameters, inSample, result } = fold;
  const training = [
    inSample === null ? noNumber : share(inSample, "totalReturn"),
    inSample === null ? noNumber : ratio(inSample.sharpe),
  ];
  return [
    fold.test.map(periodText).join("; "),
    ...walk.searched.map((name) => number(parameters?.[name] ?? null)),
    ...(knowsTraining(walk) ? training : []),
    ...figures(result.metrics),
  ];
}

function figures(metrics: Metrics): readonly string[] {
  return [
    share(metrics, "totalReturn"),
    ratio(metrics.sharpe),
    metrics.maxDrawdown === null ? noNumber : percent(metrics.maxDrawdown, 1),
    decimal(metrics.tradeCount ?? 0, 0),
  ];
}

const periodText = ({ from, to }: BarRange): string =>
  `${time(from, true)} to ${time(to, true).slice(0, 10)}`;

function share(metrics: Metrics, name: MetricName): string {
  const value = metrics[name];
  return value === null ? noNumber : signed(percent(value, 1));
}

const ratio = (value: number | null): string => (value === null ? noNumber : decimal(value, 2));

const number = (value: number | null): string =>
  value === null ? noNumber : String(Number(value.toPrecision(6)));
