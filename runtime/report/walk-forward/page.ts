import type { WalkForwardResult } from "../../modes/walk-forward/walk-forward.js";
import { reportModel, type ReportExtras } from "../model.js";
import { renderPage } from "../page.js";
import { reportSections, type ReportSection } from "../sections.js";
import { foldTable, pathTable, stabilityTable } from "./folds.js";

/** A walk-forward as one self-contained HTML page: the tests chained as a run is shown, and fold by fold. */
export function renderWalkForward(walk: WalkForwardResult, extras: ReportExtras = {}): string {
  return renderPage(reportModel(walk.result, extras), sectionsOf(walk));
}

function sectionsOf(walk: WalkForwardResult): readonly ReportSection[] {
  const own: readonly ReportSection[] = [
    { id: "folds", title: "Folds", view: () => foldTable(walk) },
    { id: "stability", title: "Choices", view: () => stabilityTable(walk) },
    { id: "paths", title: "Paths", view: () => pathTable(walk) },
  ];
  return reportSections.flatMap((section) => (section.id === "equity" ? [section, ...own] : [section]));
}
