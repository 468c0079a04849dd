import type { PortfolioResult } from "../../modes/portfolio.js";
import type { PortfolioDecisions } from "../../why/portfolio-for-report.js";
import type { Refusal } from "../../why/refusals.js";
import type { ReportSource } from "../model.js";
import { renderPage } from "../page.js";
import { reportSections, type ReportSection } from "../sections.js";
import { memberCurves } from "./curves.js";
import { correlationTable, memberTable } from "./members.js";
import { portfolioModel } from "./whole-model.js";
import { portfolioSettings } from "./settings.js";

export interface PortfolioExtras {
  /** The text that holds the portfolio and its strategies. */
  readonly source?: ReportSource;
  /** Why trades and refused signals came about, to be shown by click. */
  readonly explained?: PortfolioDecisions;
  /** What did not trade, where the decisions are not told. */
  readonly refusals?: readonly Refusal[];
  /** When the report is made, epoch milliseconds; left out, none is printed and equal runs give equal files. */
  readonly created?: number;
}

/** A portfolio's run as one self-contained HTML page: the whole as a run is shown, and its members. */
export function renderPortfolio(portfolio: PortfolioResult, extras: PortfolioExtras = {}): string {
  const model = portfolioModel(portfolio, extras);
  return renderPage(model, sectionsOf(portfolio, extras.created ?? null));
}

/** Of one run's sections those that can be said of several strategies together. */
const kept: ReadonlySet<string> = new Set([
  "equity",
  "decision",
  "months",
  "drawdowns",
  "rolling",
  "trades-shape",
  "sides",
  "costs",
  "trades",
  "refusals",
  "metrics",
  "source",
]);

function sectionsOf(portfolio: PortfolioResult, created: number | null): readonly ReportSection[] {
  const own: readonly ReportSection[] = [
    { id: "members", title: "Members", view: () => memberTable(portfolio) },
    { id: "member-curves", title: "Each", view: () => memberCurves(portfolio) },
    { id: "correlation", title: "Together", view: () => correlationTable(portfolio) },
  ];
  const settings: ReportSection = {
    id: "settings",
    title: "Settings",
    view: () => portfolioSettings(portfolio, created),
  };
  return reportSections.flatMap((section) => {
    if (section.id === "equity") return [section, ...own];
    if (section.id === "settings") return [settings];
    return kept.has(section.id) ? [section] : [];
  });
}
