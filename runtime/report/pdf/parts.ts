import { metricGroups } from "../../metrics/catalog.js";
import type { MetricDefinition, MetricName } from "../../metrics/catalog.js";
import {
  decimal,
  duration,
  interval,
  metricValue,
  money,
  percent,
  price,
  rangeText,
  signed,
  time,
} from "../format.js";
import type { ReportModel } from "../model.js";
import { monthNames, yearsOf } from "../months.js";
import { leadSentence, luckSentence, headlineTiles } from "../views/header.js";
import { drawLines } from "./line-chart.js";
import { ink, type Sheet, type TableCell, type TableColumn } from "./sheet.js";

export const cell = (text: string): TableCell => ({ text });
export const toned = (text: string, value: number): TableCell => ({
  text,
  colour: value > 0 ? ink.gain : value < 0 ? ink.loss : ink.text,
});
export const columnsOf = (...columns: readonly (readonly [title: string, share: number, align?: "left"])[]) =>
  columns.map(([title, share, align]): TableColumn => ({ title, share, align: align ?? "right" }));

/** Name, market and period, then what must be known before any number, then the result. */
export function titlePart(sheet: Sheet, model: ReportModel): void {
  const { run, data, warnings } = model.result;
  sheet.paragraph(run.strategy, { size: 20, font: "strong" });
  const period = data.bars > 0 ? `, ${time(data.from, true)} to ${time(data.to, true)} UTC` : "";
  sheet.paragraph(
    `${data.symbol ?? data.source} ${interval(data.interval)}${period}, ${decimal(data.bars, 0)} bars`,
    { colour: ink.muted },
  );
  sheet.space(6);
  for (const { code, message, help } of warnings)
    sheet.paragraph(`Warning ${code}: ${message}${help === null ? "" : ` ${help}`}`, { colour: ink.warn });
  sheet.space(4);
  sheet.paragraph(leadSentence(model), { size: 11 });
  if (model.trials !== null && model.trials.count > 1) sheet.paragraph(luckSentence(model.trials));
  sheet.space(6);
  tiles(sheet, model);
}

function tiles(sheet: Sheet, model: ReportModel): void {
  const list = headlineTiles(model);
  const [across, height] = [4, 52];
  const width = sheet.width / across;
  sheet.room(2 * height);
  const top = sheet.y;
  for (const [k, [label, value, tone, note, range]] of list.entries()) {
    const x = sheet.left + (k % across) * width;
    const y = top + Math.floor(k / across) * height;
    const said = range === undefined || range === null ? [note] : [note, `95%: ${range}`];
    const colour = tone === "gain" ? ink.gain : tone === "loss" ? ink.loss : ink.text;
    sheet.y = y;
    sheet.write(label, x, width - 6, { colour: ink.muted });
    sheet.y = y + 11;
    sheet.write(value, x, width - 6, { size: 14, font: "strong", colour });
    for (const [row, line] of said.entries()) {
      sheet.y = y + 28 + 9 * row;
      sheet.write(line, x, width - 6, { size: 7, colour: ink.muted });
    }
  }
  sheet.y = top + Math.ceil(list.length / across) * height + 4;
}

export function equityPart(sheet: Sheet, { curve, result }: ReportModel): void {
  if (curve === null || curve.time.length < 2) return;
  sheet.heading("Equity against buy and hold", 220);
  const all = [...curve.equity, ...curve.hold];
  const low = all.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = all.reduce((most, value) => Math.max(most, value), 0);
  drawLines(sheet, {
    time: curve.time,
    lines: [
      { values: curve.hold, colour: ink.market, width: 0.5 },
      { values: curve.equity, colour: ink.accent },
    ],
    height: 170,
    label: (value) => decimal(value, Math.abs(value) < 100 ? 2 : 0),
    log: low > 0 && high > 6 * low,
  });
  sheet.paragraph(
    `Blue: the account. Grey: the starting capital held in the market without costs (${result.account.currency}).`,
    { size: 7.5, colour: ink.muted },
  );
  sheet.heading("Drawdown", 110);
  drawLines(sheet, {
    time: curve.time,
    lines: [{ values: curve.drawdown, colour: ink.loss, width: 0.6, filled: true }],
    height: 80,
    label: (value) => percent(value, 1),
  });
}

