import type { IToken, ParserMethod } from "chevrotain";
import { sideExpected } from "../diagnostics/codes/index.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { suggest } from "../diagnostics/suggest.js";
import { startsLine } from "../lexer.js";
import type { Span } from "../source.js";
import { Identifier, Literals, Signs, SideWord, Words } from "../tokens.js";
import type {
  Cooldown,
  Damaged,
  Enter,
  Exit,
  Expression,
  Halt,
  Protection,
  Side,
  Size,
  TargetPosition,
} from "../tree.js";
import { beginsValue, blocks } from "./blocks.js";
import { MemberParser } from "./members.js";

/** The statements that trade: `enter`, `exit`, `position`, `size`, `cooldown`, `halt`. */
export abstract class OrderParser extends MemberParser {
  protected readonly enter: ParserMethod<[], Enter> = this.rule("enter", () => {
    const first = this.CONSUME(Words.Enter);
    const { side, sideSpan } = this.SUBRULE(this.side, { ARGS: [first] });
    const resume = () => this.is(Signs.LeftBrace) || this.atOrder();
    const condition = this.attempt(() => this.SUBRULE(this.condition), resume) ?? this.damagedExpression();
    const order = this.OPTION({
      GATE: () => this.atOrder(),
      DEF: () =>
        this.attempt(
          () => this.SUBRULE(this.order),
          () => this.is(Signs.LeftBrace),
        ),
    });
    const protections = this.OPTION2(() => this.SUBRULE(this.protections, { ARGS: [first] })) ?? [];
    const documentation = this.documentationOf(first);
    return {
      kind: "enter",
      side,
      sideSpan,
      condition,
      order,
      protections,
      documentation,
      span: this.since(first),
    };
  });

  private readonly condition: ParserMethod<[], Expression> = this.rule("condition", () => {
    this.need(Words.When, "`enter long when condition`");
    this.CONSUME(Words.When);
    return this.SUBRULE(this.expression);
  });

  protected readonly side: ParserMethod<[IToken], { side: Side; sideSpan: Span }> = this.rule(
    "side",
    (action) => {
      this.ACTION(() => {
        if (!this.is(SideWord)) this.fail(() => this.describeSide(action));
      });
      const word = this.CONSUME(SideWord);
      const side = word.image === "short" ? "short" : word.image === "all" ? "all" : "long";
      return { side, sideSpan: this.spanOf(word) };
    },
  );

  private describeSide(action: IToken): Diagnostic {
    const token = this.LA(1);
    const wrong = this.matches(token, Identifier) && !this.beginsLine();
    if (!wrong)
      return sideExpected({ span: this.gap(), holes: { action: action.image, suggestion: undefined } });
    const sides: ReadonlyMap<string, string> = new Map([
      ["buy", "long"],
      ["up", "long"],
      ["bull", "long"],
      ["sell", "short"],
      ["down", "short"],
      ["both", "all"],
    ]);
    const suggestion = sides.get(token.image) ?? suggest(token.image, ["long", "short", "all"]);
    const span = this.spanOf(token);
    const fixes =
      suggestion === undefined
        ? []
        : [{ title: `write \`${suggestion}\``, edits: [{ span, text: suggestion }] }];
    return sideExpected({ span, holes: { action: action.image, suggestion }, fixes });
  }

  /** `limit at` or `stop at` behind the condition. */
  private atOrder(): boolean {
    return (this.is(Words.Limit) || this.is(Words.Stop)) && this.is(Words.At, 2);
  }

  private readonly order: ParserMethod<[], NonNullable<Enter["order"]>> = this.rule("order", () => {
    const first = this.LA(1);
    const type = this.OR<"limit" | "stop">([
      { ALT: () => (this.CONSUME(Words.Limit), "limit") },
      { ALT: () => (this.CONSUME(Words.Stop), "stop") },
    ]);
    this.CONSUME(Words.At);
    const price = this.SUBRULE(this.expression);
    const limit = this.OPTION({
      GATE: () => type === "stop",
      DEF: () => {
        this.CONSUME2(Words.Limit);
        return this.SUBRULE2(this.expression);
      },
    });
    const validity = this.OPTION2(() => {
      this.CONSUME(Words.For);
      return this.SUBRULE3(this.expression);
    });
    return { type, price, limit, validity, span: this.since(first) };
  });

