import {
  EmbeddedActionsParser,
  isRecognitionException,
  type IToken,
  type ParserMethod,
  type TokenType,
} from "chevrotain";
import { missingPart, tooManyMistakes } from "../diagnostics/codes/index.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { quoteWord } from "../diagnostics/quote.js";
import { suggest } from "../diagnostics/suggest.js";
import { maximumMistakes, startsLine, type Reading } from "../lexer.js";
import { createSource, positionAt, type Span } from "../source.js";
import { Signs, vocabulary } from "../tokens.js";
import { beginsValue, blocks, type BlockKind } from "./blocks.js";
import { createLazyLookahead } from "./lazy-lookahead.js";
import { Fault, phraseOf, quoteToken, writtenForm } from "./fault.js";

/** Levels of parentheses, calls and settings inside each other. */
export const maximumNesting = 100;

export interface Mistake {
  readonly diagnostic: Diagnostic;
  /** The stretch of text that was given up because of it. */
  readonly from: number;
  to: number;
}

/** What stands elsewhere for a word or sign of this language. */
const slips: ReadonlyMap<string, readonly string[]> = new Map([
  ["when", ["if"]],
  ["..", ["to", "until"]],
  ["every", ["of", "timeframe"]],
]);

const nothing: Reading = {
  source: createSource("", ""),
  tokens: [],
  comments: [],
  documentation: new Map(),
  diagnostics: [],
  openBraces: 0,
};

/** What all parts of the grammar share: where the reader is, and what it finds wrong. */
export abstract class BaseParser extends EmbeddedActionsParser {
  protected reading: Reading = nothing;
  protected mistakes: Mistake[] = [];
  protected depth = 0;
  /** True while the library records the grammar; then tokens mean nothing. */
  protected recording = true;
  protected givenUp = false;
  protected unclosedReported = false;
  protected readonly open: BlockKind[] = [];
  protected statementStart = 0;
  protected damageStart = 0;
  protected unsettled: Mistake | undefined;

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

  /** Lets go of the text that was read, which may be large. */
  protected forget(): void {
    this.begin(nothing);
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

  protected indentOf(token: IToken): number {
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

  protected addMistake(mistake: Mistake): void {
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
  protected toDiagnostic(error: unknown): Diagnostic {
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
    if (this.isSlipFor(wrong, text)) {
      const span = this.spanOf(wrong);
      const fixes = [{ title: `write \`${text}\``, edits: [{ span, text }] }];
      return missingPart({ span, holes, fixes });
    }
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

  /** Whether a word in the place of another is that one mistyped, or what it is called elsewhere. */
  private isSlipFor(wrong: IToken, text: string): boolean {
    if (Number.isNaN(wrong.startOffset) || startsLine(wrong)) return false;
    if (slips.get(text)?.includes(wrong.image) === true) return true;
    const following = this.LA(2);
    return /^[a-z]+$/.test(text) && beginsValue(following) && suggest(wrong.image, [text]) !== undefined;
  }

  protected describeMissing(type: TokenType, hint: string | undefined): Diagnostic {
    const phrase = phraseOf(type);
    return phrase === undefined
      ? this.missingToken(type, writtenForm(type), hint)
      : this.missing(phrase, hint);
  }

  /** Makes sure that the next token is of the type, so that the library's own complaint is never reached. */
  protected need(type: TokenType, hint?: string): void {
    if (!this.recording && !this.is(type)) this.fail(() => this.describeMissing(type, hint));
  }
}

function isBrace({ tokenType }: IToken): boolean {
  return tokenType === Signs.LeftBrace || tokenType === Signs.RightBrace;
}
