import { decimal, money } from "../format.js";
import { drawLines } from "../pdf/line-chart.js";
import { writePdf } from "../pdf/document.js";
import type { Sheet, TableColumn } from "../pdf/sheet.js";
import type { Comparison } from "./comparison.js";
import { comparisonSentence, differenceText, runName, valueText } from "./words.js";

const colours = ["#1f5f99", "#b06a12", "#6d4fa3", "#1a7a7a", "#a33d6e", "#5f7323"] as const;

/** Runs side by side as a PDF. */
export async function renderComparisonPdf(
  comparison: Comparison,
  created: number | null,
): Promise<Uint8Array> {
  const { runs } = comparison;
  const title = `Comparison of ${runs.length} runs`;
  const facts = { title, author: runs[0]?.run.result.run.program ?? "", subject: "Backtests", created };
  return writePdf(facts, (sheet) => {
    sheet.paragraph(title, { size: 20, font: "strong" });
    for (const [k, { letter, run }] of runs.entries())
      sheet.paragraph(runName(letter, run), { colour: colourOf(k) });
    sheet.paragraph(comparisonSentence(comparison), { size: 11 });
    for (const part of [differencePart, growthPart, metricPart, tradePart]) part(sheet, comparison);
  });
}

function colourOf(run: number): string {
  return colours[run % colours.length] ?? colours[0];
}

function columnsOf({ runs }: Comparison): readonly TableColumn[] {
  const share = 0.66 / runs.length;
  return [
    { title: "", share: 0.34, align: "left" },
    ...runs.map(({ letter }): TableColumn => ({ title: letter, share, align: "right" })),
  ];
}

function differencePart(sheet: Sheet, comparison: Comparison): void {
  sheet.heading("What differs");
  const rows = comparison.differences.map(({ name, values }) => [
    { text: name },
    ...values.map((value) => ({ text: value ?? "–" })),
  ]);
  sheet.table(columnsOf(comparison), rows);
}

function growthPart(sheet: Sheet, { curves }: Comparison): void {
  if (curves.every(({ time }) => time.length < 2)) return;
  sheet.heading("Equity together, over the capital at the start", 200);
  drawLines(sheet, {
    time: curves.flatMap(({ time }) => time).toSorted((a, b) => a - b),
    lines: curves.map(({ time, growth }, k) => ({ time, values: growth, colour: colourOf(k) })),
    height: 170,
    label: (value) => decimal(value, 2),
  });
}

function metricPart(sheet: Sheet, comparison: Comparison): void {
  const intervals = comparison.runs.map(({ run }) => run.result.data.interval);
  sheet.heading("Metrics side by side");
  const rows = comparison.metrics.map((metric) => [
    { text: metric.title },
    ...metric.values.map((value, k) => {
      const interval = intervals[k] ?? 1;
      const differs = k === 0 ? "" : differenceText(metric, metric.differences[k] ?? null, interval);
      return { text: `${valueText(metric, value, interval)}${differs === "" ? "" : ` (${differs})`}` };
    }),
  ]);
  sheet.table(columnsOf(comparison), rows);
}

function tradePart(sheet: Sheet, { runs, trades, shared }: Comparison): void {
  sheet.heading("Trades");
  sheet.paragraph(`${decimal(shared, 0)} trades are in all runs.`);
  for (const [k, { letter, run }] of runs.entries()) {
    const { only = [], count = 0 } = trades[k] ?? {};
    const net = money(only.reduce((sum, trade) => sum + trade.profit, 0));
    const { currency } = run.result.account;
    sheet.paragraph(`Only in ${letter}: ${only.length} of ${count}, net ${net} ${currency}.`);
  }
}
