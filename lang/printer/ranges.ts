import { parse, type ParseResult } from "../parse.js";
import { createSource, type Source, type Span } from "../source.js";
import { applyEdits, lineEdits, type Edit } from "./line-edits.js";
import { printRead } from "./print.js";
import { sameMeaning } from "./same.js";

/**
 * The edits that lay a file out in the one canonical way; null where mistakes keep it from being read. Line breaks stay
 * as the file has them.
 */
export function layOutFile(read: ParseResult, source: Source): readonly Edit[] | null {
  const text = printRead(read, source);
  if (text === null) return null;
  const own = /\r?\n/.exec(source.text)?.[0] === "\r\n" ? text.replaceAll("\n", "\r\n") : text;
  return lineEdits(source.text, own);
}

/** The same edits, of the places alone that touch one of `spans`. What would change the meaning without its neighbours is left out. */
export function layOutRanges(
  read: ParseResult,
  source: Source,
  spans: readonly Span[],
): readonly Edit[] | null {
  const all = layOutFile(read, source);
  if (all === null) return null;
  const inside = all.filter(({ span }) =>
    spans.some(({ start, end }) => span.start <= end && start <= span.end),
  );
  return inside.length === all.length || keepsMeaning(read, source, inside) ? inside : [];
}

function keepsMeaning({ file }: ParseResult, source: Source, edits: readonly Edit[]): boolean {
  const again = parse(createSource(source.path, applyEdits(source.text, edits)));
  return !again.diagnostics.some(({ severity }) => severity === "error") && sameMeaning(file, again.file);
}
