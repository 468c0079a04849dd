import type { Span } from "../source.js";
import type { Comment } from "../tree.js";
import type { CommentQueue } from "./comments.js";
import { render, type Layout } from "./layout.js";

/** Columns that a line should not exceed. */
const pageWidth = 100;

/** A statement ready to be written. */
export interface Piece {
  readonly span: Span;
  /** The `///` lines, for a tree that has no comments of its own. */
  readonly documentation: string;
  /** Statements with the same word here, on lines of their own, are written in columns. */
  readonly columns?: string;
  /** What stands before the column. */
  readonly head: string;
  readonly body: Layout;
  /** What stands in braces behind it. */
  readonly block?: Block;
}

export interface Block {
  readonly pieces: readonly Piece[];
  /** The end of what stands before the brace. */
  readonly start: number;
  /** The end of the block, brace included. */
  readonly end: number;
}

interface Line {
  readonly columns: string | undefined;
  readonly head: string;
  body: string;
  readonly margin: number;
}

/** Writes statements with their comments, one below the other. */
export class Writer {
  private readonly lines: Line[] = [];
  private readonly documented: boolean;

  constructor(
    private readonly comments: CommentQueue,
    hasComments: boolean,
  ) {
    this.documented = !hasComments;
  }

  /** Writes pieces below each other; single empty lines between them are kept. `spread` puts one between all. */
  writeAll(pieces: readonly Piece[], margin: number, spread: boolean): void {
    let previous: { readonly end: number } | undefined;
    for (const piece of pieces) {
      this.writeLeading(piece, margin, previous, spread);
      this.writePiece(piece, margin);
      previous = { end: this.writeTrailing(piece.span.end) };
    }
  }

  private writeLeading(
    piece: Piece,
    margin: number,
    previous: { readonly end: number } | undefined,
    spread: boolean,
  ): void {
    const leading = this.comments.takeBefore(piece.span.start);
    const first = leading[0]?.span ?? piece.span;
    if (previous !== undefined && (spread || this.comments.isApart(previous.end, first))) this.writeEmpty();
    let end = leading[0]?.span.start ?? 0;
    for (const comment of leading) {
      if (comment !== leading[0] && this.comments.isApart(end, comment.span)) this.writeEmpty();
      this.writeLine(margin, formatComment(comment));
      end = comment.span.end;
    }
    if (leading.length > 0 && this.comments.isApart(end, piece.span)) this.writeEmpty();
    // Comments inside of a statement cannot stay where they are when its lines change; they move above it.
    const inside = this.comments.takeBefore(
      piece.block === undefined ? piece.span.end : this.comments.braceAfter(piece.block.start),
    );
    for (const comment of inside) this.writeLine(margin, formatComment({ ...comment, documentation: false }));
    if (this.documented && piece.documentation !== "") {
      for (const text of piece.documentation.split("\n"))
        this.writeLine(margin, text === "" ? "///" : `/// ${text}`);
    }
  }

  private writePiece(piece: Piece, margin: number): void {
    const gap = piece.head === "" ? "" : " ";
    const body = render(piece.body, pageWidth, margin, margin + piece.head.length + gap.length);
    const { block } = piece;
    const empty = block !== undefined && block.pieces.length === 0 && !this.hasCommentBefore(block.end);
    const opener = block === undefined ? "" : empty ? "{}" : "{";
    const whole = [body, opener].filter((part) => part !== "").join(" ");
    const columns = block === undefined && !whole.includes("\n") ? piece.columns : undefined;
    this.lines.push({ columns, head: piece.head, body: whole, margin });
    if (block === undefined || empty) return;
    this.writeBlock(block, margin);
  }

  private writeBlock(block: Block, margin: number): void {
    const before = this.lines.length;
    this.writeAll(block.pieces, margin + 2, false);
    const rest = this.comments.takeBefore(block.end);
    let end = block.pieces.at(-1)?.span.end ?? block.end;
    for (const comment of rest) {
      if (this.lines.length > before && this.comments.isApart(end, comment.span)) this.writeEmpty();
      this.writeLine(margin + 2, formatComment(comment));
      end = comment.span.end;
    }
    this.writeLine(margin, "}");
  }

  private hasCommentBefore(offset: number): boolean {
    return (this.comments.following?.span.start ?? Infinity) < offset;
  }

  /** Appends a comment that stands behind a statement; returns where the statement with it ends. */
  private writeTrailing(end: number): number {
    const comment = this.comments.takeBehind(end);
    const last = this.lines.at(-1);
    if (comment === undefined || last === undefined) return end;
    last.body += ` ${formatComment(comment)}`;
    return comment.span.end;
  }

  /** Writes the comments that are left, at the end of the file. */
  writeRest(from: number): void {
    let end = from;
    for (const comment of this.comments.takeBefore(Infinity)) {
      if (this.lines.length > 0 && this.comments.isApart(end, comment.span)) this.writeEmpty();
      this.writeLine(0, formatComment(comment));
      end = comment.span.end;
    }
  }

  get started(): boolean {
    return this.lines.length > 0;
  }

  writeEmpty(): void {
    this.writeLine(0, "");
  }

  private writeLine(margin: number, text: string): void {
    this.lines.push({ columns: undefined, head: "", body: text, margin });
  }

  toText(): string {
    const written: string[] = [];
    for (let index = 0; index < this.lines.length;) {
      const run = this.columnRun(index);
      const width = Math.max(...run.map(({ head }) => head.length));
      for (const { head, body, margin } of run) {
        const text = head === "" ? body : `${run.length > 1 ? head.padEnd(width) : head} ${body}`;
        written.push(`${" ".repeat(margin)}${text}`.trimEnd());
      }
      index += run.length;
    }
    return `${written.join("\n").trimEnd()}\n`;
  }

  /** The lines from an index on that are written in columns together. */
  private columnRun(index: number): readonly Line[] {
    const first = this.lines[index];
    if (first === undefined) return [];
    let end = index + 1;
    const belongs = (line: Line | undefined) =>
      line !== undefined &&
      line.columns !== undefined &&
      line.columns === first.columns &&
      line.margin === first.margin;
    while (belongs(this.lines[end])) end += 1;
    return this.lines.slice(index, end);
  }
}

function formatComment({ documentation, text }: Comment): string {
  return `${documentation ? "///" : "//"}${text}`;
}
