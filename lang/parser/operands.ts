import type { IToken, ParserMethod, TokenType } from "chevrotain";
import {
  expressionExpected,
  listNeedsBrackets,
  missingOperator,
  percentAsModulo,
  settingNeedsColon,
  tooDeep,
} from "../diagnostics/codes/index.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { readDate, readDuration, readNumber, readPercent, readText } from "../literals.js";
import type { Span } from "../source.js";
import {
  AnyText,
  CountUnit,
  Direction,
  Identifier,
  Literals,
  ReservedWord,
  Signs,
  Slips,
  Words,
} from "../tokens.js";
import type { Argument, Expression, Identifier as IdentifierNode, RecordLiteral, Text } from "../tree.js";
import { beginsValue } from "./blocks.js";
import { shorten } from "../diagnostics/quote.js";
import { quoteToken, writtenForm } from "./fault.js";
import { RecoveringParser } from "./recovery.js";

/** Levels of the tree of one expression; later stages walk it recursively. */
export const maximumHeight = 256;

/** Operands: literals, names and what is attached to them. */
export abstract class OperandParser extends RecoveringParser {
  abstract readonly expression: ParserMethod<[lowest?: number], Expression>;

  /** The place and height of the expression that was read last. */
  protected last: { outer: Span; height: number } = { outer: { start: 0, end: 0 }, height: 0 };
  /** Where `=` ends an expression, as after the start of a `state`. */
  protected equalEnds = false;

  /** A value with what is attached to it: fields, calls, history. */
  readonly operand: ParserMethod<[], Expression> = this.rule("operand", () => {
    this.ACTION(() => this.needValue());
    const first = this.LA(1);
    this.last = { outer: this.last.outer, height: 0 };
    let value = this.SUBRULE(this.primary);
    let height = this.ACTION(() => this.last.height);
    this.MANY({
      // A bracket on a new line would silently become part of the value above it.
      GATE: () => this.LA(1).tokenType === Signs.Dot || !this.beginsLine(),
      DEF: () => {
        value = this.OR([
          { ALT: () => this.SUBRULE(this.field, { ARGS: [value, first] }) },
          { ALT: () => this.SUBRULE(this.history, { ARGS: [value, first] }) },
          { ALT: () => this.SUBRULE(this.call, { ARGS: [value, first] }) },
        ]);
        height += 1;
        this.ACTION(() => (height = Math.max(height, this.last.height + 1)));
      },
    });
    this.ACTION(() => {
      if (height > maximumHeight)
        this.fail(() => tooDeep({ span: this.spanOf(first), holes: { limit: maximumHeight } }));
      this.last = { outer: this.since(first), height };
    });
    return value;
  });

  protected needValue(): void {
    const begins = this.is(Signs.LeftBrace) ? this.isRecord() : beginsValue(this.LA(1));
    if (begins && !this.atNextStatement() && !this.isBinding()) return;
    const power = this.is(Signs.Star) && this.LA(0).tokenType === Signs.Star;
    const hint = power ? "a power is written `power(x, 2)`" : undefined;
    this.fail(() => expressionExpected({ span: this.gap(), holes: { after: this.previous(), hint } }));
  }

  /** A brace begins a value only as `{ name: …` or `{}`; otherwise it is the block of the statement. */
  private isRecord(): boolean {
    return this.is(Signs.RightBrace, 2) || (this.is(Identifier, 2) && this.is(Signs.Colon, 3));
  }

  /** `name =` at the beginning of a line after a `=` is the next binding, not the value of this one. */
  private isBinding(): boolean {
    const name = this.LA(1);
    return (
      this.LA(0).tokenType === Signs.Equal &&
      this.beginsLine() &&
      this.matches(name, Identifier) &&
      this.is(Signs.Equal, 2)
    );
  }

