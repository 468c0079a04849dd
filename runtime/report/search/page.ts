import { reportAssets } from "../assets.js";
import { interval, metricValue, percent, time } from "../format.js";
import { html, Markup } from "../html.js";
import { card, scrollTable } from "../views/card.js";
import { list } from "../views/facts.js";
import { heatDrawing } from "./heat-map.js";
import { degradationPlot, logitHistogram } from "./overfit-drawings.js";
import {
  doubts,
  importanceMethod,
  number,
  searchedParameters,
  searchSentence,
  valueText,
  whole,
  type ReportedSearch,
} from "./words.js";

/** A search as one self-contained HTML page without scripts. */
export function renderSearch(search: ReportedSearch, created: number | null = null): string {
  const { result } = search;
  const sentence = searchSentence(search);
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content="${sentence}" />
        <meta name="generator" content="${result.program}" />
        <title>Search of ${result.strategy}</title>
        ${new Markup(`<style>${reportAssets().style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the result</a>
        <header class="top">
          <div>
            <p class="kind">Search</p>
            <h1>${result.strategy}</h1>
            <p class="facts">
              ${result.data.symbol ?? result.data.source} · ${interval(result.data.interval)} ·
              ${time(result.data.from, true)} to
              ${time(result.data.to, true)}${created !== null && ` · Written ${time(created)} UTC`}
            </p>
          </div>
        </header>
        <main id="content">
          <p class="lead">${sentence}</p>
          ${bestCard(search)} ${doubtCard(search)} ${validationCard(search)} ${heatCard(search)}
          ${importanceCard(search)} ${overfitCard(search)} ${rungCard(search)} ${identityCard(search)}
        </main>
        <footer>
          <p>
            The best of many is partly luck. What was chosen on some bars is to be judged on others, once;
            every further look at those makes them bars that were chosen on.
          </p>
        </footer>
      </body>
    </html> `.text;
}

function bestCard({ result, commandOf }: ReportedSearch): Markup {
  const { best, objective, validation } = result;
  if (best.length === 0)
    return card(
      "best",
      "The best sets",
      html`<p class="empty">No set can be ranked: see the counts below.</p>`,
    );
  const shown = searchedParameters(result);
  const hasSharpe = objective.text !== "sharpe" && best.some(({ metrics }) => metrics.sharpe !== null);
  const rows = best.map(
    (trial, rank) =>
      html`<tr>
        <th scope="row">${rank + 1}</th>
        ${shown.map((parameter) => html`<td>${valueText(trial.parameters[parameter.name], parameter)}</td>`)}
        <td>${number(trial.objective)}</td>
        <td class="${(trial.metrics.totalReturn ?? 0) >= 0 ? "gain" : "loss"}">
          ${metricValue(trial.metrics.totalReturn, "fraction", 1)}
        </td>
        <td>${metricValue(trial.metrics.maxDrawdown, "fraction", 1)}</td>
        ${hasSharpe && html`<td>${metricValue(trial.metrics.sharpe, "ratio", 1)}</td>`}
        <td>${whole(trial.metrics.tradeCount ?? 0)}</td>
      </tr>`,
  );
  const heads = [
    "Rank",
    ...shown.map(({ name }) => name),
    objective.text,
    "Return",
    "Drawdown",
    ...(hasSharpe ? ["Sharpe"] : []),
    "Trades",
  ];
  const [first] = best;
  return card(
    "best",
    "The best sets",
    html`${scrollTable("The best sets", heads, rows)}
      <p class="caption">
        ${
          validation === null
            ? "Over all bars of the search."
            : "Over the test bars of all folds together: counts add up, returns compound, the drawdown is that of the worst fold, ratios are means."
        }
        ${first !== undefined && html`The first with its whole ledger: <code>${commandOf(first)}</code>`}
      </p>`,
  );
}

function doubtCard(search: ReportedSearch): Markup {
  const rows = doubts(search).map(
    ([name, value, meaning]) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td>${value}</td>
        <td class="words">${meaning}</td>
      </tr>`,
  );
  return card(
    "doubt",
    "What the best is worth",
    scrollTable("What the best is worth", ["Statistic", "Value", "Meaning"], rows, "meanings"),
  );
}

function validationCard({ result }: ReportedSearch): Markup {
  const { validation, objective } = result;
  if (validation === null) return html``;
  const shown = searchedParameters(result);
  const rows = validation.folds.map(
    (fold) =>
      html`<tr>
        <th scope="row">${fold.number}</th>
        <td>
          ${time(fold.judgedOn[0]?.from ?? Number.NaN, true)} to
          ${time(fold.judgedOn.at(-1)?.to ?? Number.NaN, true)}
        </td>
        ${shown.map((parameter) => html`<td>${valueText(fold.parameters?.[parameter.name], parameter)}</td>`)}
        <td>${number(fold.inSample)}</td>
        <td>${number(fold.outOfSample)}</td>
        <td class="${(fold.returnOutOfSample ?? 0) >= 0 ? "gain" : "loss"}">
          ${metricValue(fold.returnOutOfSample, "fraction", 1)}
        </td>
        <td>${fold.rank === null ? "–" : percent(fold.rank, 0)}</td>
      </tr>`,
  );
  const heads = [
    "Fold",
    "Judged on",
    ...shown.map(({ name }) => name),
    "In sample",
    "Out of sample",
    "Return",
    "Better than",
  ];
  return card(
    "folds",
    "Chosen in sample, judged out of sample",
    html`${scrollTable("Folds", heads, rows)}
      <p class="caption">
        For each fold the set with the best ${objective.text} on its training bars, and what that did on its
        test bars; “better than” is the share of all sets that did worse there, 50 % for a blind choice.
        ${
          validation.learnsFromLater
            ? " These folds choose on later bars too: they compare sets, they do not foresee."
            : ""
        }
        ${validation.efficiency !== null && ` A year out of sample made ${percent(validation.efficiency, 0)} of a year in sample.`}
      </p>
      ${pathTable(validation.paths)}`,
  );
}

function pathTable(
  paths: readonly { readonly objective: number | null; readonly totalReturn: number | null }[],
): Markup {
  if (paths.length < 2) return html``;
  const rows = paths.map(
    ({ objective, totalReturn }, k) =>
      html`<tr>
        <th scope="row">${k + 1}</th>
        <td>${number(objective)}</td>
        <td class="${(totalReturn ?? 0) >= 0 ? "gain" : "loss"}">
          ${metricValue(totalReturn, "fraction", 1)}
        </td>
      </tr>`,
  );
  return html`<h3>Ways through all bars</h3>
    ${scrollTable("Ways through all bars", ["Path", "Optimised", "Return"], rows)}`;
}

function heatCard({ result, findings }: ReportedSearch): Markup {
  if (findings.heatMaps.length === 0) return html``;
  const { objective, parameters } = result;
  const isLessBetter = objective.direction === "minimise";
  const figures = findings.heatMaps.map(
    (map) =>
      html`<figure>
        <h3>${map.up.name} over ${map.across.name}</h3>
        ${heatDrawing(map, parameters, isLessBetter)}
        <figcaption>
          ${objective.text} from ${number(map.low)} to ${number(map.high)}, in the mean over everything else;
          the stronger the better, dashed where nothing was tried.
        </figcaption>
      </figure>`,
  );
  return card("heat", "Two parameters at a time", html`<div class="figures wide">${figures}</div>`);
}

function importanceCard({ findings, result }: ReportedSearch): Markup {
  const { importance } = findings;
  if (importance === null) return html``;
  const all = [
    ...importance.alone.map(({ name, share }) => ({ name, share })),
    ...importance.together
      .filter(({ share }) => share >= 0.005)
      .slice(0, 6)
      .map(({ names, share }) => ({ name: names.join(" with "), share })),
  ];
  const rows = all.map(
    ({ name, share }) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td>${percent(share, 1)}</td>
        <td class="meter"><span style="width:${(100 * share).toFixed(1)}%"></span></td>
      </tr>`,
  );
  return card(
    "importance",
    "What matters",
    html`${scrollTable("Importance of the parameters", ["Parameter", "Share", "Of the variance"], rows, "shares")}
      <p class="caption">
        Share of the variance of ${result.objective.text} that a parameter explains by itself, and two beyond
        what each does. ${importanceMethod(importance.method)}
      </p>`,
  );
}

function overfitCard({ findings }: ReportedSearch): Markup {
  const { overfitting } = findings;
  if (overfitting === null) return html``;
  const { degradation } = overfitting;
  return card(
    "overfitting",
    "Overfitting",
    html`<div class="figures">
      <figure>
        <h3>Logit of the rank on the other half</h3>
        ${logitHistogram(overfitting)}
        <figcaption>
          Below zero the set that was best on one half is in the worse half of all sets on the other:
          ${percent(overfitting.probability, 1)} of ${whole(overfitting.splits)} ways.
        </figcaption>
      </figure>
      <figure>
        <h3>Sharpe ratio, chosen against judged</h3>
        ${degradationPlot(overfitting)}
        <figcaption>
          Across: of the best set of a half, there; up: of the same on the other half, a year.
          ${degradation !== null && `Slope ${number(degradation.slope)}: below 0 the better it looked, the worse it went.`}
        </figcaption>
      </figure>
    </div>`,
  );
}

function rungCard({ result }: ReportedSearch): Markup {
  if (result.rungs.length === 0) return html``;
  const rows = result.rungs.map(
    ({ bars, sets, promoted, last }, k) =>
      html`<tr>
        <th scope="row">${k + 1}</th>
        <td>${whole(bars)}</td>
        <td>${whole(sets)}</td>
        <td>${k === result.rungs.length - 1 ? "–" : whole(promoted)}</td>
        <td>${number(last)}</td>
      </tr>`,
  );
  return card(
    "rungs",
    "Rungs of successive halving",
    html`${scrollTable("Rungs", ["Rung", "First bars", "Sets", "Went on", "Last one's value"], rows)}
      <p class="caption">
        Who was dropped at a rung was judged by its bars alone; only the last rung is ranked.
      </p>`,
  );
}

function identityCard({ result }: ReportedSearch): Markup {
  const { counts } = result;
  return card(
    "identity",
    "What was searched",
    html`<div class="columns">
      ${list(
        "Parameters",
        result.parameters.map((parameter, k) => {
          const values = result.values[k] ?? [];
          const text =
            values.length === 1
              ? valueText(values[0], parameter)
              : `${valueText(values[0], parameter)} to ${valueText(values.at(-1), parameter)}, ${values.length} values`;
          return [parameter.name, text] as const;
        }),
      )}
      ${list("Sets", [
        ["Combinations", whole(counts.cells)],
        ["Sampler", result.sampler],
        ["Tried", whole(counts.trials)],
        ["Left out by a require", whole(counts.forbidden)],
        ["Dropped at a rung", whole(counts.dropped)],
        ["Cannot be run", whole(counts.refused)],
        ...result.trials.refusals
          .slice(0, 3)
          .map(({ reason, sets }) => [`${whole(sets)} of them`, reason] as const),
        ["Outside the constraints", whole(counts.failing)],
        ["Without a value", whole(counts.valueless)],
      ])}
      ${list("Goal", [
        [result.objective.direction, result.objective.text],
        ...result.constraints.map(({ text }) => ["Constraint", text] as const),
        ["Seed", String(result.seed)],
      ])}
      ${list("Identity", [
        ["Search", result.id],
        ["Strategy", result.graphHash.slice(0, 16)],
        ["Data", result.dataHash.slice(0, 16)],
        ["Bars", whole(result.data.bars)],
        ["Program", result.program],
      ])}
    </div>`,
  );
}
