import type { IToken } from "chevrotain";
import { closesNothing, unclosedBrace } from "../diagnostics/codes/index.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { startsLine } from "../lexer.js";
import type { Span } from "../source.js";
import { Identifier, ReservedWord, Signs, Words } from "../tokens.js";
import type { Damaged, Expression } from "../tree.js";
import { BaseParser, type Mistake } from "./base.js";
import { blocks, type BlockKind } from "./blocks.js";

/**
 * Recovery, ours and not the library's: a fault is thrown to the statement it happens in, which then skips to where the next statement
 * begins. Every statement so contributes at most one fault, and none hides another statement.
 */
export abstract class RecoveringParser extends BaseParser {
  /**
   * Runs a part of a statement. On a fault it reports, skips to a token that `resume` accepts (or to the end of the
   * statement), and gives undefined.
   */
  protected attempt<T>(read: () => T, resume: () => boolean): T | undefined {
    if (this.recording) return read();
    const { depth } = this;
    const first = this.LA(1);
    try {
      return read();
    } catch (error) {
      this.depth = depth;
      this.recover(error, first, resume);
      return undefined;
    }
  }

  private recover(error: unknown, first: IToken, resume: () => boolean): void {
    const diagnostic = this.toDiagnostic(error);
    const mistake: Mistake = { diagnostic, from: this.damageStart, to: this.startOf(this.LA(1)) };
    const repeated = this.unsettled !== undefined && this.unsettled.from === this.damageStart;
    if (!repeated) this.addMistake(mistake);
    this.unsettled = mistake;
    this.skip(first, resume);
    mistake.to = Math.max(mistake.to, this.endOf(this.LA(0)));
  }

  /** Skips what belongs to the damaged part that began at `first`. */
  private skip(first: IToken, resume: () => boolean): void {
    let depth = this.bracesSince(first);
    while (!this.atEnd) {
      if (depth <= 0 && (this.is(Signs.RightBrace) || resume())) return;
      if (this.atStatement(depth <= 0)) return;
      if (this.is(Signs.LeftBrace)) depth += 1;
      else if (this.is(Signs.RightBrace)) depth -= 1;
      this.take();
    }
  }

  /** How many braces were opened and not closed from `first` to the cursor. */
  private bracesSince(first: IToken): number {
    let depth = 0;
    for (let back = 0; ; back -= 1) {
      const token = this.LA(back);
      if (Number.isNaN(token.startOffset) || token.startOffset < first.startOffset) return Math.max(0, depth);
      if (token.tokenType === Signs.LeftBrace) depth += 1;
      else if (token.tokenType === Signs.RightBrace) depth -= 1;
    }
  }

  /** Reads the next token, whatever it is. */
  protected take(): IToken {
    const token = this.LA(1);
    this.SKIP_TOKEN();
    return token;
  }

  // ------------------------------------------------------------------------------------------------ blocks

  private readonly ahead = (count: number): IToken => this.LA(count);

  /** Whether the next token begins a statement of an open block. Inside braces of a damaged part only sure signs count. */
  private atStatement(level: boolean): boolean {
    const token = this.LA(1);
    const next = this.LA(2);
    for (let index = this.open.length - 1; index >= 0; index -= 1) {
      const kind = this.open[index];
      if (kind === undefined) continue;
      if (!level && kind.name !== "a file") continue;
      if (kind.begins(token, next, this.ahead)) return true;
    }
    return false;
  }

  /** A frame that stands deeper than the frame around it is meant to be inside; otherwise a brace is missing. */
  private isNestedFrame(kind: BlockKind, heading: IToken): boolean {
    if (kind !== blocks.frame || !this.is(Words.Frame)) return false;
    return this.indentOf(this.LA(1)) > this.indentOf(heading);
  }

  /** Whether an outer block's statement stands here, which the current block cannot have. */
  private atOuterStatement(): boolean {
    const token = this.LA(1);
    const next = this.LA(2);
    const current = this.open.at(-1);
    if (current === undefined || current.begins(token, next, this.ahead)) return false;
    for (let index = this.open.length - 2; index >= 0; index -= 1) {
      if (this.open[index]?.begins(token, next, this.ahead) === true) return true;
    }
    return false;
  }