  private readonly primary: ParserMethod<[], Expression> = this.rule("primary", () => {
    const value = this.OR<Expression>([
      { ALT: () => this.SUBRULE(this.number) },
      { ALT: () => this.readPercent(this.CONSUME(Literals.Percent)) },
      { ALT: () => this.readDuration(this.CONSUME(Literals.Duration)) },
      { ALT: () => this.readDate(this.CONSUME(Literals.Date)) },
      { ALT: () => this.readTextToken(this.CONSUME(AnyText)) },
      { ALT: () => ({ kind: "truth", value: true, span: this.spanOf(this.CONSUME(Words.True)) }) },
      { ALT: () => ({ kind: "truth", value: false, span: this.spanOf(this.CONSUME(Words.False)) }) },
      { ALT: () => ({ kind: "missing", span: this.spanOf(this.CONSUME(Words.Na)) }) },
      { ALT: () => ({ kind: "previous", span: this.spanOf(this.CONSUME(Words.Prev)) }) },
      { ALT: () => this.readName(this.CONSUME(Identifier)) },
      { ALT: () => this.SUBRULE(this.parenthesised) },
      { ALT: () => this.SUBRULE(this.conditional) },
      { ALT: () => this.SUBRULE(this.record) },
    ]);
    return value;
  });

  private readName(token: IToken): Expression {
    return { kind: "name", text: token.image, span: this.spanOf(token) };
  }

  private readonly number: ParserMethod<[], Expression> = this.rule("number", () => {
    const token = this.CONSUME(Literals.Number);
    const unit = this.OPTION({
      GATE: () => !this.beginsLine() && this.LA(2).tokenType !== Signs.Colon,
      DEF: () => this.CONSUME(CountUnit),
    });
    return this.ACTION(() => {
      const suffix = unit === undefined ? undefined : unit.image.startsWith("bar") ? "bars" : "ticks";
      const text = token.tokenType === Slips.BareFraction ? `0${token.image}` : token.image;
      return { kind: "number", value: readNumber(text), suffix, text, span: this.since(token) };
    });
  });

  private readPercent(token: IToken): Expression {
    const next = this.LA(1);
    const touches = this.endOf(token) === this.startOf(next) && beginsValue(next);
    if (touches) {
      const sign = { start: this.endOf(token) - 1, end: this.endOf(token) };
      const fixes = [{ title: "write `mod`", edits: [{ span: sign, text: this.padded("mod", sign) }] }];
      this.fail(() => percentAsModulo({ span: sign, holes: { instead: "mod" }, fixes }));
    }
    return { kind: "percent", value: readPercent(token.image), text: token.image, span: this.spanOf(token) };
  }

  protected padded(text: string, span: Span): string {
    const source = this.reading.source.text;
    const before = /\s/.test(source.charAt(span.start - 1)) ? "" : " ";
    return `${before}${text}${/\s/.test(source.charAt(span.end)) ? "" : " "}`;
  }

  private readDuration(token: IToken): Expression {
    const milliseconds = readDuration(token.image);
    if (token.tokenType === Slips.StuckNumber) return { kind: "damaged", span: this.spanOf(token) };
    return { kind: "duration", milliseconds, text: token.image, span: this.spanOf(token) };
  }

  private readDate(token: IToken): Expression {
    const milliseconds = readDate(token.image);
    if (Number.isNaN(milliseconds)) return { kind: "damaged", span: this.spanOf(token) };
    return { kind: "date", milliseconds, text: token.image, span: this.spanOf(token) };
  }

  protected readTextToken(token: IToken): Text {
    const odd = token.tokenType === Slips.OddText;
    return {
      kind: "text",
      value: odd ? token.image.slice(1, -1) : readText(token.image),
      span: this.spanOf(token),
    };
  }

  private readonly parenthesised: ParserMethod<[], Expression> = this.rule("parenthesised", () => {
    const opener = this.CONSUME(Signs.LeftParen);
    const value = this.openly(() => this.SUBRULE(this.expression));
    this.needCloser(opener, Signs.RightParen);
    this.CONSUME(Signs.RightParen);
    return value;
  });

  /** Inside brackets `=` is a slip again, even where it would end the expression outside. */
  private openly<T>(read: () => T): T {
    const { equalEnds } = this;
    this.equalEnds = false;
    const result = read();
    this.equalEnds = equalEnds;
    return result;
  }

