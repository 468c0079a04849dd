import { FoldingRangeKind, type FoldingRange } from "vscode-languageserver";
import type { Span } from "../../lang/index.js";
import type { Document } from "./document.js";
import { everyPart } from "./tree-path.js";

/** What can be folded: blocks in braces, runs of comments, the lines of `use`. */
export function foldingRanges({ file, positions, source }: Document): readonly FoldingRange[] {
  const found = new Map<number, FoldingRange>();
  const lineOf = (offset: number): number => positions.toPosition(offset).line;
  const add = ({ start, end }: Span, kind?: FoldingRangeKind): void => {
    const [startLine, last] = [lineOf(start), lineOf(end)];
    // The line of the closing brace stays to be seen.
    const endLine = kind === undefined && source.text[end - 1] === "}" ? last - 1 : last;
    const before = found.get(startLine);
    if (endLine > startLine && (before === undefined || before.endLine < endLine)) {
      found.set(startLine, { startLine, endLine, ...(kind !== undefined && { kind }) });
    }
  };
  everyPart(file, (part) => {
    if (part.kind !== "file") add(part.span);
  });
  const [firstUse, lastUse] = [file.uses[0], file.uses.at(-1)];
  if (firstUse && lastUse)
    add({ start: firstUse.span.start, end: lastUse.span.end }, FoldingRangeKind.Imports);
  let run: { start: number; end: number } | undefined;
  for (const { span } of file.comments) {
    const alone = /^[ \t]*$/.test(
      source.text.slice(source.text.lastIndexOf("\n", span.start) + 1, span.start),
    );
    if (run !== undefined && alone && lineOf(span.start) === lineOf(run.end) + 1) run.end = span.end;
    else {
      if (run !== undefined) add(run, FoldingRangeKind.Comment);
      run = alone ? { ...span } : undefined;
    }
  }
  if (run !== undefined) add(run, FoldingRangeKind.Comment);
  return [...found.values()].toSorted((a, b) => a.startLine - b.startLine);
}