  /**
   * Reads the statements of a block up to its closing brace. `opener` is its brace, or undefined where that was missing and has been
   * reported; `heading` is the first token of the statement that has the block.
   */
  protected readBlock<T extends { readonly kind: string; readonly span: Span }>(
    kind: BlockKind,
    heading: IToken,
    opener: IToken | undefined,
    of: string,
    read: () => T,
  ): (T | Damaged)[] {
    const statements: (T | Damaged)[] = [];
    this.depth += 1;
    this.open.push(kind);
    const outer = { start: this.statementStart, damage: this.damageStart, unsettled: this.unsettled };
    this.readStatements(statements, kind, heading, opener, read);
    this.statementStart = outer.start;
    this.damageStart = outer.damage;
    this.unsettled = outer.unsettled;
    this.open.pop();
    this.depth -= 1;
    if (this.atEnd || !this.is(Signs.RightBrace) || (opener !== undefined && this.belongsOutside(heading))) {
      if (opener !== undefined && !this.givenUp) this.reportUnclosed(opener, "{", "}", of);
    } else this.take();
    return statements;
  }

  private readStatements<T extends { readonly kind: string; readonly span: Span }>(
    statements: (T | Damaged)[],
    kind: BlockKind,
    heading: IToken,
    opener: IToken | undefined,
    read: () => T,
  ): void {
    while (!this.atEnd && !this.is(Signs.RightBrace)) {
      if (statements.length > 0 || opener !== undefined) {
        if (this.atOuterStatement() && !this.isNestedFrame(kind, heading)) return;
        if (this.belongsOutside(heading)) return;
      }
      statements.push(this.readStatement(read));
      if (kind.separated && this.is(Signs.Comma)) this.take();
    }
  }

  /** Reads one statement; a damaged one becomes a node that says only where it stood. */
  protected readStatement<T extends { readonly kind: string; readonly span: Span }>(
    read: () => T,
  ): T | Damaged {
    const first = this.LA(1);
    this.statementStart = this.startOf(first);
    // What stands before it on its line may have lost a character, and with it the sign that joined the two.
    this.damageStart = startsLine(first) ? this.statementStart : this.endOf(this.LA(0));
    this.unsettled = undefined;
    const statement = this.attempt(read, () => false);
    if (this.LA(1) === first && !this.atEnd) this.take();
    return statement ?? { kind: "damaged", span: this.since(first) };
  }

  /** With braces missing in the file, a line that is indented no deeper than the heading is outside of its block. */
  private belongsOutside(heading: IToken): boolean {
    if (this.reading.openBraces <= 0 || this.unclosedReported || !this.beginsLine()) return false;
    const indent = this.indentOf(this.LA(1));
    const limit = this.indentOf(heading);
    return this.is(Signs.RightBrace) ? indent < limit : indent <= limit;
  }

  protected reportUnclosed(opener: IToken, sign: string, closer: string, of: string | undefined): void {
    if (sign === "{") this.unclosedReported = true;
    this.note(() => this.describeUnclosed(opener, sign, closer, of));
  }

  protected describeUnclosed(
    opener: IToken,
    sign: string,
    closer: string,
    of: string | undefined,
  ): Diagnostic {
    const end = this.endOf(this.LA(0));
    const text = sign === "{" ? `\n${" ".repeat(this.indentOf(opener))}}` : closer;
    return unclosedBrace({
      span: this.spanOf(opener),
      holes: { opener: sign, closer, of },
      fixes: [{ title: `add \`${closer}\``, edits: [{ span: { start: end, end }, text }] }],
    });
  }

  protected reportExtra(token: IToken, early: string | undefined): void {
    const span = this.spanOf(token);
    this.note(() =>
      closesNothing({
        span,
        holes: { sign: token.image, early },
        fixes: [{ title: "remove it", edits: [{ span, text: "" }] }],
      }),
    );
  }

  /** Reads `{`, or reports that it is missing and goes on as if it stood there. */
  protected openBrace(hint: string): IToken | undefined {
    if (this.is(Signs.LeftBrace)) return this.take();
    this.note(() => this.describeMissing(Signs.LeftBrace, hint));
    return undefined;
  }

  protected damagedExpression(): Expression {
    return { kind: "damaged", span: this.gap() };
  }

  protected get openBlock(): BlockKind {
    return this.open.at(-1) ?? blocks.file;
  }

  /** Whether a statement of an open block begins here, so that an unfinished expression does not swallow it. */
  protected atNextStatement(): boolean {
    return this.beginsLine() && this.atStatement(true);
  }

  protected isName(ahead = 1): boolean {
    return this.is(Identifier, ahead) || this.is(ReservedWord, ahead);
  }
}
