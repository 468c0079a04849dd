import type { PortfolioResult } from "../../modes/portfolio.js";
import { percent } from "../format.js";
import { curvesOf } from "../portfolio/curves.js";
import type { PortfolioExtras } from "../portfolio/page.js";
import { correlationText, memberRows, wholeRow } from "../portfolio/rows.js";
import { portfolioFacts } from "../portfolio/settings.js";
import { portfolioModel } from "../portfolio/whole-model.js";
import { writePdf } from "./document.js";
import { drawLines } from "./line-chart.js";
import {
  cell,
  columnsOf,
  costPart,
  drawdownPart,
  equityPart,
  metricPart,
  monthPart,
  refusalPart,
  sourcePart,
  titlePart,
  toned,
  tradePart,
} from "./parts.js";
import { ink, type Sheet } from "./sheet.js";

/** A portfolio's run as a PDF: the whole as a run is printed, and its members. */
export async function renderPortfolioPdf(
  portfolio: PortfolioResult,
  extras: PortfolioExtras = {},
): Promise<Uint8Array> {
  const model = portfolioModel(portfolio, extras);
  const { plan, run } = portfolio;
  const facts = {
    title: `${plan.name}: ${portfolio.members.length} members`,
    author: run.program,
    subject: `Portfolio backtest ${run.id}`,
    created: extras.created ?? null,
  };
  return writePdf(facts, (sheet) => {
    titlePart(sheet, model);
    equityPart(sheet, model);
    memberPart(sheet, portfolio);
    curvePart(sheet, portfolio);
    correlationPart(sheet, portfolio);
    for (const part of [monthPart, drawdownPart, costPart, metricPart, tradePart, refusalPart])
      part(sheet, model);
    settingsPart(sheet, portfolio, extras.created ?? null);
    sourcePart(sheet, extras.source?.text ?? "");
  });
}

function memberPart(sheet: Sheet, portfolio: PortfolioResult): void {
  sheet.heading("Members");
  sheet.table(
    columnsOf(
      ["Member", 0.16, "left"],
      ["Market", 0.12],
      ["Share", 0.08],
      ["Profit", 0.12],
      ["Contribution", 0.12],
      ["Return", 0.09],
      ["Drawdown", 0.1],
      ["Sharpe", 0.07],
      ["Trades", 0.07],
      ["Refused", 0.07],
    ),
    [...memberRows(portfolio), wholeRow(portfolio)].map((row) => [
      cell(row.label),
      cell(row.market),
      cell(row.share),
      toned(row.profit, row.made),
      toned(row.contribution, row.made),
      cell(row.return),
      cell(row.drawdown),
      cell(row.sharpe),
      cell(row.trades),
      cell(row.refused),
    ]),
  );
  sheet.paragraph(
    portfolio.plan.account === "shared"
      ? "All trade one account; contribution is profit as a part of the money at its start."
      : "Each trades its own money; contribution is profit as a part of the money of all at the start.",
    { size: 7.5, colour: ink.muted },
  );
}

/** The legend stands in the order of the lines' right ends, so that grey paper tells them apart as well. */
const colours = ["#b0621a", "#6a4c93", "#2a7f78", "#8f2d56", "#5b7f24"] as const;

function curvePart(sheet: Sheet, portfolio: PortfolioResult): void {
  const curves = curvesOf(portfolio);
  if (curves.length === 0) return;
  sheet.heading("What each member made", 190);
  const colourOf = (place: number): string =>
    place === curves.length - 1 ? ink.accent : (colours[place % colours.length] ?? ink.text);
  const time = curves.flatMap((curve) => curve.time).toSorted((one, other) => one - other);
  drawLines(sheet, {
    time,
    lines: curves.map(({ time: own, made }, k) => ({
      time: own,
      values: made,
      colour: colourOf(k),
      width: 0.7,
    })),
    height: 130,
    label: (value) => percent(value, 1),
  });
  const ends = curves.map(({ label, made }, k) => ({ label, made: made.at(-1) ?? 0, colour: colourOf(k) }));
  for (const { label, made, colour } of ends.toSorted((one, other) => other.made - one.made))
    sheet.paragraph(`${label} ${percent(made, 1)}`, { size: 7.5, colour });
  sheet.paragraph("Profit so far as a part of the money at the start of the whole.", {
    size: 7.5,
    colour: ink.muted,
  });
}

/** More columns cannot be read on paper. */
const correlationLimit = 9;

function correlationPart(sheet: Sheet, portfolio: PortfolioResult): void {
  const { members } = portfolio;
  if (members.length < 2) return;
  sheet.heading("How they move together");
  if (members.length > correlationLimit) {
    sheet.paragraph("There are too many members for a table here; the page and the Markdown have it.", {
      colour: ink.muted,
    });
    return;
  }
  const share = 0.84 / members.length;
  sheet.table(
    columnsOf(["", 0.16, "left"], ...members.map(({ label }) => [label, share] as const)),
    members.map(({ label }, row) => [
      cell(label),
      ...members.map((_, column) => cell(correlationText(portfolio, row, column))),
    ]),
  );
  sheet.paragraph("Correlation of daily profits (UTC).", { size: 7.5, colour: ink.muted });
}

function settingsPart(sheet: Sheet, portfolio: PortfolioResult, created: number | null): void {
  sheet.heading("Settings, data and identity");
  sheet.table(
    columnsOf(["", 0.2, "left"], ["", 0.8, "left"]),
    portfolioFacts(portfolio, created).flatMap(({ title, facts }) => [
      [{ text: title, strong: true }, cell("")],
      ...facts.map(([name, value]) => [{ text: name, colour: ink.muted }, cell(value)]),
    ]),
  );
}
