import type { IToken, ParserMethod } from "chevrotain";
import { Identifier, SectionWord, Signs, Words } from "../tokens.js";
import type { Constant, Damaged, Experiment, Member, Portfolio, Strategy } from "../tree.js";
import { blocks } from "./blocks.js";
import { FunctionParser } from "./functions.js";

const memberWords = [
  SectionWord,
  Words.Param,
  Words.Require,
  Words.Let,
  Words.State,
  Words.Frame,
  Words.Feed,
  Words.Model,
  Words.Enter,
  Words.Exit,
  Words.Position,
  Words.Size,
  Words.Cooldown,
  Words.Halt,
  Words.Gaps,
  Words.Plot,
  Words.Alert,
];

/** What stands in a file outside of all braces. */
export abstract class DeclarationParser extends FunctionParser {
  protected readonly strategy: ParserMethod<[], Strategy> = this.rule("strategy", () => {
    const first = this.CONSUME(Words.Strategy);
    const name = this.SUBRULE(this.declaredName, { ARGS: ["`strategy`", "strategy ema_cross { … }"] });
    const members: (Member | Damaged)[] = this.SUBRULE(this.members, {
      ARGS: [first, this.quoted(name.text)],
    });
    this.ACTION(() => {
      this.readCutOff(first, name.text, members);
      this.checkOnce(members, this.quoted(name.text));
    });
    return {
      kind: "strategy",
      name,
      members,
      documentation: this.documentationOf(first),
      span: this.since(first),
    };
  });

  private readonly members: ParserMethod<[IToken, string], (Member | Damaged)[]> = this.rule(
    "members",
    (heading, of) =>
      this.block({ kind: blocks.strategy, heading, of, read: () => this.SUBRULE(this.member) }),
  );

  /** A brace too many ends a strategy early: the rest of its statements is still read as its own. */
  private readCutOff(heading: IToken, name: string, members: (Member | Damaged)[]): void {
    while (this.reading.openBraces < 0 && !this.atEnd) {
      const closer = this.LA(0);
      const again = this.is(Signs.RightBrace);
      const cutOff = closer.tokenType === Signs.RightBrace && blocks.strategy.begins(this.LA(1), this.LA(2));
      if (!cutOff || again) return;
      this.reportExtra(closer, this.quoted(name));
      members.push(
        ...this.readBlock(blocks.strategy, heading, undefined, name, () => this.SUBRULE(this.member)),
      );
    }
  }

  protected readonly member: ParserMethod<[], Member> = this.rule("member", () => {
    this.ACTION(() => {
      if (!memberWords.some((word) => this.is(word))) this.fail(() => this.describeUnknown());
    });
    return this.OR<Member>([
      { ALT: () => this.SUBRULE(this.section) },
      { ALT: () => this.SUBRULE(this.parameter) },
      { ALT: () => this.SUBRULE(this.require) },
      { ALT: () => this.SUBRULE(this.letStatement) },
      { ALT: () => this.SUBRULE(this.stateStatement) },
      { ALT: () => this.SUBRULE(this.frame) },
      { ALT: () => this.SUBRULE(this.feed) },
      { ALT: () => this.SUBRULE(this.model) },
      { ALT: () => this.SUBRULE(this.enter) },
      { ALT: () => this.SUBRULE(this.exit) },
      { ALT: () => this.SUBRULE(this.position) },
      { ALT: () => this.SUBRULE(this.size) },
      { ALT: () => this.SUBRULE(this.cooldown) },
      { ALT: () => this.SUBRULE(this.halt) },
      { ALT: () => this.SUBRULE(this.gaps) },
      { ALT: () => this.SUBRULE(this.plot) },
      { ALT: () => this.SUBRULE(this.alert) },
    ]);
  });

  protected readonly constant: ParserMethod<[], Constant> = this.rule("constant", () => {
    const first = this.CONSUME(Words.Const);
    const name = this.SUBRULE(this.declaredName, { ARGS: ["`const`", "const daily = 24 bars"] });
    const value = this.boundValue(() => {
      this.need(Signs.Equal, "`const name = value`");
      this.CONSUME(Signs.Equal);
      return this.SUBRULE(this.expression);
    });
    return {
      kind: "constant",
      name,
      value,
      documentation: this.documentationOf(first),
      span: this.since(first),
    };
  });

  protected readonly experiment: ParserMethod<[], Experiment> = this.rule("experiment", () => {
    const first = this.CONSUME(Words.Experiment);
    const name = this.SUBRULE(this.declaredName, {
      ARGS: ["`experiment`", "experiment study of ema_cross { … }"],
    });
    this.need(Words.Of, "`experiment name of strategy { … }`");
    this.CONSUME(Words.Of);
    this.need(Identifier, "`experiment name of strategy { … }`");
    const of = this.identifier(this.CONSUME(Identifier));
    const settings = this.SUBRULE(this.settings, { ARGS: [first, this.quoted(name.text)] });
    return {
      kind: "experiment",
      name,
      of,
      settings,
      documentation: this.documentationOf(first),
      span: this.since(first),
    };
  });

  protected readonly portfolio: ParserMethod<[], Portfolio> = this.rule("portfolio", () => {
    const first = this.CONSUME(Words.Portfolio);
    const name = this.SUBRULE(this.declaredName, { ARGS: ["`portfolio`", "portfolio desk { … }"] });
    const settings = this.SUBRULE(this.settings, { ARGS: [first, this.quoted(name.text)] });
    return {
      kind: "portfolio",
      name,
      settings,
      documentation: this.documentationOf(first),
      span: this.since(first),
    };
  });
}
