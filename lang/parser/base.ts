import {
  EmbeddedActionsParser,
  isRecognitionException,
  type IToken,
  type ParserMethod,
  type TokenType,
} from "chevrotain";
import { closesNothing, missingPart, tooManyMistakes, unclosedBrace } from "../diagnostics/codes/index.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { quoteWord } from "../diagnostics/quote.js";
import { maximumMistakes, startsLine, type Reading } from "../lexer.js";
import { createSource, positionAt, type Span } from "../source.js";
import { Identifier, ReservedWord, Signs, vocabulary } from "../tokens.js";
import type { Damaged, Expression } from "../tree.js";
import { beginsValue, blocks, type BlockKind } from "./blocks.js";
import { createLazyLookahead } from "./lazy-lookahead.js";
import { Fault, phraseOf, quoteToken, writtenForm } from "./fault.js";

/** Levels of parentheses, calls and settings inside each other. */
export const maximumNesting = 100;

interface Mistake {
  readonly diagnostic: Diagnostic;
  /** The stretch of text that was given up because of it. */
  readonly from: number;
  to: number;
}

const nothing: Reading = {
  source: createSource("", ""),
  tokens: [],
  comments: [],
  documentation: new Map(),
  diagnostics: [],
  openBraces: 0,
};

/**
 * What all parts of the grammar share: places, faults and recovery.
 *
 * Recovery is ours, not the library's: a fault is thrown to the statement it happens in, which then skips to where the next
 * statement begins. Every statement so contributes at most one diagnostic, and none hides another statement.
 */
export abstract class BaseParser extends EmbeddedActionsParser {
  protected reading: Reading = nothing;
  protected mistakes: Mistake[] = [];
  protected depth = 0;
  /** True while the library records the grammar; then tokens mean nothing. */
  protected recording = true;
  private givenUp = false;
  private unclosedReported = false;
  private readonly open: BlockKind[] = [];
  private statementStart = 0;
  private damageStart = 0;
  private unsettled: Mistake | undefined;

  /** Faults that only the library found; kept where tests ask for it. */
  readonly lapses: string[] | undefined;

  /** `strict` has the library check the grammar for ambiguities, and keeps its lapses: for tests. */
  constructor(strict: boolean) {
    super(vocabulary, {
      maxLookahead: 2,
      lookaheadStrategy: createLazyLookahead(2),
      recoveryEnabled: false,
      skipValidations: !strict,
      // Only the name of the expected token is needed: every sentence for people is written in diagnostics/codes.
      errorMessageProvider: {
        buildMismatchTokenMessage: ({ expected }) => expected.name,
        buildNotAllInputParsedMessage: () => "",
        buildNoViableAltMessage: () => "",
        buildEarlyExitMessage: () => "",
      },
    });
    this.lapses = strict ? [] : undefined;
  }

  /** Declares a grammar rule; unlike the library's own method it takes its types from the property it is assigned to. */
  protected rule<Arguments extends unknown[], Result>(
    name: string,
    implementation: (...given: Arguments) => Result,
  ): ParserMethod<Arguments, Result> {
    return this.RULE(name, implementation);
  }

  protected begin(reading: Reading): void {
    this.reading = reading;
    this.mistakes = [];
    this.depth = 0;
    this.givenUp = false;
    this.unclosedReported = false;
    this.open.splice(0, Infinity, blocks.file);
    this.statementStart = 0;
    this.damageStart = 0;
    this.unsettled = undefined;
    this.input = reading.tokens.slice();
  }

  /** Mistakes in what was given up because of a stray character or an open quote are consequences of those. */
  protected collectDiagnostics(): Diagnostic[] {
    const { diagnostics } = this.reading;
    const own = this.mistakes.filter(
      ({ from, to }) =>
        !diagnostics.some(
          ({ span, severity }) => severity === "error" && span.start >= from && span.start <= to,
        ),
    );
    return [...diagnostics, ...own.map(({ diagnostic }) => diagnostic)];
  }

  // ------------------------------------------------------------------------------------------------ places

  protected get atEnd(): boolean {
    return this.givenUp || Number.isNaN(this.LA(1).startOffset);
  }

  protected startOf(token: IToken): number {
    return Number.isNaN(token.startOffset) ? this.reading.source.text.length : token.startOffset;
  }

  protected endOf(token: IToken): number {
    return Number.isNaN(token.startOffset) ? 0 : token.startOffset + token.image.length;
  }

  /** From the given token to the last one read. */
  protected since(first: IToken): Span {
    if (this.recording) return { start: 0, end: 0 };
    const start = this.startOf(first);
    return { start, end: Math.max(start, this.endOf(this.LA(0))) };
  }

  protected spanOf(token: IToken): Span {
    if (this.recording) return { start: 0, end: 0 };
    return Number.isNaN(token.startOffset)
      ? this.gap()
      : { start: token.startOffset, end: token.startOffset + token.image.length };
  }

  /** The place right after the last token, for what is missing there. */
  protected gap(): Span {
    const end = this.endOf(this.LA(0));
    return { start: end, end };
  }

  protected documentationOf(first: IToken): string {
    return this.reading.documentation.get(first.startOffset) ?? "";
  }

  protected is(type: TokenType, ahead = 1): boolean {
    return this.matches(this.LA(ahead), type);
  }

  protected matches(token: IToken, type: TokenType): boolean {
    return token.tokenTypeIdx === type.tokenTypeIdx || type.categoryMatchesMap?.[token.tokenTypeIdx] === true;
  }

  protected beginsLine(ahead = 1): boolean {
    return startsLine(this.LA(ahead));
  }

