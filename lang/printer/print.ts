import { readTokens, startsLine } from "../lexer.js";
import { parse, type ParseResult } from "../parse.js";
import { createSource, type Source } from "../source.js";
import type { File } from "../tree.js";
import { CommentQueue } from "./comments.js";
import { pieceOfDeclaration, pieceOfUse } from "./pieces.js";
import { sameMeaning } from "./same.js";
import { Writer, type Piece } from "./writer.js";

/**
 * The file in its one canonical layout, with every comment. Never changes the meaning: the result is read again and compared.
 * Null when the file has mistakes that keep it from being read.
 */
export function print(file: File, source: Source): string | null {
  return printRead({ file, diagnostics: parse(source).diagnostics }, source);
}

/** The same of a file that was read already. */
export function printRead({ file, diagnostics }: ParseResult, source: Source): string | null {
  if (diagnostics.some(({ severity }) => severity === "error")) return null;
  const text = printTree(file, source);
  const printed = createSource(source.path, text);
  if (!sameWords(source, printed) && !sameMeaning(file, parse(printed).file))
    throw new Error(`the formatter would change the meaning of ${source.path}`);
  return text;
}

/** Whether the parser would be given the same: then the trees are the same, and the second need not be made. */
function sameWords(a: Source, b: Source): boolean {
  const [before, after] = [readTokens(a), readTokens(b)];
  return (
    before.tokens.length === after.tokens.length &&
    before.tokens.every((token, index) => {
      const other = after.tokens[index];
      return (
        token.tokenType === other?.tokenType &&
        token.image === other.image &&
        startsLine(token) === startsLine(other) &&
        before.documentation.get(token.startOffset) === after.documentation.get(other.startOffset)
      );
    })
  );
}

/** The text of a tree that has no damaged nodes. Comments and empty lines come from the source it was read from. */
export function printTree(file: File, source: Source): string {
  const comments = new CommentQueue(file.comments, source);
  const writer = new Writer(comments, file.comments.length > 0);
  const { edition, uses, declarations } = file;
  const sections: (readonly Piece[])[] = [
    edition === undefined
      ? []
      : [{ span: edition.span, documentation: "", head: "", body: `sage ${edition.number}` }],
    uses.map(pieceOfUse),
  ];
  // Constants stand together as the author grouped them; everything else is set apart.
  for (const declaration of declarations) {
    const run = sections.at(-1);
    const piece = pieceOfDeclaration(declaration);
    if (declaration.kind === "constant" && run?.[0]?.columns === piece.columns)
      sections[sections.length - 1] = [...(run ?? []), piece];
    else sections.push([piece]);
  }
  let end = 0;
  for (const pieces of sections.filter(({ length }) => length > 0)) {
    if (end > 0 || writer.started) writer.writeEmpty();
    writer.writeAll(pieces, 0, false);
    end = pieces.at(-1)?.span.end ?? end;
  }
  writer.writeRest(end);
  return writer.toText();
}
