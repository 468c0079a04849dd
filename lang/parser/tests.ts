import type { IToken, ParserMethod } from "chevrotain";
import { missingPart } from "../diagnostics/codes/index.js";
import { readNumber } from "../literals.js";
import { AnyText, Identifier, Literals, Signs, Words } from "../tokens.js";
import type { Damaged, Expect, Expected, Expression, ProtectionKind, Test, TestStep } from "../tree.js";
import { blocks } from "./blocks.js";
import { DeclarationParser } from "./declarations.js";

const shape = "`expect enter long at bar 4`";

const protections = ["stop", "take", "trail", "expire"] as const satisfies readonly ProtectionKind[];

type With = Extract<TestStep, { kind: "with" }>;

/** `test "title" for strategy { … }`. */
export abstract class TestParser extends DeclarationParser {
  protected readonly test: ParserMethod<[], Test> = this.rule("test", () => {
    const first = this.CONSUME(Words.Test);
    this.need(AnyText, '`test "title" for strategy { … }`');
    const title = this.readTextToken(this.CONSUME(AnyText));
    const resume = () => this.is(Signs.LeftBrace);
    const of =
      this.attempt(() => {
        this.need(Words.For, '`test "title" for strategy { … }`');
        this.CONSUME(Words.For);
        this.need(Identifier, '`test "title" for strategy { … }`');
        return this.identifier(this.CONSUME(Identifier));
      }, resume) ?? this.ACTION(() => ({ text: "", span: this.gap() }));
    const steps = this.SUBRULE(this.testSteps, { ARGS: [first] });
    return {
      kind: "test",
      title,
      of,
      steps,
      documentation: this.documentationOf(first),
      span: this.since(first),
    };
  });

  private readonly testSteps: ParserMethod<[IToken], (TestStep | Damaged)[]> = this.rule(
    "testSteps",
    (heading) =>
      this.block({ kind: blocks.test, heading, of: "`test`", read: () => this.SUBRULE(this.testStep) }),
  );

  private readonly testStep: ParserMethod<[], TestStep> = this.rule("testStep", () => {
    this.ACTION(() => this.checkTestStep());
    return this.OR<TestStep>({
      DEF: [
        { GATE: () => !this.isRow(), ALT: () => this.SUBRULE(this.withStep) },
        { GATE: () => !this.isRow(), ALT: () => this.SUBRULE(this.expectStep) },
        { ALT: () => this.SUBRULE(this.row) },
      ],
      // `with` and `expect` are also names of rows; the gates tell them apart.
      MAX_LOOKAHEAD: 1,
      IGNORE_AMBIGUITIES: true,
    });
  });

  private checkTestStep(): void {
    if (this.isRow() || this.is(Words.With) || this.is(Words.Expect)) return;
    if (this.is(Identifier) && this.is(Literals.Number, 2) && !this.beginsLine(2)) {
      this.fail(() => {
        const name = this.LA(1);
        const end = this.endOf(name);
        const span = { start: end, end };
        return missingPart({
          span,
          holes: {
            missing: "`:`",
            after: `\`${name.image}\``,
            hint: "a row of a series: `close: 10, 11, 12`",
          },
          fixes: [{ title: "add the colon", edits: [{ span, text: ":" }] }],
        });
      });
    }
    this.fail(() => this.describeUnknown());
  }

  private readonly withStep: ParserMethod<[], With> = this.rule("withStep", () => {
    const first = this.CONSUME(Words.With);
    this.need(Identifier, "`with name = value`");
    const values: With["values"][number][] = [];
    this.AT_LEAST_ONE_SEP({ SEP: Signs.Comma, DEF: () => values.push(this.SUBRULE(this.withValue)) });
    return { kind: "with", values, span: this.since(first) };
  });

  private readonly withValue: ParserMethod<[], With["values"][number]> = this.rule("withValue", () => {
    const start = this.LA(1);
    this.need(Identifier, "`with name = value`");
    const name = this.identifier(this.CONSUME(Identifier));
    this.need(Signs.Equal, "`with name = value`");
    this.CONSUME(Signs.Equal);
    const value = this.SUBRULE(this.expression);
    return { name, value, span: this.since(start) };
  });

