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

const doubt = `
## How far a number may be off

\`uncertainty\` in \`sage run --json\`, "95 % likely" on the terminal, and beside each number in the report.

- **Standard errors**: of the Sharpe ratio as above; of the win rate √[p·q / n]; of the expectancy and of the mean return of a
  trade s / √n. The interval of the win rate is Wilson's (1927).
- **Intervals**: the run is cut into at most 512 groups of equally many bars (a power of two; every bar is a group of its own
  in a run of up to 512), and 1,000 paths as long as the run are put together from blocks of groups, drawn at random
  (stationary bootstrap, Politis & Romano 1994; seed 1, the same on every machine). Every metric is computed anew on each
  path from all of its bars: a group keeps what is needed for that, so that cutting costs no digit and a long run no more time.
  A block is as long on average as the returns or their sizes ask for, whichever is longer (Politis & White 2004, corrected
  2009). BCa intervals (Efron 1987); for what follows from the deepest drawdown, percentiles. They say what this past makes
  likely, not what a future unlike it brings.
- **Variants tried**: the ledger in \`.sage/trials\` counts each variant of a strategy (another graph, other parameter values) that
  was ever run and stored on the same data, also when the run was deleted later. With N of them the luckiest worthless one is
  expected to show SR0 = √V · [(1 − γ)·Φ⁻¹(1 − 1/N) + γ·Φ⁻¹(1 − 1/(N·e))], V the variance of their Sharpe ratios per bar,
  γ = 0.5772. The deflated Sharpe ratio Φ[(SR − SR0) · √(T − 1) / √(1 − γ3·SR + (γ4 − 1)/4 · SR²)] is the probability
  that this one is better than that (Bailey & López de Prado 2014).

In a program, \`import\` from the library: probability of backtest overfitting by CSCV (\`backtestOverfitting\`), White's
Reality Check (\`realityCheck\`), Hansen's test (\`superiorAbility\`), Romano and Wolf's stepdown (\`stepdown\`), significance of one
rule (\`ruleSignificance\`).
`;

/** The text of `docs/metrics.md`. */
export function metricsDocument(): string {
  const sections = metricGroups.map((group) => section(group.title, group.metrics));
  return `${introduction}<!-- prettier-ignore-start -->\n\n${sections.join("\n")}\n${doubt}\n<!-- prettier-ignore-end -->\n`;
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