  /** Reads an expression that ends before `=`. */
  protected beforeEqual(read: () => Expression): Expression {
    this.equalEnds = true;
    const result = this.attempt(read, () => this.is(Signs.Equal));
    this.equalEnds = false;
    return result ?? this.damagedExpression();
  }

  protected needCloser(opener: IToken, closer: TokenType): void {
    if (this.recording || this.is(closer)) return;
    const next = this.LA(1);
    this.refuseDecimalComma();
    if (beginsValue(next) && !this.beginsLine()) this.fail(() => this.sideBySide(next));
    this.fail(() => this.describeUnclosed(opener, opener.image, writtenForm(closer), undefined));
  }

  /** Two values on one line with nothing between them. */
  protected sideBySide(second: IToken): Diagnostic {
    const first = this.previous() ?? "this";
    const span = this.spanOf(second);
    const { instead, way } = this.meantJoint(second);
    const fixes =
      instead === undefined ? [] : [{ title: `write \`${instead}\``, edits: [{ span, text: instead }] }];
    return missingOperator({ span, holes: { first, second: quoteToken(second), instead, way }, fixes });
  }

  /** What the second of two values is meant to be: `AND`, `cross above`, the title of a plot. */
  private meantJoint(second: IToken): { readonly instead?: string; readonly way?: string } {
    const { image } = second;
    if (/^(?:and|or|in|mod|crosses)$/i.test(image)) return { instead: image.toLowerCase() };
    if (/^(?:cross|crossed|crossing)$/i.test(image) && this.is(Direction, 2)) return { instead: "crosses" };
    const { text } = this.reading.source;
    const line = text.lastIndexOf("\n", second.startOffset) + 1;
    const statement = text.slice(line, line + 200).trimStart();
    if (this.matches(second, AnyText) && /^plot\b/.test(statement)) return { instead: `as ${image}` };
    if (/^size\b/.test(statement)) return { way: "an amount of money is `size fixed 1000 of quote`" };
    if ((image === "limit" || image === "stop") && /^enter\b/.test(statement))
      return { instead: `${image} at` };
    return {};
  }

  /** `1,02` for `1.02`. */
  protected refuseDecimalComma(): void {
    const [before, comma, after] = [this.LA(0), this.LA(1), this.LA(2)];
    if (comma.tokenType !== Signs.Comma || !/^\d+$/.test(before.image) || !/^\d/.test(after.image)) return;
    const touches = this.endOf(before) === comma.startOffset && after.startOffset === comma.startOffset + 1;
    if (!touches) return;
    const decimal = `${before.image}.${after.image}`;
    const span = this.spanOf(comma);
    const fixes = [{ title: `write \`${decimal}\``, edits: [{ span, text: "." }] }];
    this.fail(() => listNeedsBrackets({ span, holes: { decimal }, fixes }));
  }

  private readonly conditional: ParserMethod<[], Expression> = this.rule("conditional", () => {
    const shape = "`if condition then value else value`";
    const first = this.CONSUME(Words.If);
    const condition = this.openly(() => this.SUBRULE(this.expression));
    let height = this.ACTION(() => this.last.height);
    this.need(Words.Then, shape);
    this.CONSUME(Words.Then);
    const then = this.openly(() => this.SUBRULE2(this.expression));
    this.ACTION(() => (height = Math.max(height, this.last.height)));
    this.need(Words.Else, shape);
    this.CONSUME(Words.Else);
    const otherwise = this.SUBRULE3(this.expression);
    return this.ACTION(() => {
      this.last = { outer: this.last.outer, height: Math.max(height, this.last.height) + 1 };
      // oxlint-disable-next-line unicorn/no-thenable -- the branch of an `if`, never awaited
      return { kind: "conditional", condition, then, otherwise, span: this.since(first) };
    });
  });