  private readonly protections: ParserMethod<[IToken], (Protection | Damaged)[]> = this.rule(
    "protections",
    (heading) =>
      this.block({
        kind: blocks.protections,
        heading,
        of: "`enter`",
        read: () => this.SUBRULE(this.protection),
      }),
  );

  private readonly protection: ParserMethod<[], Protection> = this.rule("protection", () => {
    const first = this.LA(1);
    this.ACTION(() => {
      const known = [Words.Stop, Words.Take, Words.Trail, Words.Expire];
      if (!known.some((word) => this.is(word))) this.fail(() => this.describeUnknown());
    });
    return this.OR<Protection>([
      {
        ALT: () => {
          this.CONSUME(Words.Stop);
          const price = this.SUBRULE(this.expression);
          const after = this.OPTION3(() => {
            this.CONSUME2(Words.After);
            return this.SUBRULE7(this.expression);
          });
          return { kind: "stop", price, after, span: this.since(first) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(Words.Take);
          const price = this.SUBRULE2(this.expression);
          const portion = this.OPTION(() => {
            this.CONSUME(Words.For);
            return this.SUBRULE3(this.expression);
          });
          return { kind: "take", price, portion, span: this.since(first) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(Words.Trail);
          const distance = this.SUBRULE4(this.expression);
          const after = this.OPTION2(() => {
            this.CONSUME(Words.After);
            return this.SUBRULE5(this.expression);
          });
          return { kind: "trail", distance, after, span: this.since(first) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(Words.Expire);
          const after = this.SUBRULE6(this.expression);
          return { kind: "expire", after, span: this.since(first) };
        },
      },
    ]);
  });

  protected readonly exit: ParserMethod<[], Exit> = this.rule("exit", () => {
    const first = this.CONSUME(Words.Exit);
    const { side, sideSpan } = this.SUBRULE(this.side, { ARGS: [first] });
    const condition = this.boundValue(() => {
      this.need(Words.When, "`exit long when condition`");
      this.CONSUME(Words.When);
      return this.SUBRULE(this.expression);
    });
    return {
      kind: "exit",
      side,
      sideSpan,
      condition,
      documentation: this.documentationOf(first),
      span: this.since(first),
    };
  });

  protected readonly position: ParserMethod<[], TargetPosition> = this.rule("position", () => {
    const first = this.CONSUME(Words.Position);
    const resume = () => this.is(Signs.LeftBrace);
    const target = this.attempt(() => this.SUBRULE(this.expression), resume) ?? this.damagedExpression();
    const settings = this.OPTION(() => this.SUBRULE(this.settings, { ARGS: [first, "`position`"] })) ?? [];
    return {
      kind: "position",
      target,
      settings,
      documentation: this.documentationOf(first),
      span: this.since(first),
    };
  });

  protected readonly size: ParserMethod<[], Size> = this.rule("size", () => {
    const first = this.CONSUME(Words.Size);
    const mode =
      this.OPTION<Size["mode"]>({
        GATE: () => this.isSizeMode(),
        DEF: () =>
          this.OR<Size["mode"]>([
            { ALT: () => (this.CONSUME(Words.Risk), "risk") },
            { ALT: () => (this.CONSUME(Words.Fixed), "fixed") },
            { ALT: () => (this.CONSUME(Words.Volatility), "volatility") },
            { ALT: () => (this.CONSUME(Words.Kelly), "kelly") },
          ]),
      }) ?? "plain";
    const amount = this.SUBRULE(this.expression);
    const of = this.OPTION2(() => {
      this.CONSUME(Words.Of);
      this.need(Identifier, "`25% of equity`");
      return this.identifier(this.CONSUME(Identifier));
    });
    const over = this.OPTION3({
      GATE: () => mode === "volatility",
      DEF: () => {
        this.need(Words.Over, "`size volatility 20% of equity over 30 bars`");
        this.CONSUME(Words.Over);
        return this.SUBRULE2(this.expression);
      },
    });
    const beginning = this.OPTION4({
      GATE: () => mode === "kelly",
      DEF: () => this.SUBRULE(this.sizeBeginning),
    });
    const scale = this.OPTION5(() => {
      this.CONSUME(Words.Scaled);
      this.need(Words.By, "`scaled by edge.probability(up)`");
      this.CONSUME(Words.By);
      return this.SUBRULE3(this.expression);
    });
    const limit = this.OPTION6(() => this.SUBRULE(this.sizeLimit));
    return {
      kind: "size",
      mode,
      amount,
      of,
      over,
      beginning,
      scale,
      limit,
      documentation: this.documentationOf(first),
      span: this.since(first),
    };
  });

  private readonly sizeBeginning: ParserMethod<[], NonNullable<Size["beginning"]>> = this.rule(
    "sizeBeginning",
    () => {
      const example = "`after 30 trades else 5%`";
      const first = this.CONSUME(Words.After);
      const trades = this.SUBRULE(this.expression);
      this.need(Words.Trades, example);
      this.CONSUME(Words.Trades);
      this.need(Words.Else, example);
      this.CONSUME(Words.Else);
      const otherwise = this.SUBRULE2(this.expression);
      return { trades, otherwise, span: this.since(first) };
    },
  );

  /** `risk` and `fixed` may also be names: `size risk * 2 of equity`, `size fixed`. So may the words that follow them. */
  private isSizeMode(): boolean {
    const next = this.LA(2);
    // `size kelly(0.6, 2)` calls a function of that name.
    const word = this.LA(1);
    const touches = next.startOffset === word.startOffset + word.image.length;
    const later = this.is(Words.Kelly) || this.is(Words.Volatility);
    if (later && touches && next.tokenType === Signs.LeftParen) return false;
    const third = this.LA(3);
    if (startsLine(next)) return next.tokenType === Literals.Number || next.tokenType === Literals.Percent;
    if (next.tokenType === Words.Of) return startsLine(third) || !this.matches(third, Identifier);
    if (next.tokenType === Words.Max) {
      return startsLine(third) || third.tokenType === Signs.LeftParen || !beginsValue(third);
    }
    return next.tokenType === Signs.Minus || beginsValue(next);
  }

  private readonly sizeLimit: ParserMethod<[], NonNullable<Size["limit"]>> = this.rule("sizeLimit", () => {
    const first = this.CONSUME(Words.Max);
    const amount = this.SUBRULE(this.expression);
    this.need(Words.Of, "`max 40% of equity`");
    this.CONSUME(Words.Of);
    this.need(Identifier, "`max 40% of equity`");
    const of = this.identifier(this.CONSUME(Identifier));
    return { amount, of, span: this.since(first) };
  });

  protected readonly cooldown: ParserMethod<[], Cooldown> = this.rule("cooldown", () => {
    const first = this.CONSUME(Words.Cooldown);
    const length = this.SUBRULE(this.expression);
    const after = this.OPTION(() => {
      this.CONSUME(Words.After);
      this.need(Identifier, "`cooldown 6 bars after loss`");
      return this.identifier(this.CONSUME(Identifier));
    });
    return {
      kind: "cooldown",
      length,
      after,
      documentation: this.documentationOf(first),
      span: this.since(first),
    };
  });

  protected readonly halt: ParserMethod<[], Halt> = this.rule("halt", () => {
    const first = this.CONSUME(Words.Halt);
    this.need(Words.When, "`halt when drawdown > 15% for 7d`");
    this.CONSUME(Words.When);
    const condition = this.SUBRULE(this.expression);
    const length = this.OPTION(() => {
      this.CONSUME(Words.For);
      return this.SUBRULE2(this.expression);
    });
    return {
      kind: "halt",
      condition,
      length,
      documentation: this.documentationOf(first),
      span: this.since(first),
    };
  });
}
