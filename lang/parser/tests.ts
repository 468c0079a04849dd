import type { IToken, ParserMethod } from "chevrotain";
import { missingPart } from "../diagnostics/codes/index.js";
import { AnyText, Identifier, Literals, Signs, Words } from "../tokens.js";
import type { Damaged, Expression, Test, TestStep } from "../tree.js";
import { blocks } from "./blocks.js";
import { DeclarationParser } from "./declarations.js";

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
        { GATE: () => !this.is(Signs.Colon, 2), ALT: () => this.SUBRULE(this.withStep) },
        { GATE: () => !this.is(Signs.Colon, 2), ALT: () => this.SUBRULE(this.expectStep) },
        { ALT: () => this.SUBRULE(this.row) },
      ],
      // `with` and `expect` are also names of rows; the gates tell them apart.
      MAX_LOOKAHEAD: 1,
      IGNORE_AMBIGUITIES: true,
    });
  });

  private checkTestStep(): void {
    const row = this.is(Identifier) && this.is(Signs.Colon, 2);
    if (row || this.is(Words.With) || this.is(Words.Expect)) return;
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

  private readonly expectStep: ParserMethod<[], TestStep> = this.rule("expectStep", () => {
    const shape = "`expect enter long at bar 4`";
    const first = this.CONSUME(Words.Expect);
    if (!this.is(Words.Enter) && !this.is(Words.Exit))
      this.fail(() => this.missing("`enter` or `exit`", shape));
    const word = this.OR([{ ALT: () => this.CONSUME(Words.Enter) }, { ALT: () => this.CONSUME(Words.Exit) }]);
    const { side } = this.SUBRULE(this.side, { ARGS: [word] });
    this.need(Words.At, shape);
    this.CONSUME(Words.At);
    this.need(Words.Bar, shape);
    this.CONSUME(Words.Bar);
    this.need(Literals.Number, shape);
    const bar = Number(this.CONSUME(Literals.Number).image);
    return {
      kind: "expect",
      action: word.image === "exit" ? "exit" : "enter",
      side,
      bar,
      span: this.since(first),
    };
  });

  private readonly row: ParserMethod<[], TestStep> = this.rule("row", () => {
    const first = this.LA(1);
    const name = this.identifier(this.CONSUME(Identifier));
    this.CONSUME(Signs.Colon);
    const values: Expression[] = [];
    values.push(this.SUBRULE(this.expression));
    this.MANY(() => {
      this.CONSUME(Signs.Comma);
      values.push(this.SUBRULE2(this.expression));
    });
    return { kind: "row", name, values, span: this.since(first) };
  });
}