  private readonly record: ParserMethod<[], Expression> = this.rule("record", () => {
    const first = this.CONSUME(Signs.LeftBrace);
    const fields: RecordLiteral["fields"][number][] = [];
    let height = 0;
    this.MANY_SEP({
      SEP: Signs.Comma,
      DEF: () => {
        const start = this.LA(1);
        this.need(Identifier, "`{ name: value }`");
        const name = this.identifier(this.CONSUME(Identifier));
        this.need(Signs.Colon, "`{ name: value }`");
        this.CONSUME(Signs.Colon);
        const value = this.openly(() => this.SUBRULE(this.expression));
        height = Math.max(height, this.last.height);
        fields.push({ name, value, span: this.since(start) });
      },
    });
    this.needCloser(first, Signs.RightBrace);
    this.CONSUME(Signs.RightBrace);
    this.last = { outer: this.last.outer, height: height + 1 };
    return { kind: "record", fields, span: this.since(first) };
  });

  // ---------------------------------------------------------------------------------- what follows a value

  private readonly field: ParserMethod<[Expression, IToken], Expression> = this.rule(
    "field",
    (object, first) => {
      this.CONSUME(Signs.Dot);
      if (!this.isName() || (this.beginsLine() && this.atNextStatement())) {
        this.fail(() =>
          expressionExpected({
            span: this.gap(),
            holes: { after: "`.`", hint: "write the field's name: `h4.rising`" },
          }),
        );
      }
      const field = this.OR([
        { ALT: () => this.CONSUME(Identifier) },
        { ALT: () => this.CONSUME(ReservedWord) },
      ]);
      this.last = { outer: this.last.outer, height: 0 };
      return { kind: "field", object, field: this.identifier(field), span: this.since(first) };
    },
  );

  private readonly history: ParserMethod<[Expression, IToken], Expression> = this.rule(
    "history",
    (series, first) => {
      const opener = this.CONSUME(Signs.LeftBracket);
      const offset = this.openly(() => this.SUBRULE(this.expression));
      this.needCloser(opener, Signs.RightBracket);
      this.CONSUME(Signs.RightBracket);
      return { kind: "history", series, offset, span: this.since(first) };
    },
  );

  private readonly call: ParserMethod<[Expression, IToken], Expression> = this.rule(
    "call",
    (callee, first) => {
      const opener = this.CONSUME(Signs.LeftParen);
      const found: Argument[] = [];
      let height = 0;
      this.OPTION({
        GATE: () => this.LA(1).tokenType !== Signs.RightParen,
        DEF: () => {
          found.push(this.SUBRULE(this.argument));
          height = this.last.height;
          this.MANY(() => {
            this.CONSUME(Signs.Comma);
            found.push(this.SUBRULE2(this.argument));
            height = Math.max(height, this.last.height);
          });
        },
      });
      this.needCloser(opener, Signs.RightParen);
      this.CONSUME(Signs.RightParen);
      this.last = { outer: this.last.outer, height };
      return { kind: "call", callee, arguments: found, span: this.since(first) };
    },
  );

  private readonly argument: ParserMethod<[], Argument> = this.rule("argument", () => {
    const first = this.LA(1);
    const name = this.OPTION(() => {
      const word = this.CONSUME(Identifier);
      this.OR([
        { ALT: () => this.CONSUME(Signs.Colon) },
        { ALT: () => this.reportNamedByEqual(word, this.CONSUME(Signs.Equal)) },
      ]);
      return this.identifier(word);
    });
    const value = this.openly(() => this.SUBRULE(this.expression));
    return { name, value, span: this.since(first) };
  });

  /** `length=20`, as Python and Pine name an argument. */
  private reportNamedByEqual(name: IToken, sign: IToken): void {
    const span = this.spanOf(sign);
    const spaced = /\s/.test(this.reading.source.text.charAt(span.end)) ? ":" : ": ";
    const colon = { span: { start: this.endOf(name), end: this.endOf(sign) }, text: spaced };
    this.note(() => {
      const value = shorten(this.LA(1).image);
      const written = `${shorten(name.image)}: ${value}`;
      const fixes = [{ title: "write a colon", edits: [colon] }];
      return settingNeedsColon({ span, holes: { name: shorten(name.image), written }, fixes });
    });
  }

  protected identifier(token: IToken): IdentifierNode {
    return { text: token.image, span: this.spanOf(token) };
  }
}
