import { metricGroups } from "../../metrics/catalog.js";
import { metricFacts } from "../../metrics/facts.js";
import type { PortfolioResult } from "../../modes/portfolio.js";
import { doubtText, sampleName } from "../doubt.js";
import { decimal, metricValue, money } from "../format.js";
import { cell } from "../summary.js";
import { correlationText, memberRows } from "./rows.js";
import { limitFacts } from "./settings.js";

/** A portfolio's run as Markdown: members, how they move together, and every metric of the whole. */
export function renderPortfolioMarkdown(portfolio: PortfolioResult): string {
  const { plan, run, account, warnings } = portfolio;
  const kind = plan.account === "shared" ? "one account" : "an account each";
  const lines = [
    `# ${cell(`portfolio ${plan.name}, ${kind}: ${money(account.start)} to ${money(account.end)} ${account.currency}`)}`,
    "",
    ...warnings.flatMap(({ code, message }) => [`> **Warning** \`${cell(code)}\`: ${cell(message)}`, ""]),
    ...memberLines(portfolio),
    ...correlationLines(portfolio),
    ...metricLines(portfolio),
    "## Limits",
    "",
    ...limitFacts(plan).map(([name, value]) => `- ${cell(name)} ${value}`.trimEnd()),
    "",
    "## Identity",
    "",
    `Run \`${run.id}\`, made by ${cell(run.program)}, seed ${run.seed}.`,
  ];
  return `${lines.join("\n")}\n`;
}

function memberLines(portfolio: PortfolioResult): readonly string[] {
  return [
    "## Members",
    "",
    "| member | market | share | profit | contribution | return | drawdown | Sharpe | trades |",
    "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...memberRows(portfolio).map((row) => {
      const { label, market, share, profit, contribution, drawdown, sharpe, trades } = row;
      const cells = [label, market, share, profit, contribution, row.return, drawdown, sharpe, trades];
      return `| ${cells.map(cell).join(" | ")} |`;
    }),
    "",
  ];
}

function correlationLines(portfolio: PortfolioResult): readonly string[] {
  const { members } = portfolio;
  if (members.length < 2) return [];
  const labels = members.map(({ label }) => cell(label));
  return [
    "## Correlation of daily profits",
    "",
    `| | ${labels.join(" | ")} |`,
    `| --- |${labels.map(() => " ---: |").join("")}`,
    ...labels.map((label, row) => {
      const shown = labels.map((_, column) => correlationText(portfolio, row, column));
      return `| ${label} | ${shown.join(" | ")} |`;
    }),
    "",
  ];
}

function metricLines(portfolio: PortfolioResult): readonly string[] {
  const barLength = Math.min(...portfolio.members.map(({ result }) => result.data.interval));
  const facts = new Map(metricFacts(portfolio).map((fact) => [fact.definition.name, fact]));
  return metricGroups.flatMap(({ title, metrics }) => [
    `## ${title}`,
    "",
    "| metric | value | may be off by | from |",
    "| --- | ---: | --- | ---: |",
    ...metrics.flatMap(({ name }) => {
      const fact = facts.get(name);
      if (fact === undefined) return [];
      const { definition, value, count } = fact;
      const shown = metricValue(value, definition.unit, barLength);
      const base = `${decimal(count, 0)} ${sampleName(definition.sample, count)}`;
      return [`| ${definition.title} | ${shown} | ${doubtText(fact, barLength)} | ${base} |`];
    }),
    "",
  ]);
}
