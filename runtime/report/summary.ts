import type { MetricName } from "../metrics/catalog.js";
import { metricGroups } from "../metrics/catalog.js";
import { doubtText, sampleName } from "./doubt.js";
import { metricFacts } from "../metrics/facts.js";
import { describeTrials, type Trials } from "../metrics/trials.js";
import type { BacktestResult } from "../result.js";
import {
  decimal,
  duration,
  interval,
  metricValue,
  money,
  noNumber,
  percent,
  signed,
  time,
} from "./format.js";

export interface SummaryOptions {
  /** ANSI colours; default false. */
  readonly colour?: boolean;
  /** All variants of the strategy that were run on the data, where that is known. */
  readonly trials?: Trials | undefined;
}

type Row = readonly [title: string, value: string, market?: string];

const styles = { bold: "1", dim: "2", red: "31", green: "32", yellow: "33" } as const;

/** The run in some twenty lines for a terminal: warnings first, then account against market, then trades. */
export function renderSummary(result: BacktestResult, options: SummaryOptions = {}): string {
  const paint = (text: string, style: keyof typeof styles): string =>
    options.colour === true ? `\u001b[${styles[style]}m${text}\u001b[0m` : text;
  const lines = [paint(titleLine(result), "bold"), ""];
  for (const warning of result.warnings) {
    lines.push(`${paint("warning", "yellow")} ${warning.message} ${paint(`[${warning.code}]`, "dim")}`);
    if (warning.help !== null) lines.push(`        ${paint(warning.help, "dim")}`);
  }
  if (result.warnings.length > 0) lines.push("");
  const tone = (value: number | null) => (text: string) =>
    value === null || value === 0 ? text : paint(text, value > 0 ? "green" : "red");
  lines.push(...accountLines(result, paint, tone(result.metrics.totalReturn)), "");
  lines.push(...tradeLines(result, options.trials));
  return `${lines.join("\n")}\n`;
}

function titleLine(result: BacktestResult): string {
  const { run, data } = result;
  const period = data.bars > 0 ? `${time(data.from, true)} to ${time(data.to, true)}, ` : "";
  const bars = `${decimal(data.bars, 0)} bars in ${decimal(result.elapsedMs, result.elapsedMs < 10 ? 1 : 0)} ms`;
  return plain(
    `${run.strategy} on ${data.symbol ?? data.source} ${interval(data.interval)}, ${period}${bars}`,
  );
}

function accountLines(
  result: BacktestResult,
  paint: (text: string, style: keyof typeof styles) => string,
  tone: (text: string) => string,
): readonly string[] {
  const rows = accountRows(result);
  const first = Math.max(...rows.map(([title]) => title.length));
  const second = Math.max(8, ...rows.map(([, value]) => value.length));
  const third = Math.max(12, ...rows.map(([, , market]) => market?.length ?? 0));
  const head = `${" ".repeat(first)}  ${"strategy".padStart(second)}  ${"buy and hold".padStart(third)}`;
  const body = rows.map(([title, value, market], i) => {
    const padded = value.padStart(second);
    return `${title.padEnd(first)}  ${i === 0 ? tone(padded) : padded}  ${(market ?? "").padStart(third)}`.trimEnd();
  });
  return [paint(head, "dim"), ...body].map(plain);
}

function accountRows(result: BacktestResult): readonly Row[] {
  const { metrics } = result;
  const value = (name: MetricName): string => metricText(result, name);
  const plus = (name: MetricName): string => signed(value(name));
  const error = metrics.sharpeStandardError;
  const wait =
    metrics.maxDrawdownBars === null ? noNumber : duration(metrics.maxDrawdownBars * result.data.interval);
  return [
    ["Total return", plus("totalReturn"), plus("buyAndHoldReturn")],
    ["A year (CAGR)", plus("cagr")],
    ["Volatility", value("volatility"), value("buyAndHoldVolatility")],
    ["Sharpe ratio", number(metrics.sharpe), number(metrics.buyAndHoldSharpe)],
    ["  standard error", error === null ? noNumber : `± ${decimal(error, 2)}`],
    [
      "  above 0, likely",
      metrics.probabilisticSharpe === null ? noNumber : percent(metrics.probabilisticSharpe, 1),
    ],
    ["Sortino ratio", number(metrics.sortino)],
    ["Deepest drawdown", value("maxDrawdown"), value("buyAndHoldMaxDrawdown")],
    ["  lasted", wait],
    ["Time in the market", value("exposure"), "100.00%"],
  ];
}

/** What the run's own blocks, put together anew, make likely; and what trying many variants leaves of it. */
function doubtRows(result: BacktestResult, trials: Trials | undefined): readonly Row[] {
  const { confidence, intervals, bootstrap } = result.uncertainty;
  const rows: Row[] = [];
  const range = (name: "totalReturn" | "sharpe" | "maxDrawdown", show: (value: number) => string): string => {
    const interval = intervals[name];
    return interval === undefined ? noNumber : `${show(interval.low)} to ${show(interval.high)}`;
  };
  const parts = [
    `return ${range("totalReturn", (value) => percent(value, 0))}`,
    `Sharpe ${range("sharpe", (value) => decimal(value, 2))}`,
    `drawdown ${range("maxDrawdown", (value) => percent(value, 0))}`,
  ];
  if (bootstrap !== null) rows.push([`${percent(confidence, 0)} likely`, parts.join(", ")]);
  if (trials !== undefined && trials.count > 1) {
    const { count, deflatedSharpe } = describeTrials(result.metrics, trials);
    const left = deflatedSharpe === null ? noNumber : percent(deflatedSharpe, 1);
    rows.push([
      "Tried",
      `${decimal(count, 0)} variants on this data; better than the luckiest of them: ${left}`,
    ]);
  }
  return rows;
}

