import type { IToken, ParserMethod } from "chevrotain";
import { givenTwice, listNeedsBrackets, settingNeedsColon, tooDeep } from "../diagnostics/codes/index.js";
import { shorten } from "../diagnostics/quote.js";
import type { Span } from "../source.js";
import { Identifier, ReservedWord, Signs, Words } from "../tokens.js";
import type { Expression, Rate, Setting } from "../tree.js";
import { maximumNesting } from "./base.js";
import { beginsValue, blocks } from "./blocks.js";
import { StatementParser } from "./statement.js";

/** Blocks of settings: `{ fee: 0.04%  slippage: 1 tick }`. */
export abstract class SettingsParser extends StatementParser {
  /** Reads `{ … }`; `heading` is the first token of the statement, `of` its name for sentences. */
  protected readonly settings: ParserMethod<[IToken, string], Setting[]> = this.rule(
    "settings",
    (heading, of) => {
      const found = this.block({
        kind: blocks.settings,
        heading,
        of,
        read: () => this.SUBRULE(this.setting),
      });
      return this.ACTION(() => {
        const settings = found.filter((setting): setting is Setting => setting.kind === "setting");
        this.checkSettingsOnce(settings, of);
        return settings;
      });
    },
  );

  /** Blocks of one name may stand side by side, as the parts of a portfolio do; a value has one place. */
  private checkSettingsOnce(settings: readonly Setting[], of: string): void {
    const seen = new Map<string, Span>();
    for (const { name, value } of settings) {
      const earlier = seen.get(name.text);
      if (value.kind === "block") continue;
      if (earlier === undefined) seen.set(name.text, name.span);
      else {
        const related = [{ span: earlier, message: "first given here" }];
        this.note(() => givenTwice({ span: name.span, holes: { what: shorten(name.text), of }, related }));
      }
    }
  }

  private readonly setting: ParserMethod<[], Setting> = this.rule("setting", () => {
    const first = this.LA(1);
    this.ACTION(() => this.checkSettingName());
    const name = this.identifier(this.CONSUME(Identifier));
    const value = this.OR<Setting["value"]>([
      { ALT: () => this.SUBRULE(this.settingBlock) },
      {
        ALT: () => {
          this.CONSUME(Signs.Colon);
          return (
            this.attempt(
              () => this.SUBRULE(this.settingValue),
              () => false,
            ) ?? this.damagedExpression()
          );
        },
      },
    ]);
    this.ACTION(() => this.checkListAhead());
    return { kind: "setting", name, value, span: this.since(first) };
  });

  private readonly settingBlock: ParserMethod<[], Setting["value"]> = this.rule("settingBlock", () => {
    const heading = this.LA(0);
    this.ACTION(() => {
      if (this.depth > maximumNesting)
        this.fail(() => tooDeep({ span: this.spanOf(this.LA(1)), holes: { limit: maximumNesting } }));
    });
    const brace = this.LA(1);
    const settings = this.SUBRULE(this.settings, { ARGS: [heading, this.quoted(heading.image)] });
    return { kind: "block", settings, span: this.since(brace) };
  });

  protected readonly settingValue: ParserMethod<[], Setting["value"]> = this.rule("settingValue", () => {
    const first = this.LA(1);
    this.ACTION(() => {
      if (!this.is(Signs.LeftBracket) && !this.is(Signs.Minus)) this.needValue();
    });
    return this.OR<Setting["value"]>({
      DEF: [
        { GATE: () => this.is(Signs.LeftBracket), ALT: () => this.SUBRULE(this.list) },
        {
          ALT: () => {
            const low = this.SUBRULE(this.expression);
            const high = this.OPTION(() => {
              this.CONSUME(Signs.DotDot);
              return this.SUBRULE2(this.expression);
            });
            const period = this.OPTION2({
              GATE: () => high === undefined && this.beginsPeriod(),
              DEF: () => this.SUBRULE(this.period),
            });
            if (high !== undefined) return { kind: "range", low, high, span: this.since(first) };
            return period === undefined
              ? low
              : { kind: "rate", amount: low, ...period, span: this.since(first) };
          },
        },
      ],
    });
  });

  /** `every` and `per` after a value, unless they are the name of the next setting. */
  private beginsPeriod(): boolean {
    const next = this.LA(2).tokenType;
    return next !== Signs.Colon && next !== Signs.LeftBrace;
  }

  private readonly period: ParserMethod<[], Pick<Rate, "word" | "period">> = this.rule("period", () => {
    const word = this.OR<Rate["word"]>([
      { ALT: () => (this.CONSUME(Words.Every), "every") },
      { ALT: () => (this.CONSUME(Words.Per), "per") },
    ]);
    this.ACTION(() => this.needValue());
    return { word, period: this.SUBRULE(this.expression) };
  });

  private readonly list: ParserMethod<[], Setting["value"]> = this.rule("list", () => {
    const opener = this.CONSUME(Signs.LeftBracket);
    const items: Expression[] = [];
    this.OPTION({
      GATE: () => !this.is(Signs.RightBracket),
      DEF: () => {
        items.push(this.SUBRULE(this.expression));
        this.MANY(() => {
          this.CONSUME(Signs.Comma);
          items.push(this.SUBRULE2(this.expression));
        });
      },
    });
    this.needCloser(opener, Signs.RightBracket);
    this.CONSUME(Signs.RightBracket);
    return { kind: "list", items, span: this.since(opener) };
  });

  /** Says what is wrong where a setting should begin: `fee 0.04%`, `fee = 0.04%`, or no setting at all. */
  private checkSettingName(): void {
    const name = this.LA(1);
    const next = this.LA(2);
    if (!this.matches(name, Identifier)) this.fail(() => this.describeUnknown());
    if (next.tokenType === Signs.Colon || next.tokenType === Signs.LeftBrace) return;
    const equals = next.tokenType === Signs.Equal;
    const value = equals ? this.LA(3) : next;
    if (!equals && (this.beginsLine(2) || !beginsValue(next)) && next.tokenType !== Signs.Minus) {
      this.fail(() => this.describeUnknown());
    }
    const end = this.endOf(name);
    const span = equals ? this.spanOf(next) : { start: end, end };
    const written = `${shorten(name.image)}: ${this.matches(value, ReservedWord) || beginsValue(value) ? shorten(value.image) : "…"}`;
    const edit = equals ? { span: { start: end, end: span.end }, text: ":" } : { span, text: ":" };
    this.fail(() =>
      settingNeedsColon({
        span,
        holes: { name: shorten(name.image), written },
        fixes: [{ title: "add the colon", edits: [edit] }],
      }),
    );
  }

  /** `symbols: BTCUSDT, ETHUSDT` means a list. */
  private checkListAhead(): void {
    if (!this.is(Signs.Comma) || !beginsValue(this.LA(2))) return;
    const third = this.LA(3).tokenType;
    if (third === Signs.Colon || third === Signs.LeftBrace) return;
    this.fail(() => {
      const [before, comma, after] = [this.LA(0), this.LA(1), this.LA(2)];
      const touches =
        before.startOffset + before.image.length === comma.startOffset &&
        after.startOffset === comma.startOffset + 1;
      const digits = /^\d+$/.test(before.image) && /^\d/.test(after.image);
      const decimal = touches && digits ? { decimal: `${before.image}.${after.image}` } : {};
      return listNeedsBrackets({ span: this.spanOf(comma), holes: decimal });
    });
  }
}
