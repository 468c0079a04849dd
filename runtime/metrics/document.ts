import { metricGroups } from "./catalog.js";
import type { MetricDefinition, MetricSample, MetricUnit } from "./catalog.js";

const units: Readonly<Record<MetricUnit, string>> = {
  fraction: "fraction",
  points: "percent points",
  ratio: "number",
  money: "money",
  bars: "bars",
  count: "count",
  time: "epoch ms",
};

const samples: Readonly<Record<MetricSample, string>> = {
  marks: "bars",
  returns: "bar returns",
  groups: "groups of bars",
  trades: "trades",
  longs: "long trades",
  shorts: "short trades",
  wins: "winning trades",
  losses: "losing trades",
  months: "months",
};

const introduction = `# Metrics

<!-- Made from runtime/metrics/catalog; write it anew with: UPDATE_DOCS=1 npx vitest run runtime/metrics/document.test.ts -->

Every number of \`metrics\` in \`sage run --json\`, by its name there. The report shows the same names, formulas and sample
sizes beside the values. A fraction of 0.12 is 12 %; a number that does not exist is \`null\`, never 0, NaN or infinity.

## Notation

- E_t is equity at the close of bar t = 0 … T, E_0 the first; the account can trade from bar 1 on, so that E_0 is the
  starting capital. C_t is the close. With \`--from\`, bar 0 is the first bar that is traded; warm-up before it does not count.
- r_t = E_t / E_{t−1} − 1 and m_t = C_t / C_{t−1} − 1 for t = 1 … T; r̄ and m̄ are their means. From an account of zero on, r is 0.
- s is the sample standard deviation (T − 1), γ3 skewness and γ4 raw kurtosis (3 for the normal distribution) of r, both from
  population moments; Φ is the normal distribution function.
- A is the number of bars in a year of 365 days: 8,760 for 1h. Data of two weeks or more without a single Saturday (UTC) is taken for
  a market that rests: there A is the number of bars that the data itself has a year, so that nights, weekends and holidays
  do not count. There is no 252 anywhere.
- rf is the risk-free rate (0 unless given, per year, rf / A a bar), τ the target return of a bar (0 unless given).
- W are the net profits of trades above 0, L the sizes of those below 0, W̄ and L̄ their means, p the share of wins, q of losses.
- SR, per bar, is the Sharpe ratio before its scale to a year.

`;

/** The text of `docs/metrics.md`. */
export function metricsDocument(): string {
  const sections = metricGroups.map((group) => section(group.title, group.metrics));
  return `${introduction}<!-- prettier-ignore-start -->\n\n${sections.join("\n")}\n<!-- prettier-ignore-end -->\n`;
}

function section(title: string, metrics: readonly MetricDefinition[]): string {
  const rows = metrics.map((metric) => {
    const notes = [
      metric.meaning,
      metric.caveat ?? "",
      metric.missing === undefined ? "" : `\`null\` when ${metric.missing}.`,
    ].filter((note) => note !== "");
    const cells = [
      `\`${metric.name}\``,
      metric.title,
      units[metric.unit],
      metric.formula,
      samples[metric.sample] + (metric.annual === true ? ", scaled to a year" : ""),
      metric.source ?? "",
      notes.join(" "),
    ];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  const head =
    "| name | title | unit | formula | base | source | notes |\n| --- | --- | --- | --- | --- | --- | --- |";
  return `## ${title}\n\n${head}\n${rows.join("\n")}\n`;
}
