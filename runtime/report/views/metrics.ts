import { metricGroups } from "../../metrics/catalog.js";
import type { MetricDefinition, MetricName, MetricSample } from "../../metrics/catalog.js";
import { decimal, metricValue } from "../format.js";
import { html } from "../html.js";
import type { Markup } from "../html.js";
import type { ReportModel } from "../model.js";
import { card } from "./card.js";

/** Every metric, each with its formula, base and sample one step away. */
export function metrics(model: ReportModel): Markup {
  const groups = metricGroups.map(
    (group) =>
      html`<div class="group">
        <h3>${group.title}</h3>
        ${group.metrics.map((metric: MetricDefinition & { readonly name: MetricName }) => row(model, metric))}
      </div>`,
  );
  return card(
    "metrics",
    "All metrics",
    html`<div class="groups">${groups}</div>
      <p class="caption">
        E equity, C close, r the account's and m the market's return of a bar, T their number, A bars a year,
        s standard deviation (T − 1), rf risk-free rate, τ target (0), W wins, L losses. Open a line for its
        formula.
      </p>`,
    html`<button type="button" class="plain" id="formulas" aria-pressed="false" hidden>
      show all formulas
    </button>`,
  );
}

function row(model: ReportModel, metric: MetricDefinition & { readonly name: MetricName }): Markup {
  const { metrics, data, account } = model.result;
  const value = metrics[metric.name];
  const text = metricValue(value, metric.unit, data.interval);
  const unit = metric.unit === "money" && value !== null ? ` ${account.currency}` : "";
  return html`<details class="metric" title="${metric.formula}">
    <summary>
      <span>${metric.title}</span><span class="value">${text}<small>${unit}</small></span>
    </summary>
    <p class="formula">${metric.formula}</p>
    <p>
      ${metric.meaning !== "" && `${metric.meaning} `}${value === null && metric.missing !== undefined && `No value: ${metric.missing}. `}From
      ${sampleWords(metric.sample, model)}${annual(metric, model)}.
      <code>${metric.name}</code>
    </p>
  </details>`;
}

const sampleNames: Readonly<Record<MetricSample, readonly [one: string, many: string]>> = {
  marks: ["bar", "bars"],
  returns: ["bar return", "bar returns"],
  groups: ["group of bars", "groups of bars"],
  trades: ["trade", "trades"],
  wins: ["winning trade", "winning trades"],
  losses: ["losing trade", "losing trades"],
  months: ["month", "months"],
};

function sampleWords(sample: MetricSample, model: ReportModel): string {
  const count = model.samples[sample];
  return `${decimal(count, 0)} ${sampleNames[sample][count === 1 ? 0 : 1]}`;
}

function annual(metric: MetricDefinition, model: ReportModel): string {
  const year = model.result.metrics.periodsPerYear;
  if (metric.annual !== true || year === null) return "";
  return `, scaled to a year of ${decimal(year, Number.isInteger(year) ? 0 : 1)} bars`;
}
