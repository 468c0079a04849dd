import { positionAt, type Source, type Span } from "../source.js";
import { columnOf, toCells, type Cell } from "./display.js";

/** A marked place: carets under the primary one, dashes under the others. */
export interface Mark {
  readonly span: Span;
  readonly label: string;
  readonly primary: boolean;
}

interface FrameOptions {
  /** Columns of the line numbers. */
  readonly gutter: number;
  readonly ascii: boolean;
  readonly width: number;
  readonly paint: (text: string, role: "frame" | "related" | "primary") => string;
}

/** A mark on one line, in columns of the terminal. */
interface Stroke {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly primary: boolean;
}

/** The source lines that have marks, each with its marks below it. */
export function renderLines(source: Source, marks: readonly Mark[], options: FrameOptions): string[] {
  const byLine = new Map<number, Mark[]>();
  const put = (line: number, mark: Mark) => byLine.set(line, [...(byLine.get(line) ?? []), mark]);
  for (const mark of marks) for (const part of splitMark(source, mark)) put(part.line, part.mark);
  const lines: string[] = [];
  let previous: number | undefined;
  for (const line of [...byLine.keys()].toSorted((a, b) => a - b)) {
    if (previous !== undefined && line > previous + 1) {
      lines.push(options.paint(`${" ".repeat(options.gutter)} ${options.ascii ? "..." : "·"}`, "frame"));
    }
    lines.push(...renderLine(source, line, byLine.get(line) ?? [], options));
    previous = line;
  }
  return lines;
}

/** A mark over several lines is shown on its first and its last line, with the label at the end. */
function splitMark(source: Source, mark: Mark): { line: number; mark: Mark }[] {
  const { start, end } = mark.span;
  const first = positionAt(source, start).line;
  const last = positionAt(source, Math.max(start, end - 1)).line;
  if (first === last) return [{ line: first, mark }];
  const lineEnd = endOfLine(source, first);
  const lastStart = source.lineStarts[last - 1] ?? start;
  const indent = source.text.slice(lastStart, end).search(/\S/);
  return [
    { line: first, mark: { ...mark, span: { start, end: Math.max(start, lineEnd) }, label: "" } },
    { line: last, mark: { ...mark, span: { start: lastStart + Math.max(0, indent), end } } },
  ];
}

function endOfLine(source: Source, line: number): number {
  const next = source.lineStarts[line];
  const end = next === undefined ? source.text.length : next - 1;
  return source.text.charAt(end - 1) === "\r" ? end - 1 : end;
}

function renderLine(source: Source, line: number, marks: readonly Mark[], options: FrameOptions): string[] {
  const start = source.lineStarts[line - 1] ?? 0;
  // A line of megabytes is cut before it is measured.
  const focus = Math.min(...marks.map(({ span }) => span.start)) - start;
  const skipped = Math.max(0, focus - 2000);
  const text = source.text.slice(start + skipped, Math.min(endOfLine(source, line), start + focus + 2000));
  const cells = toCells(text, options.ascii);
  const strokes = marks
    .map((mark) => toStroke(cells, mark, start + skipped))
    .toSorted((a, b) => a.from - b.from || Number(b.primary) - Number(a.primary));
  const bar = options.paint(options.ascii ? "|" : "│", "frame");
  const window = chooseWindow(cells, strokes, options);
  const number = options.paint(String(line).padStart(options.gutter), "frame");
  const blank = " ".repeat(options.gutter);
  const shown = `${number} ${bar} ${window.text}`;
  const below = renderStrokes(strokes, window.shift, options).map((row) => `${blank} ${bar} ${row}`);
  return [shown.trimEnd(), ...below];
}

function toStroke(cells: readonly Cell[], mark: Mark, start: number): Stroke {
  const from = columnOf(cells, mark.span.start - start);
  const to = columnOf(cells, mark.span.end - start);
  return { from, to: Math.max(from + 1, to), label: mark.label, primary: mark.primary };
}

/** Cuts a line that is too long for the terminal so that its marks can be seen. */
function chooseWindow(
  cells: readonly Cell[],
  strokes: readonly Stroke[],
  options: FrameOptions,
): { text: string; shift: number } {
  const total = cells.reduce((sum, cell) => sum + cell.width, 0);
  const room = options.width - options.gutter - 3;
  const whole = cells.map((cell) => cell.text).join("");
  if (options.width === 0 || total <= room) return { text: whole, shift: 0 };
  const from = Math.min(...strokes.map((stroke) => stroke.from));
  const dots = options.ascii ? "..." : "…";
  const space = Math.max(20, room - 2 * dots.length);
  const first = from + 12 < space ? 0 : from - 8;
  let text = first > 0 ? dots : "";
  let column = 0;
  for (const cell of cells) {
    if (column >= first && column + cell.width <= first + space) text += cell.text;
    column += cell.width;
  }
  return { text: first + space < total ? text + dots : text, shift: first > 0 ? first - dots.length : 0 };
}

/** One row with all marks and the label of the last; the other labels below, each under its mark, from right to left. */
function renderStrokes(strokes: readonly Stroke[], shift: number, options: FrameOptions): string[] {
  const { paint } = options;
  let row = "";
  let column = 0;
  for (const stroke of strokes) {
    const from = Math.max(column, stroke.from - shift);
    const width = Math.max(column > stroke.from - shift ? 0 : 1, stroke.to - shift - from);
    row += " ".repeat(from - column);
    row += paint((stroke.primary ? "^" : "-").repeat(width), stroke.primary ? "primary" : "related");
    column = from + width;
  }
  const last = strokes.at(-1);
  if (last !== undefined && last.label !== "")
    row += ` ${paint(last.label, last.primary ? "primary" : "related")}`;
  const others = strokes.slice(0, -1).filter(({ label }) => label !== "");
  const below = others
    .toReversed()
    .map(
      ({ from, label, primary }) =>
        `${" ".repeat(Math.max(0, from - shift))}${paint(label, primary ? "primary" : "related")}`,
    );
  return [row, ...below];
}
