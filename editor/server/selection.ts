import type { Position, SelectionRange } from "vscode-languageserver";
import type { Document } from "./document.js";
import { pathAt } from "./tree-path.js";

/** What grows around each place when its selection is widened: name, operand, expression, statement, block, file. */
export function selectionRanges(
  { file, positions }: Document,
  places: readonly Position[],
): readonly SelectionRange[] {
  return places.map((place) => {
    const offset = positions.toOffset(place);
    let selection: SelectionRange = { range: { start: place, end: place } };
    let outer: SelectionRange | undefined;
    let last: { start: number; end: number } | undefined;
    for (const { span } of pathAt(file, offset)) {
      if (last !== undefined && last.start === span.start && last.end === span.end) continue;
      if (last !== undefined && (span.start < last.start || span.end > last.end)) continue;
      const range = positions.toRange(span);
      outer = outer === undefined ? { range } : { range, parent: outer };
      selection = outer;
      last = span;
    }
    return selection;
  });
}
