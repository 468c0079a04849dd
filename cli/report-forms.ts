import { extname } from "node:path";
import type {
  ComparedRun,
  ExplainContext,
  PortfolioContext,
  ReportExtras,
  Trials,
  WalkForwardResult,
} from "../runtime/index.js";
import { exitCodes, Failure } from "./failure.js";

/** Forms in which a report can be written. */
export const reportForms = ["html", "md", "json", "pdf"] as const;
export type ReportForm = (typeof reportForms)[number];

/** The form that a file's name asks for; a page where it says nothing. */
export function formOfPath(path: string): ReportForm {
  const extension = extname(path).slice(1).toLowerCase();
  const form = reportForms.find((one) => one === extension);
  if (form !== undefined) return form;
  if (extension === "" || extension === "htm") return "html";
  throw new Failure(
    exitCodes.usage,
    "SAGE9502",
    `a report cannot be written as .${extension}`,
    `end the name in ${reportForms.map((one) => `.${one}`).join(", ")}`,
  );
}

/** A run's report in a form; libraries that only one form needs are loaded with it. */
export async function reportIn(
  form: ReportForm,
  context: ExplainContext,
  trials: Trials,
): Promise<string | Uint8Array> {
  const { result, feed, graph } = context;
  const extras = { bars: feed, graph, trials, created: Date.now() };
  switch (form) {
    case "html": {
      const { renderReport } = await import("../runtime/report/page.js");
      const { decisionsForReport } = await import("../runtime/why/for-report.js");
      return renderReport(result, { ...extras, decisions: decisionsForReport(context) });
    }
    case "pdf": {
      const { renderPdf } = await import("../runtime/report/pdf/index.js");
      // The candles are not drawn there, so that the bars need not be read again.
      return renderPdf(result, { graph, trials, created: extras.created });
    }
    case "md": {
      const { renderMarkdown } = await import("../runtime/report/summary.js");
      return renderMarkdown(result, trials);
    }
    case "json": {
      const { summarizeRun } = await import("../runtime/result.js");
      return `${JSON.stringify(summarizeRun(result, trials))}\n`;
    }
  }
}

/** A walk-forward's report in a form. */
export async function walkForwardReportIn(
  form: ReportForm,
  walk: WalkForwardResult,
  extras: ReportExtras & { readonly trials: Trials },
): Promise<string | Uint8Array> {
  switch (form) {
    case "html": {
      const { renderWalkForward } = await import("../runtime/report/walk-forward/page.js");
      return renderWalkForward(walk, extras);
    }
    case "pdf": {
      const { renderPdf } = await import("../runtime/report/pdf/index.js");
      return renderPdf(walk.result, extras);
    }
    case "md": {
      const { walkForwardMarkdown } = await import("../runtime/report/walk-forward/text.js");
      return walkForwardMarkdown(walk, extras.trials, extras.models);
    }
    case "json": {
      const { summarizeWalkForward } = await import("../runtime/modes/walk-forward/summary.js");
      return `${JSON.stringify(summarizeWalkForward(walk, extras.trials))}\n`;
    }
  }
}

/** A portfolio's report in a form. */
export async function portfolioReportIn(
  form: ReportForm,
  context: PortfolioContext,
): Promise<string | Uint8Array> {
  const { portfolio: result, parts } = context;
  const source = parts[0]?.graph.source;
  const extras = { created: Date.now(), ...(source !== undefined && { source }) };
  switch (form) {
    case "html": {
      const { renderPortfolio } = await import("../runtime/report/portfolio/page.js");
      const { portfolioDecisions } = await import("../runtime/why/portfolio-for-report.js");
      return renderPortfolio(result, { ...extras, explained: portfolioDecisions(context) });
    }
    case "pdf": {
      const { renderPortfolioPdf } = await import("../runtime/report/pdf/portfolio.js");
      const { portfolioRefusals } = await import("../runtime/why/portfolio-for-report.js");
      return renderPortfolioPdf(result, { ...extras, refusals: portfolioRefusals(context) });
    }
    case "md": {
      const { renderPortfolioMarkdown } = await import("../runtime/report/portfolio/markdown.js");
      return renderPortfolioMarkdown(result);
    }
    case "json": {
      const { summarizePortfolio } = await import("../runtime/modes/portfolio-summary.js");
      return `${JSON.stringify(summarizePortfolio(result))}\n`;
    }
  }
}

/** Runs side by side in a form. */
export async function comparisonIn(
  form: ReportForm,
  runs: readonly ComparedRun[],
): Promise<string | Uint8Array> {
  const { compareRuns } = await import("../runtime/report/compare/comparison.js");
  const comparison = compareRuns(runs);
  switch (form) {
    case "html": {
      const { renderComparison } = await import("../runtime/report/compare/page.js");
      return renderComparison(comparison, Date.now());
    }
    case "pdf": {
      const { renderComparisonPdf } = await import("../runtime/report/compare/pdf.js");
      return renderComparisonPdf(comparison, Date.now());
    }
    case "md": {
      const { renderComparisonMarkdown } = await import("../runtime/report/compare/markdown.js");
      return renderComparisonMarkdown(comparison);
    }
    case "json": {
      const { comparisonToJson } = await import("../runtime/report/compare/json.js");
      return `${JSON.stringify(comparisonToJson(comparison))}\n`;
    }
  }
}
