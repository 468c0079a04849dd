import { decimal, money } from "../format.js";
import { cell } from "../summary.js";
import type { Comparison } from "./comparison.js";
import { comparisonSentence, differenceText, runName, valueText } from "./words.js";

/** Runs side by side as Markdown, for notes and pull requests. */
export function renderComparisonMarkdown(comparison: Comparison): string {
  const { runs, differences, metrics, trades, shared } = comparison;
  const intervals = runs.map(({ run }) => run.result.data.interval);
  const letters = runs.map(({ letter }) => letter).join(" | ");
  const rule = runs.map(() => "---:").join(" | ");
  const lines = [
    `# Comparison of ${runs.length} runs`,
    "",
    cell(comparisonSentence(comparison)),
    "",
    ...runs.map(({ letter, run }) => `- ${cell(runName(letter, run))}`),
    "",
    "## What differs",
    "",
    `| setting | ${letters} |`,
    `| --- | ${rule} |`,
    ...differences.map(
      ({ name, values }) => `| ${cell(name)} | ${values.map((value) => cell(value ?? "–")).join(" | ")} |`,
    ),
    "",
    "## Metrics",
    "",
    `| metric | ${letters} |`,
    `| --- | ${rule} |`,
    ...metrics.map((metric) => {
      const cells = metric.values.map((value, k) => {
        const differs =
          k === 0 ? "" : differenceText(metric, metric.differences[k] ?? null, intervals[k] ?? 1);
        return `${valueText(metric, value, intervals[k] ?? 1)}${differs === "" ? "" : ` (${differs})`}`;
      });
      return `| ${metric.title} | ${cells.join(" | ")} |`;
    }),
    "",
    "## Trades",
    "",
    `${decimal(shared, 0)} trades are in all runs.`,
    "",
    ...runs.map(({ letter, run }, k) => {
      const own = trades[k];
      const net = money(own?.only.reduce((sum, trade) => sum + trade.profit, 0) ?? 0);
      return `- only in ${letter}: ${own?.only.length ?? 0} of ${own?.count ?? 0}, net ${net} ${run.result.account.currency}`;
    }),
  ];
  return `${lines.join("\n")}\n`;
}
