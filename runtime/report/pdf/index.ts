import type { BacktestResult } from "../../result.js";
import { reportModel, type ReportExtras } from "../model.js";
import { writePdf } from "./document.js";
import {
  costPart,
  drawdownPart,
  equityPart,
  identityPart,
  metricPart,
  monthPart,
  refusalPart,
  titlePart,
  tradePart,
} from "./parts.js";

/** The parts of the report in the order of its pages. */
const parts = [
  titlePart,
  equityPart,
  monthPart,
  drawdownPart,
  costPart,
  metricPart,
  tradePart,
  refusalPart,
  identityPart,
];

/** A run as a PDF of A4 pages: vector charts, standard fonts, an outline and numbered pages. */
export async function renderPdf(result: BacktestResult, extras: ReportExtras = {}): Promise<Uint8Array> {
  const model = reportModel(result, extras);
  const { run, data } = result;
  const facts = {
    title: `${run.strategy} on ${data.symbol ?? data.source}`,
    author: run.program,
    subject: `Backtest ${run.id}`,
    created: extras.created ?? null,
  };
  return writePdf(facts, (sheet) => {
    for (const part of parts) part(sheet, model);
  });
}
