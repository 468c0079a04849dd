import { metricValue, percent } from "../format.js";
import { writePdf } from "../pdf/document.js";
import type { Sheet, TableColumn } from "../pdf/sheet.js";
import {
  doubts,
  importanceMethod,
  number,
  searchedParameters,
  searchSentence,
  valueText,
  whole,
  type ReportedSearch,
} from "./words.js";

/** A search as a PDF. */
export async function renderSearchPdf(search: ReportedSearch, created: number | null): Promise<Uint8Array> {
  const { result } = search;
  const title = `Search of ${result.strategy}`;
  return writePdf({ title, author: result.program, subject: "Search", created }, (sheet) => {
    sheet.paragraph(title, { size: 20, font: "strong" });
    sheet.paragraph(searchSentence(search), { size: 11 });
    for (const part of [bestPart, doubtPart, foldPart, importancePart, heatPart]) part(sheet, search);
  });
}

function columns(titles: readonly string[]): readonly TableColumn[] {
  return titles.map((title) => ({ title, share: 1 / titles.length, align: "right" }));
}

const row = (cells: readonly string[]) => cells.map((text) => ({ text }));

function bestPart(sheet: Sheet, { result }: ReportedSearch): void {
  sheet.heading("The best sets");
  const shown = searchedParameters(result);
  const titles = ["rank", ...shown.map(({ name }) => name), "optimised", "return", "drawdown", "trades"];
  sheet.paragraph(`Optimised: ${result.objective.direction} ${result.objective.text}`);
  sheet.table(
    columns(titles),
    result.best.map((trial, rank) =>
      row([
        String(rank + 1),
        ...shown.map((parameter) => valueText(trial.parameters[parameter.name], parameter)),
        number(trial.objective),
        metricValue(trial.metrics.totalReturn, "fraction", 1),
        metricValue(trial.metrics.maxDrawdown, "fraction", 1),
        whole(trial.metrics.tradeCount ?? 0),
      ]),
    ),
  );
}

function doubtPart(sheet: Sheet, search: ReportedSearch): void {
  sheet.heading("What the best is worth");
  for (const [name, value, meaning] of doubts(search)) sheet.paragraph(`${name}: ${value} – ${meaning}.`);
}

function foldPart(sheet: Sheet, { result }: ReportedSearch): void {
  if (result.validation === null) return;
  sheet.heading("Chosen in sample, judged out of sample");
  const shown = searchedParameters(result);
  sheet.table(
    columns(["fold", ...shown.map(({ name }) => name), "in sample", "out", "return", "better than"]),
    result.validation.folds.map((fold) =>
      row([
        String(fold.number),
        ...shown.map((parameter) => valueText(fold.parameters?.[parameter.name], parameter)),
        number(fold.inSample),
        number(fold.outOfSample),
        metricValue(fold.returnOutOfSample, "fraction", 1),
        fold.rank === null ? "–" : percent(fold.rank, 0),
      ]),
    ),
  );
}

function importancePart(sheet: Sheet, { findings }: ReportedSearch): void {
  const { importance } = findings;
  if (importance === null) return;
  sheet.heading("What matters");
  sheet.table(
    [
      { title: "parameter", share: 0.6, align: "left" },
      { title: "share of the variance", share: 0.4, align: "right" },
    ],
    [
      ...importance.alone.map(({ name, share }) => row([name, percent(share, 1)])),
      ...importance.together
        .slice(0, 3)
        .map(({ names, share }) => row([names.join(" with "), percent(share, 1)])),
    ],
  );
  sheet.paragraph(importanceMethod(importance.method));
}

/** The first heat map as a table whose fields are tinted. */
function heatPart(sheet: Sheet, { findings, result }: ReportedSearch): void {
  const [map] = findings.heatMaps;
  if (map === undefined || map.across.bins.length > 12) return;
  const parameterOf = (name: string) => result.parameters.find((each) => each.name === name);
  const [x, y] = [parameterOf(map.across.name), parameterOf(map.up.name)];
  sheet.heading(`${map.up.name} over ${map.across.name}`);
  const isLessBetter = result.objective.direction === "minimise";
  const reach = Math.max(1e-12, map.high - map.low);
  const rows = map.rows.map((values, r) => [
    { text: valueText(map.up.bins[r]?.from, y), strong: true },
    ...values.map((value) => {
      const share = value === null ? 0 : (value - map.low) / reach;
      return { text: number(value), fill: value === null ? null : tint(isLessBetter ? 1 - share : share) };
    }),
  ]);
  sheet.table(columns(["", ...map.across.bins.map(({ from }) => valueText(from, x))]), rows.toReversed());
}

/** White to a light blue, on which black stays legible. */
function tint(share: number): string {
  const part = (from: number, to: number): string =>
    Math.round(from + (to - from) * share)
      .toString(16)
      .padStart(2, "0");
  return `#${part(255, 158)}${part(255, 197)}${part(255, 232)}`;
}
