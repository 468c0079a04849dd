import type { Trials } from "../../metrics/trials.js";
import type { ModelReport } from "../../models/explain/model-report.js";
import { renderModelMarkdown } from "../models/markdown.js";
import type { WalkForwardResult } from "../../modes/walk-forward/walk-forward.js";
import { validationInWords } from "../../modes/walk-forward/summary.js";
import { cell, renderMarkdown, renderSummary, type SummaryOptions } from "../summary.js";
import { cellsOf, headOf, walkSentence } from "./folds.js";

/** A walk-forward for a terminal: the tests chained, then fold by fold. */
export function walkForwardSummary(walk: WalkForwardResult, options: SummaryOptions = {}): string {
  const head = ["fold", ...headOf(walk).map((title) => title.toLowerCase())];
  const rows = [head, ...walk.folds.map((fold) => [String(fold.number), ...cellsOf(fold, walk)])];
  const widths = head.map((_, k) => Math.max(...rows.map((row) => row[k]?.length ?? 0)));
  const lines = rows.map((row) => row.map((text, k) => text.padStart(widths[k] ?? 0)).join("  "));
  return [
    renderSummary(walk.result, options).trimEnd(),
    "",
    `${validationInWords(walk.validation)}`,
    ...lines,
    "",
    walkSentence(walk),
    ...(walk.paths.length > 1
      ? [`${walk.paths.length} paths lead through the folds; what is shown first is the one in the middle.`]
      : []),
    ...(walk.leftOver > 0 ? [`${walk.leftOver} bars behind the last test window are not used.`] : []),
  ]
    .join("\n")
    .replaceAll("−", "-")
    .replaceAll("–", "-");
}

/** A walk-forward as Markdown. */
export function walkForwardMarkdown(
  walk: WalkForwardResult,
  trials?: Trials,
  models: readonly ModelReport[] = [],
): string {
  const head = ["fold", ...headOf(walk)];
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [
    renderMarkdown(walk.result, trials).trimEnd(),
    "",
    "## Fold by fold",
    "",
    cell(walkSentence(walk)),
    "",
    line(head),
    `| ${head.map(() => "---:").join(" | ")} |`,
    ...walk.folds.map((fold) => line([String(fold.number), ...cellsOf(fold, walk)])),
    "",
    ...(models.length === 0 ? [] : [renderModelMarkdown(models)]),
  ].join("\n");
}
