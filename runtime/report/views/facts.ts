import { decimal, duration, interval, money, time } from "../format.js";
import { highlight } from "../highlight.js";
import { html } from "../html.js";
import type { Content, Markup } from "../html.js";
import type { ReportModel } from "../model.js";
import { card } from "./card.js";

export type Fact = readonly [name: string, value: Content];

/** With what settings, on what data, and what makes the run repeatable. */
export function facts(model: ReportModel): Markup {
  return card(
    "settings",
    "Settings, data and identity",
    html`<div class="columns">
      ${list("Settings", settings(model))} ${list("Parameters", parameters(model))}
      ${list("Data", data(model))} ${list("Identity", identity(model))}
    </div>`,
  );
}

export function list(title: string, facts: readonly Fact[]): Markup {
  if (facts.length === 0) return html``;
  return html`<div>
    <h3>${title}</h3>
    <dl class="facts-list">
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </div>`;
}

function settings(model: ReportModel): readonly Fact[] {
  const { account, warmup, data, elapsedMs } = model.result;
  const orders = model.graph?.orders;
  const all: readonly (Fact | null)[] = [
    ["Starting capital", `${money(account.start)} ${account.currency}`],
    ["First decision", `after ${decimal(warmup.first, 0)} bars (${duration(warmup.first * data.interval)})`],
    [
      "Settled",
      warmup.settled === null
        ? "never: it depends on where the data starts"
        : `after ${decimal(warmup.settled, 0)} bars`,
    ],
    orders === undefined
      ? null
      : [
          "Inside a bar",
          orders.fills.path === "pessimistic"
            ? "the worse of two exits happens"
            : `path ${orders.fills.path}`,
        ],
    orders === undefined
      ? null
      : [
          "Protections act",
          orders.fills.protectFrom === "fill" ? "from the bar of the fill" : "from the bar after the fill",
        ],
    model.graph === null
      ? null
      : [
          "Missing bars",
          { hold: "time passes, none is invented", fill: "filled flat", stop: "an error" }[model.graph.gaps],
        ],
    ["Took", `${decimal(elapsedMs, elapsedMs < 100 ? 1 : 0)} ms`],
  ];
  return all.filter((fact) => fact !== null);
}

function parameters(model: ReportModel): readonly Fact[] {
  const known = new Map(model.graph?.parameters.map((parameter) => [parameter.name, parameter]));
  return Object.entries(model.result.run.parameters).map(([name, value]) => {
    const parameter = known.get(name);
    const range =
      parameter === undefined
        ? ""
        : ` in ${parameter.low}..${parameter.high}${parameter.value === value ? "" : `, default ${parameter.value}`}`;
    return [name, html`${String(value)}<small>${range}</small>`];
  });
}

function data(model: ReportModel): readonly Fact[] {
  const { data } = model.result;
  const found: readonly Fact[] = model.quality.map((finding) => [
    finding.title,
    html`${decimal(finding.count, 0)}<small> ${finding.detail}</small>`,
  ]);
  return [
    ["Source", data.source],
    ["Interval", interval(data.interval)],
    [
      "Bars",
      data.bars === 0 ? "none" : `${decimal(data.bars, 0)}, ${time(data.from)} to ${time(data.to)} UTC`,
    ],
    [
      "Missing",
      data.missingBars === 0
        ? "no bar"
        : `${decimal(data.missingBars, 0)} bars in ${decimal(data.gaps, 0)} gaps`,
    ],
    ["Quality", data.score === null ? "not checked" : `${decimal(data.score, 1)} of 100`],
    ...found,
  ];
}

function identity(model: ReportModel): readonly Fact[] {
  const { run } = model.result;
  const created: readonly Fact[] = model.created === null ? [] : [["Written", `${time(model.created)} UTC`]];
  return [
    ["Run", hash(run.id)],
    ["Strategy", hash(run.graphHash)],
    ["Data", hash(run.dataHash)],
    ["Seed", String(run.seed)],
    ["Program", run.program],
    ...created,
  ];
}

/** The strategy as it was run. */
export function source(model: ReportModel): Markup | null {
  if (model.source === null || model.source.text === "") return null;
  const { path, text } = model.source;
  const lines = highlight(text).flatMap((line) => [html`<span>${line}</span>`, "\n"]);
  return card(
    "source",
    "Strategy",
    html`<pre
        class="source"
        tabindex="0"
        role="region"
        aria-label="Source of the strategy"
      ><code>${lines}</code></pre>
      <p class="caption">${path}</p>`,
  );
}

export function hash(value: string): Markup {
  return html`<code class="hash">${value}</code>`;
}
