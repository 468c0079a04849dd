import type { Position, Range, TextEdit } from "vscode-languageserver";
import { layOutFile, layOutRanges, type Source } from "../../lang/index.js";
import type { Edit } from "../../lang/printer/line-edits.js";
import { isTooLarge, readOnce } from "./analysis.js";
import type { Document } from "./document.js";
import { endOfLine } from "./positions.js";

/** The edits that lay a file out in the one canonical way; none where mistakes keep it from being read. */
export function formatDocument(document: Document): readonly TextEdit[] {
  const { source } = document;
  return isTooLarge(source) ? [] : toProtocol(document, layOutFile(readOnce(source), source) ?? []);
}

/** The same edits, of those lines alone. */
export function formatRanges(document: Document, ranges: readonly Range[]): readonly TextEdit[] {
  const { source, positions } = document;
  if (isTooLarge(source)) return [];
  const spans = ranges.map((range) => positions.toSpan(range));
  return toProtocol(document, layOutRanges(readOnce(source), source, spans) ?? []);
}

/**
 * What to mend while typing. After `}` the block that it closes is laid out; after a line break the new line is
 * indented as deep as the braces around it. A file that cannot be read yet is only indented.
 */
export function formatOnType(document: Document, position: Position, typed: string): readonly TextEdit[] {
  const { source, positions } = document;
  if (typed !== "}") return toProtocol(document, indentLine(source, position.line));
  const closed = source.text.lastIndexOf("}", positions.toOffset(position));
  if (closed === -1) return [];
  if (hasErrors(document)) return toProtocol(document, indentLine(source, position.line));
  return formatRanges(document, [
    positions.toRange({ start: openerOf(source.text, closed), end: closed + 1 }),
  ]);
}

const hasErrors = ({ source }: Document): boolean =>
  isTooLarge(source) || readOnce(source).diagnostics.some(({ severity }) => severity === "error");

const toProtocol = ({ positions }: Document, edits: readonly Edit[]): readonly TextEdit[] =>
  edits.map(({ span, text }) => ({ range: positions.toRange(span), newText: text }));

// -------------------------------------------------------------------------------------------- while typing

/** What is neither code nor a brace: texts and comments. */
const quiet = /"(?:[^"\\\r\n]|\\[^\r\n])*"?|\/\/[^\r\n]*/g;

const blank = (text: string): string => text.replaceAll(quiet, (part) => " ".repeat(part.length));

/** Where the brace stands that one closes. */
function openerOf(text: string, closed: number): number {
  const code = blank(text.slice(0, closed + 1));
  let depth = 0;
  for (let offset = closed; offset >= 0; offset -= 1) {
    if (code[offset] === "}") depth += 1;
    if (code[offset] === "{") depth -= 1;
    if (depth === 0) return offset;
  }
  return 0;
}

function indentLine(source: Source, line: number): readonly Edit[] {
  const start = source.lineStarts[line];
  if (start === undefined) return [];
  const code = blank(source.text.slice(0, start));
  const opened = code.split("{").length - code.split("}").length;
  const end = endOfLine(source, line);
  const written = /^[ \t]*/.exec(source.text.slice(start, end))?.[0] ?? "";
  const closes = source.text[start + written.length] === "}" ? 1 : 0;
  // The one layout has steps of two spaces, whatever an editor is set to.
  const text = "  ".repeat(Math.max(0, opened - closes));
  return text === written ? [] : [{ span: { start, end: start + written.length }, text }];
}
