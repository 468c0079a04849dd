import { createSource, parse, type Span } from "../../../lang/index.js";
import { readTokens } from "../../../lang/lexer.js";
import type { Document } from "../document.js";
import { documentOf } from "./at.js";
import { pathAt } from "../tree-path.js";

/** A text from which one word or sign was taken out, and where the cursor is now. */
export interface Damaged {
  readonly document: Document;
  readonly offset: number;
  /** What was taken out, with its surroundings, for messages. */
  readonly without: string;
}

/**
 * Every text that lacks one word or sign outside the statement at the cursor: what a feature says there must be the
 * same in all of them. `needed` are words that the answer depends on, wherever they stand.
 */
export function damagedElsewhere(text: string, offset: number, needed: readonly string[] = []): Damaged[] {
  const source = createSource("file:///a.sage", text);
  const { file } = parse(source);
  const around = statementAround(
    pathAt(file, offset).map(({ span }) => span),
    file.span,
  );
  const heads = headsAround(text, offset);
  return readTokens(source).tokens.flatMap(({ startOffset, image }): Damaged[] => {
    const end = startOffset + image.length;
    const inside = around.start <= startOffset && end <= around.end;
    if (inside || heads.has(startOffset) || needed.includes(image)) return [];
    return [
      {
        document: documentOf(text.slice(0, startOffset) + text.slice(end)),
        offset: startOffset < offset ? offset - image.length : offset,
        without: `${text.slice(Math.max(0, startOffset - 30), startOffset)}⟦${image}⟧${text.slice(end, end + 20)}`,
      },
    ];
  });
}

/** The innermost part around the cursor that begins its line. */
function statementAround(path: readonly Span[], file: Span): Span {
  return path.length > 2 ? (path[2] ?? file) : (path.at(-1) ?? file);
}

/** Where the words stand that open the blocks around the cursor, with their braces: without them it is another place. */
function headsAround(text: string, offset: number): ReadonlySet<number> {
  const { tokens } = readTokens(createSource("file:///a.sage", text));
  const heads = new Set<number>();
  const open: number[] = [];
  tokens.forEach(({ image, startOffset }, index) => {
    if (startOffset >= offset) return;
    if (image === "{") open.push(index);
    if (image === "}") open.pop();
  });
  for (const brace of open) {
    for (const token of [tokens[brace], tokens[brace - 1], tokens[brace - 2]]) {
      if (token !== undefined) heads.add(token.startOffset);
    }
  }
  return heads;
}
