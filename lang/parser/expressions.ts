import type { IToken, ParserMethod, TokenType } from "chevrotain";
import {
  chainedComparison,
  equalsInCondition,
  expressionExpected,
  missingPart,
  percentAsModulo,
  tooDeep,
} from "../diagnostics/codes/index.js";
import type { Span } from "../source.js";
import { Direction, Infix, Literals, Signs, Words } from "../tokens.js";
import type { BinaryOperator, Expression } from "../tree.js";
import { maximumNesting } from "./base.js";
import { beginsValue } from "./blocks.js";
import { buildChain, powerOf, powers, type Chain, type Link, type Prefix } from "./chain.js";
import { maximumHeight, OperandParser } from "./operands.js";

/** Expressions. A chain of operands and operators is read flat and given its tree by precedence afterwards. */
export abstract class ExpressionParser extends OperandParser {
  /** An expression whose operators bind more strongly than `lowest`. */
  readonly expression: ParserMethod<[lowest?: number], Expression> = this.rule(
    "expression",
    (lowest?: number) => {
      const chain: Chain = { operands: [], links: [] };
      this.goDeeper();
      this.readOperand(
        chain,
        () => this.SUBRULE(this.prefixes),
        () => this.SUBRULE(this.operand),
        lowest ?? 0,
      );
      this.MANY({
        GATE: () => this.continues(lowest ?? 0),
        DEF: () =>
          this.OR([
            { ALT: () => chain.links.push(this.SUBRULE(this.range)) },
            {
              ALT: () => {
                chain.links.push(this.SUBRULE(this.joint));
                this.readOperand(
                  chain,
                  () => this.SUBRULE2(this.prefixes),
                  () => this.SUBRULE2(this.operand),
                  lowest ?? 0,
                );
              },
            },
          ]),
      });
      this.depth -= 1;
      return this.ACTION(() => this.finish(chain));
    },
  );

  private goDeeper(): void {
    this.depth += 1;
    if (this.depth > maximumNesting) {
      this.fail(() => tooDeep({ span: this.spanOf(this.LA(0)), holes: { limit: maximumNesting } }));
    }
  }

  private readOperand(
    chain: Chain,
    prefixes: () => Prefix[],
    operand: () => Expression,
    lowest: number,
  ): void {
    const signs = prefixes();
    this.ACTION(() => this.checkPrefixes(chain, signs, lowest));
    const value = operand();
    this.ACTION(() => {
      const { outer, height } = this.last;
      chain.operands.push({ prefixes: signs, value, outer, height: height + signs.length });
    });
  }

  private readonly prefixes: ParserMethod<[], Prefix[]> = this.rule("prefixes", () => {
    const found: Prefix[] = [];
    this.MANY(() =>
      this.OR([
        { ALT: () => found.push({ operator: "not", span: this.spanOf(this.CONSUME(Words.Not)) }) },
        { ALT: () => found.push({ operator: "-", span: this.spanOf(this.CONSUME(Signs.Minus)) }) },
      ]),
    );
    return found;
  });

  /** `not` binds weakly: after a sign that binds more strongly it needs parentheses. */
  private checkPrefixes(chain: Chain, prefixes: readonly Prefix[], lowest: number): void {
    if (prefixes.length > maximumNesting)
      this.fail(() => tooDeep({ span: this.spanOf(this.LA(0)), holes: { limit: maximumNesting } }));
    const link = chain.links.at(-1);
    const weak =
      link === undefined
        ? lowest < powers.not
        : link.kind === "binary" && (link.operator === "and" || link.operator === "or");
    const not = prefixes.findIndex(
      ({ operator }, index) => operator === "not" && (!weak || prefixes[index - 1]?.operator === "-"),
    );
    if (not === -1) return;
    const span = prefixes[not]?.span ?? this.gap();
    const after = prefixes[not - 1] === undefined ? this.wordBefore(span) : "`-`";
    this.fail(() => expressionExpected({ span, holes: { after, hint: "put `(not …)` in parentheses" } }));
  }

  private wordBefore(span: Span): string {
    const word = /\S+$/.exec(
      this.reading.source.text.slice(Math.max(0, span.start - 40), span.start).trimEnd(),
    );
    return `\`${word?.[0] ?? ""}\``;
  }

  /** Whether the next token goes on with this expression. */
  private continues(lowest: number): boolean {
    const token = this.LA(1);
    const { tokenType } = token;
    if (tokenType === Words.Crosses || tokenType === Words.In) return powers.comparison > lowest;
    if (this.matches(token, Infix)) return powerOf(toOperator(token)) > lowest;
    if (tokenType === Signs.PercentSign) return powers.product > lowest;
    return tokenType === Signs.Equal && !this.equalEnds && powers.comparison > lowest;
  }

  private readonly crossing: ParserMethod<[], Link> = this.rule("crossing", () => {
    const word = this.CONSUME(Words.Crosses);
    this.ACTION(() => this.checkDirection());
    const direction = this.CONSUME(Direction);
    return {
      kind: "crosses",
      direction: direction.image === "below" ? "below" : "above",
      span: this.spanOf(word),
    };
  });

