import { logTicksOf, ticksOf, timeTicksOf } from "../axis.js";
import { ink, type Sheet } from "./sheet.js";

export interface ChartLine {
  /** Where its values stand; the chart's own times where left out. */
  readonly time?: readonly number[];
  readonly values: readonly (number | null)[];
  readonly colour: string;
  readonly width?: number;
  /** Fills the space between the line and zero. */
  readonly filled?: boolean;
}

export interface LineChart {
  readonly time: readonly number[];
  readonly lines: readonly ChartLine[];
  readonly height: number;
  readonly label: (value: number) => string;
  /** Equal distances are equal ratios; only of positive values. */
  readonly log?: boolean;
}

const axisWidth = 44;

/** Lines over time, as curves that stay sharp at any size. */
export function drawLines(sheet: Sheet, chart: LineChart): void {
  const { time, lines, height, label, log = false } = chart;
  sheet.room(height + 18);
  const { doc } = sheet;
  const [left, top, width] = [sheet.left, sheet.y, sheet.width - axisWidth];
  const [low, high] = rangeOf(lines);
  const scale = (value: number): number => (log ? Math.log(value) : value);
  const reach = scale(high) - scale(low);
  const y = (value: number): number =>
    top + height * (1 - (reach > 0 ? (scale(value) - scale(low)) / reach : 0.5));
  const [from, to] = [time[0] ?? 0, time.at(-1) ?? 0];
  const x = (at: number): number => left + (to > from ? ((at - from) / (to - from)) * width : 0);
  for (const tick of log ? logTicksOf(low, high) : ticksOf(low, high, 5)) {
    doc
      .moveTo(left, y(tick))
      .lineTo(left + width, y(tick))
      .lineWidth(0.4)
      .stroke(ink.line);
    sheet.y = y(tick) - 3;
    sheet.write(label(tick), left + width + 4, axisWidth - 4, { size: 7, colour: ink.muted, align: "right" });
  }
  for (const line of lines) drawLine(doc, line, line.time ?? time, x, y);
  sheet.y = top + height + 4;
  for (const tick of timeTicksOf(from, to, 8))
    sheet.write(tick.label, x(tick.time) - 25, 50, { size: 7, colour: ink.muted, align: "center" });
  sheet.y = top + height + 16;
}

function drawLine(
  doc: PDFKit.PDFDocument,
  { values, colour, width = 0.9, filled = false }: ChartLine,
  time: readonly number[],
  x: (time: number) => number,
  y: (value: number) => number,
): void {
  if (filled) {
    doc.moveTo(x(time[0] ?? 0), y(0));
    for (const [k, value] of values.entries()) doc.lineTo(x(time[k] ?? 0), y(value ?? 0));
    doc
      .lineTo(x(time.at(-1) ?? 0), y(0))
      .fillOpacity(0.15)
      .fill(colour)
      .fillOpacity(1);
  }
  let pen = false;
  for (const [k, value] of values.entries()) {
    if (value === null) pen = false;
    else if (pen) doc.lineTo(x(time[k] ?? 0), y(value));
    else {
      doc.moveTo(x(time[k] ?? 0), y(value));
      pen = true;
    }
  }
  doc.lineWidth(width).lineJoin("round").stroke(colour);
}

function rangeOf(lines: readonly ChartLine[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { values, filled } of lines) {
    if (filled === true) [low, high] = [Math.min(low, 0), Math.max(high, 0)];
    for (const value of values) {
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return high >= low ? [low, high] : [0, 1];
}
