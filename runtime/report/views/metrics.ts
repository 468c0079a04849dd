import { metricGroups } from "../../metrics/catalog.js";
import type { MetricDefinition } from "../../metrics/catalog.js";
import { metricFacts, type MetricFact } from "../../metrics/facts.js";
import { doubtText, sampleName } from "../doubt.js";
import { decimal, metricValue, percent, rangeText } from "../format.js";
import { html } from "../html.js";
import type { Markup } from "../html.js";
import type { ReportModel } from "../model.js";
import { card } from "./card.js";

/** Every metric, each with its formula, base and sample one step away. */
export function metrics(model: ReportModel): Markup {
  const facts = new Map(metricFacts(model.result).map((fact) => [fact.definition.name, fact]));
  const groups = metricGroups.map(
    (group) =>
      html`<div class="group">
        <h3>${group.title}</h3>
        ${group.metrics.flatMap(({ name }) => {
          const fact = facts.get(name);
          return fact === undefined ? [] : [row(model, fact)];
        })}
      </div>`,
  );
  return card(
    "metrics",
    "All metrics",
    html`<div class="groups">${groups}</div>
      <p class="caption">
        E equity, C close, r the account's and m the market's return of a bar, T their number, A bars a year,
        s standard deviation (T − 1), rf risk-free rate, τ target (0), W wins, L losses. Open a line for its
        formula. ${rangeWords(model)}
      </p>`,
    html`<button type="button" class="plain" id="formulas" aria-pressed="false" hidden>
      show all formulas
    </button>`,
  );
}

function row(model: ReportModel, fact: MetricFact): Markup {
  const { data, account } = model.result;
  const { definition: metric, value } = fact;
  const doubt = doubtText(fact, data.interval);
  const text = metricValue(value, metric.unit, data.interval);
  const unit = metric.unit === "money" && value !== null ? ` ${account.currency}` : "";
  const range = value === null ? null : rangeText(model.result, fact.definition);
  return html`<details class="metric" title="${metric.formula}">
    <summary>
      <span>${metric.title}</span
      ><span class="value"
        >${text}<small>${unit}</small>${range !== null && html`<small class="range">${range}</small>`}</span
      >
    </summary>
    <p class="formula">${metric.formula}</p>
    <p>
      ${metric.meaning !== "" && `${metric.meaning} `}${metric.caveat !== undefined && `${metric.caveat} `}${value === null && metric.missing !== undefined && `No value: ${metric.missing}. `}From
      ${decimal(fact.count, 0)}
      ${sampleName(metric.sample, fact.count)}${annual(metric, model)}.${doubt !== "" && ` May be off: ${doubt}.`}${metric.source !== undefined && ` ${metric.source}.`}
      <code>${metric.name}</code>
    </p>
  </details>`;
}

/** How ranges were found, where there are any. */
function rangeWords({ result: { uncertainty } }: ReportModel): string {
  const { bootstrap, confidence, intervals } = uncertainty;
  if (Object.keys(intervals).length === 0) return "";
  const drawn =
    bootstrap === null
      ? ""
      : ` (${decimal(bootstrap.paths, 0)} paths of this run's own bars, drawn in blocks; seed ${bootstrap.seed})`;
  return `The small range beside a number holds its true value with ${percent(confidence, 0)} confidence if the future is drawn from the same past${drawn}.`;
}

function annual(metric: MetricDefinition, model: ReportModel): string {
  const year = model.result.metrics.periodsPerYear;
  if (metric.annual !== true || year === null) return "";
  return `, scaled to a year of ${decimal(year, Number.isInteger(year) ? 0 : 1)} bars`;
}
