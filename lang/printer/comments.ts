import type { Source, Span } from "../source.js";
import type { Comment } from "../tree.js";

/** The comments of a file in source order; the printer takes each one when it comes to its place, so that none is lost. */
export class CommentQueue {
  private next = 0;

  constructor(
    private readonly comments: readonly Comment[],
    private readonly source: Source,
  ) {}

  /** Takes the comments that begin before an offset. */
  takeBefore(offset: number): readonly Comment[] {
    const from = this.next;
    while ((this.comments[this.next]?.span.start ?? Infinity) < offset) this.next += 1;
    return this.comments.slice(from, this.next);
  }

  /** Takes the next comment if it stands behind the offset on the same line. */
  takeBehind(offset: number): Comment | undefined {
    const comment = this.comments[this.next];
    if (comment === undefined || comment.span.start < offset || this.breaks(offset, comment.span.start) > 0)
      return undefined;
    if (/\S/.test(this.source.text.slice(offset, comment.span.start).replace(",", ""))) return undefined;
    this.next += 1;
    return comment;
  }

  get following(): Comment | undefined {
    return this.comments[this.next];
  }

  /** Where the brace stands that follows an offset, comments passed over. */
  braceAfter(offset: number): number {
    let brace = this.source.text.indexOf("{", offset);
    for (let index = this.next; brace !== -1; index += 1) {
      const comment = this.comments[index];
      if (comment === undefined || comment.span.start > brace) break;
      if (comment.span.end > brace) brace = this.source.text.indexOf("{", comment.span.end);
    }
    return Math.max(brace, offset);
  }

  /** How many line breaks lie between two offsets, at most 2. */
  breaks(from: number, to: number): number {
    let count = 0;
    for (let index = from; index < to && count < 2; index += 1)
      if (this.source.text[index] === "\n") count += 1;
    return count;
  }

  /** Whether an empty line separates two places. */
  isApart(before: number, after: Span): boolean {
    return this.breaks(before, after.start) > 1;
  }
}