  private readonly expectStep: ParserMethod<[], Expect> = this.rule("expectStep", () => {
    const first = this.CONSUME(Words.Expect);
    this.ACTION(() => this.checkExpected());
    const negated = this.OPTION({
      GATE: () => this.isWord("no"),
      DEF: () => this.CONSUME(Identifier),
    });
    const what = this.OR<Expected>({
      DEF: [
        { GATE: () => this.isNamedValue(), ALT: () => this.SUBRULE(this.expectedValue) },
        { ALT: () => this.SUBRULE(this.expectedRule) },
        { ALT: () => this.SUBRULE(this.expectedProtection) },
        { ALT: () => this.SUBRULE(this.expectedNothing) },
      ],
      // The words of what can be expected are also names of values; the gate tells them apart.
      MAX_LOOKAHEAD: 1,
      IGNORE_AMBIGUITIES: true,
    });
    const at = this.OPTION1({
      GATE: () => !this.beginsLine() || this.is(Words.Bar, 2),
      DEF: () => this.SUBRULE(this.atBar),
    });
    this.ACTION(() => {
      if (what.kind === "value" && at === undefined)
        this.fail(() => this.missing("`at bar 4`", "`expect quick = 10.5 at bar 4`"));
    });
    return { kind: "expect", negated: negated !== undefined, what, at, span: this.since(first) };
  });

  /** Whether a name with a value of its own stands here: `quick = …`, `h4.trend = …`, `lag[3] = …`. */
  private isNamedValue(): boolean {
    return (
      this.is(Identifier) &&
      !this.beginsLine(2) &&
      (this.is(Signs.Equal, 2) || this.is(Signs.Dot, 2) || this.is(Signs.LeftBracket, 2))
    );
  }

  private isWord(word: string): boolean {
    return !this.recording && this.LA(1).image === word && !this.isNamedValue();
  }

  private checkExpected(): void {
    const events = [Words.Enter, Words.Exit, Words.Stop, Words.Take, Words.Trail, Words.Expire];
    const known = (ahead: number) =>
      events.some((word) => this.is(word, ahead)) || this.LA(ahead).image === "nothing";
    if (this.isNamedValue() || known(1) || (this.isWord("no") && known(2))) return;
    this.fail(() => this.missing("what is expected", shape));
  }

  private readonly expectedRule: ParserMethod<[], Expected> = this.rule("expectedRule", () => {
    const word = this.OR([{ ALT: () => this.CONSUME(Words.Enter) }, { ALT: () => this.CONSUME(Words.Exit) }]);
    const { side } = this.SUBRULE(this.side, { ARGS: [word] });
    return { kind: "rule", action: word.image === "exit" ? "exit" : "enter", side };
  });

  private readonly expectedProtection: ParserMethod<[], Expected> = this.rule("expectedProtection", () => {
    const { image } = this.OR([
      { ALT: () => this.CONSUME(Words.Stop) },
      { ALT: () => this.CONSUME(Words.Take) },
      { ALT: () => this.CONSUME(Words.Trail) },
      { ALT: () => this.CONSUME(Words.Expire) },
    ]);
    return { kind: "protection", protection: protections.find((each) => each === image) ?? "stop" };
  });

  private readonly expectedNothing: ParserMethod<[], Expected> = this.rule("expectedNothing", () => {
    this.CONSUME(Identifier);
    return { kind: "nothing" };
  });

  private readonly expectedValue: ParserMethod<[], Expected> = this.rule("expectedValue", () => {
    const name = this.beforeEqual(() => this.SUBRULE(this.operand));
    this.need(Signs.Equal, "`expect quick = 10.5 at bar 4`");
    this.CONSUME(Signs.Equal);
    const value = this.SUBRULE(this.expression);
    return { kind: "value", name, value };
  });

  private readonly atBar: ParserMethod<[], NonNullable<Expect["at"]>> = this.rule("atBar", () => {
    const first = this.CONSUME(Words.At);
    this.need(Words.Bar, shape);
    this.CONSUME(Words.Bar);
    this.need(Literals.Number, shape);
    const bar = readNumber(this.CONSUME(Literals.Number).image);
    return { bar, span: this.since(first) };
  });

  private readonly row: ParserMethod<[], TestStep> = this.rule("row", () => {
    const first = this.LA(1);
    const head = this.identifier(this.CONSUME(Identifier));
    const column = this.OPTION(() => {
      this.CONSUME(Signs.Dot);
      return this.identifier(this.CONSUME2(Identifier));
    });
    this.CONSUME(Signs.Colon);
    const values: Expression[] = [];
    values.push(this.SUBRULE(this.expression));
    this.MANY(() => {
      this.CONSUME(Signs.Comma);
      values.push(this.SUBRULE2(this.expression));
    });
    const [of, name] = column === undefined ? [undefined, head] : [head, column];
    return { kind: "row", of, name, values, span: this.since(first) };
  });

  /** `close:` or `eth.close:`. */
  private isRow(): boolean {
    if (!this.is(Identifier)) return false;
    return (
      this.is(Signs.Colon, 2) || (this.is(Signs.Dot, 2) && this.is(Identifier, 3) && this.is(Signs.Colon, 4))
    );
  }
}