  private checkDirection(): void {
    const shape = "`a crosses above b` or `a crosses below b`";
    const wrong = this.LA(1);
    const meant = directions.get(wrong.image);
    if (meant !== undefined && !this.is(Direction)) {
      const span = this.spanOf(wrong);
      const holes = { missing: `\`${meant}\``, after: this.previous(), hint: shape };
      const fixes = [{ title: `write \`${meant}\``, edits: [{ span, text: meant }] }];
      this.fail(() => missingPart({ span, holes, fixes }));
    }
    this.need(Direction, shape);
  }

  private readonly range: ParserMethod<[], Link> = this.rule("range", () => {
    const word = this.CONSUME(Words.In);
    const low = this.SUBRULE(this.expression, { ARGS: [powers.comparison] });
    this.need(Signs.DotDot, "`x in low..high`");
    this.CONSUME(Signs.DotDot);
    const high = this.SUBRULE2(this.expression, { ARGS: [powers.comparison] });
    return { kind: "within", low, high, span: this.spanOf(word), end: this.endOf(this.LA(0)) };
  });

  /** A sign or word that needs an operand on its right. */
  private readonly joint: ParserMethod<[], Link> = this.rule("joint", () =>
    this.OR<Link>([
      { ALT: () => this.SUBRULE(this.crossing) },
      {
        ALT: () => {
          const operator = toOperator(this.CONSUME(Infix));
          return { kind: "binary", operator, span: this.spanOf(this.LA(0)) };
        },
      },
      { ALT: () => this.readEqual(this.CONSUME(Signs.Equal)) },
      { ALT: () => this.readPercentSign(this.CONSUME(Signs.PercentSign)) },
    ]),
  );

  private readEqual(token: IToken): Link {
    const span = this.spanOf(token);
    const fixes = [{ title: "write `==`", edits: [{ span, text: "==" }] }];
    this.note(() => equalsInCondition({ span, holes: {}, fixes }));
    return { kind: "binary", operator: "==", span };
  }

  private readPercentSign(token: IToken): Link {
    const span = this.spanOf(token);
    const number = this.LA(-1);
    const detached = number.tokenType === Literals.Number && !this.isOperandAhead();
    if (detached) {
      const text = `${number.image}%`;
      const whole = { start: number.startOffset, end: span.end };
      const fixes = [{ title: `write \`${text}\``, edits: [{ span: whole, text }] }];
      this.fail(() => percentAsModulo({ span, holes: { instead: text }, fixes }));
    }
    const fixes = [{ title: "write `mod`", edits: [{ span, text: this.padded("mod", span) }] }];
    this.note(() => percentAsModulo({ span, holes: { instead: "mod" }, fixes }));
    return { kind: "binary", operator: "mod", span };
  }

  /** Whether what follows a lone `%` is a second operand, as against `25 % of equity`. */
  private isOperandAhead(): boolean {
    const token = this.LA(1);
    const connectives = [Words.Of, Words.For, Words.Step, Words.Max, Words.After, Words.As];
    return beginsValue(token) && !this.beginsLine() && !connectives.some((word) => token.tokenType === word);
  }

  private finish(chain: Chain): Expression {
    const { text } = this.reading.source;
    const slice = (span: Span) => text.slice(span.start, span.end);
    const { value, outer, height } = buildChain(chain, ({ link, shared, whole }) => {
      const left = slice({ start: whole.start, end: shared.end });
      const right = `${slice(shared)}${slice({ start: shared.end, end: whole.end })}`;
      const insert = { span: { start: shared.end, end: shared.end }, text: ` and ${slice(shared)}` };
      this.note(() =>
        chainedComparison({
          span: link.span,
          holes: { left, right },
          fixes: [{ title: "join two comparisons with `and`", edits: [insert] }],
        }),
      );
    });
    if (height > maximumHeight) this.fail(() => tooDeep({ span: outer, holes: { limit: maximumHeight } }));
    this.last = { outer, height };
    return value;
  }
}

/** What people say for `above` and `below`. */
const directions: ReadonlyMap<string, string> = new Map([
  ["over", "above"],
  ["up", "above"],
  ["under", "below"],
  ["down", "below"],
  ["beneath", "below"],
]);

const operators: ReadonlyMap<TokenType, BinaryOperator> = new Map<TokenType, BinaryOperator>([
  [Signs.Plus, "+"],
  [Signs.Minus, "-"],
  [Signs.Star, "*"],
  [Signs.Slash, "/"],
  [Words.Mod, "mod"],
  [Signs.Coalesce, "??"],
  [Words.And, "and"],
  [Words.Or, "or"],
  [Signs.EqualEqual, "=="],
  [Signs.NotEqual, "!="],
  [Signs.Less, "<"],
  [Signs.LessEqual, "<="],
  [Signs.Greater, ">"],
  [Signs.GreaterEqual, ">="],
]);

function toOperator(token: IToken): BinaryOperator {
  return operators.get(token.tokenType) ?? "==";
}