export function monthPart(sheet: Sheet, { result }: ReportModel): void {
  const years = yearsOf(result.months);
  if (years.length === 0) return;
  sheet.heading("Monthly returns, percent");
  const largest = Math.max(0.01, ...result.months.map((month) => Math.abs(month.return)));
  const points = (value: number): string => decimal(value * 100, Math.abs(value) >= 1 ? 0 : 1);
  const share = 1 / 15;
  const columns = columnsOf(
    ["Year", share, "left"],
    ...monthNames.map((name) => [name, share] as const),
    ["Year", share],
    ["Market", share],
  );
  sheet.table(
    columns,
    years.map(({ year, months, whole, market }) => [
      cell(String(year)),
      ...months.map((value) =>
        value === null ? cell("") : { text: points(value), fill: tint(value, Math.abs(value) / largest) },
      ),
      { ...toned(points(whole), whole), strong: true },
      { text: points(market), colour: ink.muted },
    ]),
  );
}

/** Paler than the colour of gain or loss by how small the value is. */
function tint(value: number, strength: number): string | null {
  if (value === 0) return null;
  const colour = value > 0 ? [31, 115, 80] : [173, 59, 44];
  const share = 0.3 * Math.sqrt(Math.min(1, strength));
  const mixed = colour.map((part) => Math.round(255 + (part - 255) * share));
  return `#${mixed.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

export function drawdownPart(sheet: Sheet, { drawdowns }: ReportModel): void {
  if (drawdowns.length === 0) return;
  sheet.heading("Deepest falls");
  sheet.table(
    columnsOf(
      ["Depth", 0.2, "left"],
      ["Peak", 0.2],
      ["Trough", 0.2],
      ["Back at the peak", 0.2],
      ["Lasted", 0.2],
    ),
    drawdowns.map(({ depth, peak, trough, recovered, until }) => [
      toned(percent(depth), depth),
      cell(time(peak, true)),
      cell(time(trough, true)),
      cell(recovered === null ? "not yet" : time(recovered, true)),
      cell(duration(until - peak)),
    ]),
  );
}

export function costPart(sheet: Sheet, { costs, result, sides }: ReportModel): void {
  if (result.trades.length === 0) return;
  sheet.heading(`Where the money went, ${result.account.currency}`);
  sheet.table(
    columnsOf(["Step", 0.4, "left"], ["Amount", 0.25]),
    costs.map(({ title, amount }, k) => [
      cell(title),
      { ...toned(signed(money(amount)), amount), strong: k === 0 || k === costs.length - 1 },
    ]),
  );
  sheet.heading("Long and short");
  sheet.table(
    columnsOf(
      ["Side", 0.16, "left"],
      ["Trades", 0.14],
      ["Won", 0.14],
      ["Net profit", 0.2],
      ["Profit factor", 0.18],
      ["Mean return", 0.18],
    ),
    sides.map(({ name, trades, won, profit, profitFactor, meanReturn }) => [
      cell(name),
      cell(decimal(trades, 0)),
      cell(percent(won ?? 0, 1)),
      toned(signed(money(profit)), profit),
      cell(profitFactor === null ? "–" : decimal(profitFactor, 2)),
      cell(signed(percent(meanReturn ?? 0))),
    ]),
  );
}

/** Every metric with its range and formula. */
export function metricPart(sheet: Sheet, { result }: ReportModel): void {
  sheet.heading("All metrics");
  const columns = columnsOf(
    ["Metric", 0.26, "left"],
    ["Value", 0.17],
    ["95% range", 0.17],
    ["Formula", 0.4, "left"],
  );
  for (const group of metricGroups) {
    sheet.room(50);
    sheet.paragraph(group.title, { font: "strong" });
    sheet.table(
      columns,
      group.metrics.map((metric: MetricDefinition & { readonly name: MetricName }) => [
        cell(metric.title),
        cell(metricValue(result.metrics[metric.name], metric.unit, result.data.interval)),
        { text: rangeText(result, metric) ?? "", colour: ink.muted },
        { text: ` ${metric.formula}`, colour: ink.muted },
      ]),
    );
  }
}

/** More of them nobody reads on paper. */
const tradeLimit = 250;

export function tradePart(sheet: Sheet, { result, shownTrades, isPortfolio, memberOf }: ReportModel): void {
  if (result.trades.length === 0) {
    sheet.heading("Trades");
    sheet.paragraph("The strategy never traded.", { colour: ink.muted });
    return;
  }
  const trades = shownTrades.slice(0, tradeLimit);
  sheet.heading("Trades");
  if (trades.length < result.trades.length)
    sheet.paragraph(
      `${decimal(trades.length, 0)} of ${decimal(result.trades.length, 0)} trades; sage run --out writes all.`,
      { size: 7.5, colour: ink.muted },
    );
  sheet.table(
    columnsOf(
      ["#", 0.06, "left"],
      ["Side", 0.07, "left"],
      ["Entry (UTC)", 0.15],
      ["at", isPortfolio ? 0.1 : 0.11],
      ["Exit (UTC)", 0.15],
      ["at", isPortfolio ? 0.1 : 0.11],
      ["Net profit", isPortfolio ? 0.11 : 0.12],
      ["Return", isPortfolio ? 0.08 : 0.09],
      isPortfolio ? ["Member", 0.18, "left"] : ["Exit by", 0.14, "left"],
    ),
    trades.map((trade) => [
      cell(String(trade.id)),
      cell(trade.side),
      cell(time(trade.entryTime)),
      cell(price(trade.entryPrice)),
      cell(time(trade.exitTime)),
      cell(price(trade.exitPrice)),
      toned(money(trade.profit), trade.profit),
      toned(percent(trade.return), trade.profit),
      cell(` ${isPortfolio ? (memberOf.get(trade) ?? "") : trade.exitReason.replaceAll("_", " ")}`),
    ]),
  );
}

export function refusalPart(sheet: Sheet, { refusals, isPortfolio }: ReportModel): void {
  if (refusals.length === 0) return;
  sheet.heading("What did not trade");
  sheet.table(
    columnsOf(
      ["Rule", isPortfolio ? 0.25 : 0.2, "left"],
      ["What became of it", isPortfolio ? 0.35 : 0.4, "left"],
      ["Times", 0.1],
      ["First", 0.15],
      ["Last", 0.15],
    ),
    refusals
      .slice(0, 30)
      .map(({ action, side, stage, reason, count, first, last, member = "" }) => [
        cell(isPortfolio ? `${member}: ${action} ${side}` : `${action} ${side}`),
        cell(
          stage === "signal" ? `no order: ${reason}` : `order ${stage}${reason === "" ? "" : `: ${reason}`}`,
        ),
        cell(decimal(count, 0)),
        cell(time(first, true)),
        cell(time(last, true)),
      ]),
  );
}

export function identityPart(sheet: Sheet, { result, graph }: ReportModel): void {
  const { run, data, warmup } = result;
  const values = Object.entries(run.parameters).map(([name, value]) => `${name} = ${value}`);
  sheet.heading("Settings and identity");
  const rows: readonly (readonly [string, string])[] = [
    ["Parameters", values.length === 0 ? "none" : values.join(", ")],
    ["First decision", `after ${decimal(warmup.first, 0)} bars`],
    ["Data", data.source],
    ["Missing", `${decimal(data.missingBars, 0)} bars in ${decimal(data.gaps, 0)} gaps`],
    ["Run", run.id],
    ["Strategy", run.graphHash],
    ["Data hash", run.dataHash],
    ["Program", `${run.program}, seed ${run.seed}`],
  ];
  sheet.table(
    columnsOf(["", 0.2, "left"], ["", 0.8, "left"]),
    rows.map(([name, value]) => [{ text: name, colour: ink.muted }, cell(value)]),
  );
  sourcePart(sheet, graph?.source.text ?? "");
}

export function sourcePart(sheet: Sheet, text: string): void {
  if (text === "") return;
  sheet.heading("Strategy");
  for (const line of text.split("\n")) sheet.paragraph(line === "" ? " " : line, { size: 7, font: "code" });
}
