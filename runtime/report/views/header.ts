import type { MetricName, MetricUnit } from "../../metrics/catalog.js";
import { decimal, duration, interval, money, noNumber, percent, rangeText, signed, time } from "../format.js";
import { html, withCode } from "../html.js";
import type { Markup } from "../html.js";
import type { TrialFacts } from "../../metrics/trials.js";
import type { ReportModel } from "../model.js";

/** Name, market and period of the run, and the switch of the colours. */
export function header(model: ReportModel): Markup {
  const { run, data } = model.result;
  const facts = [
    data.symbol ?? data.source,
    data.exchange,
    data.marketType,
    interval(data.interval),
    data.bars > 0 ? `${time(data.from, true)} to ${time(data.to, true)}` : null,
    `${decimal(data.bars, 0)} bars`,
  ].filter((fact) => fact !== null);
  return html`<header class="top">
    <div>
      <p class="kind">${model.isPortfolio ? "Portfolio" : run.mode === "backtest" ? "Backtest" : run.mode}</p>
      <h1>${run.strategy}</h1>
      ${model.documentation !== "" && html`<p class="idea">${model.documentation}</p>`}
      <p class="facts">
        ${facts.map((fact, i) => html`${i > 0 && html`<span aria-hidden="true"> · </span>`}<span>${fact}</span>`)}
      </p>
    </div>
    <fieldset class="switch theme" hidden>
      <legend class="hidden">Colours</legend>
      ${(["auto", "light", "dark"] as const).map(
        (name) =>
          html`<label
            ><input type="radio" name="theme" value="${name}" ${name === "auto" && "checked"} /><span
              >${name}</span
            ></label
          >`,
      )}
    </fieldset>
  </header>`;
}

/** What a reader must know before any number. */
export function warnings(model: ReportModel): Markup {
  const list = model.result.warnings;
  if (list.length === 0) {
    return html`<p class="calm">
      <span aria-hidden="true">✓</span> No warnings: nothing in data, costs or orders calls this result into
      question by itself.
    </p>`;
  }
  return html`<section class="warnings" aria-labelledby="warnings">
    <h2 id="warnings">${list.length === 1 ? "One warning" : `${list.length} warnings`}</h2>
    <ul>
      ${list.map(
        (warning) =>
          html`<li>
            <strong>${withCode(warning.message)}</strong>
            ${warning.help !== null && html`<span>${withCode(warning.help)}</span>`}
            <code class="code">${warning.code}</code>
          </li>`,
      )}
    </ul>
  </section>`;
}

/** The result in one sentence, then in eight numbers. */
export function headline(model: ReportModel): Markup {
  return html`<section class="headline" aria-labelledby="result">
    <h2 id="result" class="hidden">Result</h2>
    <p class="lead">${leadSentence(model)}</p>
    ${model.trials !== null && model.trials.count > 1 && html`<p class="luck">${luckSentence(model.trials)}</p>`}
    <dl class="tiles">
      ${headlineTiles(model).map(
        ([label, value, tone, note, range]) =>
          html`<div>
            <dt>${label}</dt>
            <dd class="${tone}">${value}</dd>
            <dd class="note">${note}</dd>
            ${range !== undefined && range !== null && html`<dd class="note">95%: ${range}</dd>`}
          </div>`,
      )}
    </dl>
  </section>`;
}

/** Plain words, also for those who hear the page instead of seeing it. */
export function leadSentence(model: ReportModel): string {
  const { metrics, account, data } = model.result;
  if (data.bars === 0) return "There was no bar to run on.";
  const change = metrics.totalReturn ?? 0;
  const verb = change > 0 ? "grew" : change < 0 ? "shrank" : "stayed";
  const held =
    metrics.buyAndHoldReturn === null
      ? ""
      : `; holding the market made ${signed(percent(metrics.buyAndHoldReturn, 1))}`;
  const fall =
    metrics.maxDrawdown === null || metrics.maxDrawdown === 0
      ? "Equity never fell below an earlier high."
      : `The deepest fall was ${percent(metrics.maxDrawdown, 1)}` +
        (metrics.maxDrawdownBars === null
          ? "."
          : `, ${metrics.maxDrawdownEnd === null ? "not made good after" : "made good after"} ${duration(metrics.maxDrawdownBars * data.interval)}.`);
  const trades = model.result.trades.length === 0 ? "It never traded. " : "";
  return (
    `${trades}${money(account.start)} ${account.currency} ${verb} to ${money(account.end)} ` +
    `(${signed(percent(change, 1))}) in ${duration(data.to - data.from + data.interval)}${held}. ${fall}`
  );
}

/** What having tried many variants leaves of the Sharpe ratio. */
export function luckSentence({ count, expectedSharpe, deflatedSharpe }: TrialFacts): string {
  const tried = `${decimal(count, 0)} variants of this strategy were tried on these data.`;
  if (expectedSharpe === null || deflatedSharpe === null) return tried;
  return (
    `${tried} The luckiest of as many worthless ones would show a Sharpe ratio of ${ratio(expectedSharpe)}; ` +
    `that this one is truly better than that has a probability of ${percent(deflatedSharpe, 1)}.`
  );
}

type Tile = readonly [label: string, value: string, tone: string, note: string, range?: string | null];

/** Eight numbers that say most. */
export function headlineTiles(model: ReportModel): readonly Tile[] {
  const { metrics, account } = model.result;
  const within = (name: MetricName, unit: MetricUnit): string | null =>
    rangeText(model.result, { name, unit });
  const { fees, slippage, funding, borrow } = metrics;
  const costs = (fees ?? 0) + (slippage ?? 0) + (funding ?? 0) + (borrow ?? 0);
  return [
    [
      "Total return",
      signed(share(metrics.totalReturn)),
      tone(metrics.totalReturn),
      `market ${signed(share(metrics.buyAndHoldReturn))}`,
      within("totalReturn", "fraction"),
    ],
    [
      "A year (CAGR)",
      signed(share(metrics.cagr)),
      tone(metrics.cagr),
      `volatility ${share(metrics.volatility)}`,
      within("cagr", "fraction"),
    ],
    [
      "Deepest drawdown",
      share(metrics.maxDrawdown),
      tone(metrics.maxDrawdown),
      `market ${share(metrics.buyAndHoldMaxDrawdown)}`,
      within("maxDrawdown", "fraction"),
    ],
    [
      "Sharpe ratio",
      ratio(metrics.sharpe),
      "",
      `± ${ratio(metrics.sharpeStandardError)}, above 0: ${share(metrics.probabilisticSharpe, 0)}`,
      within("sharpe", "points"),
    ],
    [
      "Profit factor",
      ratio(metrics.profitFactor),
      "",
      `payoff ${ratio(metrics.payoff)}`,
      within("profitFactor", "points"),
    ],
    [
      "Win rate",
      share(metrics.winRate),
      "",
      `of ${decimal(metrics.tradeCount ?? 0, 0)} trades`,
      within("winRate", "fraction"),
    ],
    [
      "Time in market",
      share(metrics.exposure),
      "",
      `turnover ${metrics.turnover === null ? noNumber : decimal(metrics.turnover, 1)} ×`,
    ],
    ["Costs", money(costs), "", `${account.currency}: fees ${money(metrics.fees ?? 0)}`],
  ];
}

function share(value: number | null, digits = 1): string {
  return value === null ? noNumber : percent(value, digits);
}

function ratio(value: number | null): string {
  return value === null ? noNumber : decimal(value, 2);
}

function tone(value: number | null): string {
  return value === null || value === 0 ? "" : value > 0 ? "gain" : "loss";
}