  private indentOf(token: IToken): number {
    const { source } = this.reading;
    const lineStart = this.startOf(token) - positionAt(source, this.startOf(token)).column + 1;
    const width = source.text.slice(lineStart).search(/[^ \t]/);
    return Math.max(0, width);
  }

  /** A name as it is quoted in a sentence. */
  protected quoted(name: string): string {
    return this.recording ? "" : quoteWord(name);
  }

  /** Whether nothing of the current statement has been read yet. */
  protected get atStatementStart(): boolean {
    return this.startOf(this.LA(1)) === this.statementStart;
  }

  /** What stands before the cursor, for sentences such as "missing after `=`". */
  protected previous(): string | undefined {
    const token = this.LA(0);
    return Number.isNaN(token.startOffset) ? undefined : quoteToken(token);
  }

  // ------------------------------------------------------------------------------------------------ faults

  /** Throws a fault; while the grammar is recorded nothing is wrong. */
  protected fail(diagnostic: () => Diagnostic): void {
    if (!this.recording) throw new Fault(diagnostic());
  }

  /** Reports without giving up the statement: what was meant is clear. */
  protected note(diagnostic: () => Diagnostic): void {
    if (this.recording) return;
    const place = this.startOf(this.LA(1));
    this.addMistake({ diagnostic: diagnostic(), from: place + 1, to: place });
  }

  private addMistake(mistake: Mistake): void {
    if (this.mistakes.length < maximumMistakes) {
      this.mistakes.push(mistake);
      return;
    }
    if (this.givenUp) return;
    this.givenUp = true;
    const { from } = mistake;
    const span =
      mistake.diagnostic.span.start >= this.statementStart
        ? this.firstWord(this.statementStart)
        : mistake.diagnostic.span;
    const diagnostic = tooManyMistakes({ span, holes: { limit: maximumMistakes } });
    this.mistakes.push({ diagnostic, from, to: from - 1 });
  }

  private firstWord(start: number): Span {
    const width = /^\w+|^./su.exec(this.reading.source.text.slice(start, start + 80))?.[0].length ?? 0;
    return { start, end: start + width };
  }

  /** Turns what a rule threw into a diagnostic. */
  private toDiagnostic(error: unknown): Diagnostic {
    if (error instanceof Fault) return error.diagnostic;
    if (!(error instanceof Error) || !isRecognitionException(error)) throw error;
    // Every fault should have been found by our own check, with its own sentence; tests hold the grammar to that.
    if (this.lapses !== undefined)
      this.lapses.push(`${error.name} ${error.message} after ${this.previous()}`);
    const type = vocabulary.find(({ name }) => name === error.message);
    return type === undefined ? this.missing("a value", undefined) : this.describeMissing(type, undefined);
  }

  /** Something that only the author can add: a name, a type. */
  protected missing(what: string, hint: string | undefined): Diagnostic {
    return missingPart({ span: this.gap(), holes: { missing: what, after: this.previous(), hint } });
  }

  /** A certain word or sign is missing: it is added, or put in the place of what stands there by mistake. */
  private missingToken(type: TokenType, text: string, hint: string | undefined): Diagnostic {
    const wrong = this.LA(1);
    const holes = { missing: `\`${text}\``, after: this.previous(), hint };
    const misplaced =
      !Number.isNaN(wrong.startOffset) && !startsLine(wrong) && !beginsValue(wrong) && !isBrace(wrong);
    if (misplaced) {
      const span = this.spanOf(wrong);
      const remove = this.is(type, 2);
      const title = remove ? `remove ${quoteToken(wrong)}` : `write \`${text}\``;
      return missingPart({ span, holes, fixes: [{ title, edits: [{ span, text: remove ? "" : text }] }] });
    }
    const span = this.gap();
    const spaced = /^\w/.test(text) ? ` ${text}` : text;
    return missingPart({
      span,
      holes,
      fixes: [{ title: `add \`${text}\``, edits: [{ span, text: spaced }] }],
    });
  }

  private describeMissing(type: TokenType, hint: string | undefined): Diagnostic {
    const phrase = phraseOf(type);
    return phrase === undefined
      ? this.missingToken(type, writtenForm(type), hint)
      : this.missing(phrase, hint);
  }

  /** Makes sure that the next token is of the type, so that the library's own complaint is never reached. */
  protected need(type: TokenType, hint?: string): void {
    if (!this.recording && !this.is(type)) this.fail(() => this.describeMissing(type, hint));
  }

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

  /** Whether the next token begins a statement of an open block. Inside braces of a damaged part only sure signs count. */
  private atStatement(level: boolean): boolean {
    const token = this.LA(1);
    const next = this.LA(2);
    for (let index = this.open.length - 1; index >= 0; index -= 1) {
      const kind = this.open[index];
      if (kind === undefined) continue;
      if (!level && kind.name !== "a file") continue;
      if (kind.begins(token, next)) return true;
    }
    return false;
  }

  /** Whether an outer block's statement stands here, which the current block cannot have. */
  private atOuterStatement(): boolean {
    const token = this.LA(1);
    const next = this.LA(2);
    const current = this.open.at(-1);
    if (current === undefined || current.begins(token, next)) return false;
    for (let index = this.open.length - 2; index >= 0; index -= 1) {
      if (this.open[index]?.begins(token, next) === true) return true;
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
        if (this.atOuterStatement()) return;
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

function isBrace({ tokenType }: IToken): boolean {
  return tokenType === Signs.LeftBrace || tokenType === Signs.RightBrace;
}