function tradeLines(result: BacktestResult, trials: Trials | undefined): readonly string[] {
  const { metrics, account } = result;
  const count = metrics.tradeCount ?? 0;
  const { borrow } = metrics;
  const interest = borrow === null || borrow === 0 ? "" : `, interest ${money(borrow)}`;
  const costs = `fees ${money(metrics.fees ?? 0)}, slippage ${money(metrics.slippage ?? 0)}, funding ${money(metrics.funding ?? 0)}${interest} ${account.currency}`;
  const rejected = result.orders.filter((order) => order.status === "rejected").length;
  const rows: Row[] = [
    ["Account", `${money(account.start)} to ${money(account.end)} ${account.currency}`],
    [
      "Trades",
      count === 0
        ? "none"
        : `${decimal(count, 0)}, ${percent(metrics.winRate ?? 0, 1)} won, profit factor ${number(metrics.profitFactor)}, ` +
          `mean ${signed(money(metrics.expectancy ?? 0))} ${account.currency}`,
    ],
    ["Costs", costs],
  ];
  rows.push(...doubtRows(result, trials));
  if (rejected > 0) rows.push(["Rejected orders", decimal(rejected, 0)]);
  if (result.counts.alerts > 0) rows.push(["Alerts", alertText(result)]);
  const width = Math.max(...rows.map(([title]) => title.length));
  return rows.map(([title, value]) => plain(`${title.padEnd(width)}  ${value}`));
}

/** How many, and what the last one said. */
function alertText({ counts, alerts }: BacktestResult): string {
  const last = alerts.at(-1);
  const said =
    last === undefined ? "" : `, the last at ${time(last.time)}: ${last.message.replaceAll(/\s+/g, " ")}`;
  return `${decimal(counts.alerts, 0)}${said}`;
}

function metricText(result: BacktestResult, name: MetricName): string {
  const unit = metricGroups
    .flatMap((group) => [...group.metrics])
    .find((metric) => metric.name === name)?.unit;
  return metricValue(result.metrics[name], unit ?? "ratio", result.data.interval);
}

function number(value: number | null): string {
  return value === null ? noNumber : decimal(value, 2);
}

/** Characters that every terminal shows and every script reads. */
function plain(text: string): string {
  return text.replaceAll("−", "-").replaceAll("–", "-");
}

/**
 * The whole result as Markdown, for notes and pull requests.
 * @param trials all variants of the strategy that were run on the data, where that is known
 */
export function renderMarkdown(result: BacktestResult, trials?: Trials): string {
  const { run, data } = result;
  const lines = [`# ${cell(titleLine(result))}`, ""];
  const facts = new Map(metricFacts(result).map((fact) => [fact.definition.name, fact]));
  for (const warning of result.warnings) {
    lines.push(
      `> **Warning** \`${cell(warning.code)}\`: ${cell(warning.message)}${warning.help === null ? "" : ` ${cell(warning.help)}`}`,
      ">",
    );
  }
  if (result.warnings.length > 0) lines.splice(-1, 1, "");
  for (const group of metricGroups) {
    lines.push(`## ${group.title}`, "", "| metric | value | may be off by | from | formula |");
    lines.push("| --- | ---: | --- | ---: | --- |");
    for (const { name } of group.metrics) {
      const fact = facts.get(name);
      if (fact === undefined) continue;
      const { definition, count } = fact;
      const value = metricValue(fact.value, definition.unit, data.interval);
      const base = `${decimal(count, 0)} ${sampleName(definition.sample, count)}`;
      lines.push(
        `| ${definition.title} | ${value} | ${doubtText(fact, data.interval)} | ${base} | ${cell(definition.formula)} |`,
      );
    }
    lines.push("");
  }
  const doubts = doubtRows(result, trials).map(([title, value]) => `${title}: ${cell(value)}.`);
  if (doubts.length > 0) lines.push("## How sure", "", ...doubts.flatMap((line) => [line, ""]));
  const parameters = Object.entries(run.parameters).map(([name, value]) => `${name} = ${value}`);
  lines.push("## Identity", "", "| | |", "| --- | --- |");
  lines.push(
    `| run | \`${run.id}\` |`,
    `| strategy | \`${run.graphHash}\` |`,
    `| data | \`${run.dataHash}\` |`,
  );
  lines.push(`| program | ${cell(run.program)}, seed ${run.seed} |`);
  if (parameters.length > 0) lines.push(`| parameters | ${cell(parameters.join(", "))} |`);
  return `${lines.join("\n")}\n`;
}

/** Text that cannot break out of a table cell or become markup. */
export function cell(text: string): string {
  return text.replaceAll(/[\\|<>`*_[\]]/g, (character) => `\\${character}`).replaceAll(/\s+/g, " ");
}
