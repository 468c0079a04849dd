import type { Position, Range } from "vscode-languageserver";
import { positionAt, type Source, type Span } from "../../lang/index.js";

/** How a client counts the columns of a line; the protocol's default is UTF-16 units. */
export type Encoding = "utf-8" | "utf-16" | "utf-32";

/** Our offsets as the client's lines and columns, both from 0, and back. */
export interface Positions {
  readonly toPosition: (offset: number) => Position;
  readonly toRange: (span: Span) => Range;
  /** Beyond the end of a line is its end, beyond the last line the end of the text. */
  readonly toOffset: (position: Position) => number;
  readonly toSpan: (range: Range) => Span;
}

export function createPositions(source: Source, encoding: Encoding): Positions {
  const toPosition = (offset: number): Position => {
    const { line, column, offset: clamped } = positionAt(source, offset);
    const start = clamped - column + 1;
    return { line: line - 1, character: width(source.text, start, clamped, encoding) };
  };
  const toOffset = ({ line, character }: Position): number => {
    const start = source.lineStarts[line];
    if (start === undefined) return line < 0 ? 0 : source.text.length;
    return advance(source.text, start, endOfLine(source, line), character, encoding);
  };
  return {
    toPosition,
    toRange: ({ start, end }) => ({ start: toPosition(start), end: toPosition(end) }),
    toOffset,
    toSpan: ({ start, end }) => {
      const [a, b] = [toOffset(start), toOffset(end)];
      return { start: Math.min(a, b), end: Math.max(a, b) };
    },
  };
}

/** Where a line's text ends, before its line break; lines count from 0. */
export function endOfLine({ text, lineStarts }: Source, line: number): number {
  let end = lineStarts[line + 1] ?? text.length + 1;
  end -= 1;
  return end > (lineStarts[line] ?? 0) && text[end - 1] === "\r" && text[end] === "\n" ? end - 1 : end;
}

const unitsOf = (code: number, encoding: Encoding): number => {
  if (encoding === "utf-32") return 1;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
};

/** How long a piece of text is in the client's units. */
export function width(text: string, start: number, end: number, encoding: Encoding): number {
  if (encoding === "utf-16") return end - start;
  let units = 0;
  for (let offset = start; offset < end;) {
    const code = text.codePointAt(offset) ?? 0;
    units += unitsOf(code, encoding);
    offset += code > 0xffff ? 2 : 1;
  }
  return units;
}

/** The offset that lies so many units behind `start`; never inside a character, never behind `end`. */
function advance(text: string, start: number, end: number, units: number, encoding: Encoding): number {
  if (encoding === "utf-16") return Math.min(end, start + Math.max(0, units));
  let offset = start;
  for (let left = units; left > 0 && offset < end;) {
    const code = text.codePointAt(offset) ?? 0;
    left -= unitsOf(code, encoding);
    if (left < 0) break;
    offset += code > 0xffff ? 2 : 1;
  }
  return offset;
}
