import type { IToken, ParserMethod } from "chevrotain";
import { Identifier, Signs, Words } from "../tokens.js";
import type {
  Expression,
  FunctionDeclaration,
  FunctionParameter,
  Let,
  State,
  StateGroup,
  TypeAnnotation,
} from "../tree.js";
import { blocks } from "./blocks.js";
import { ModelParser } from "./models.js";

type Body = Pick<FunctionDeclaration, "steps" | "body">;

interface Return {
  readonly kind: "return";
  readonly value: Expression;
  readonly span: { readonly start: number; readonly end: number };
}

/** `fn name(a: price, n: bars = 14 bars) -> type = value`, or with named steps in braces. */
export abstract class FunctionParser extends ModelParser {
  protected readonly functionDeclaration: ParserMethod<[], FunctionDeclaration> = this.rule(
    "functionDeclaration",
    () => {
      const first = this.CONSUME(Words.Fn);
      const name = this.SUBRULE(this.declaredName, {
        ARGS: ["`fn`", "fn middle(a: price, b: price) = (a + b) / 2"],
      });
      const resume = () => this.is(Signs.Equal) || this.is(Signs.LeftBrace);
      const parameters = this.attempt(() => this.SUBRULE(this.parameters), resume) ?? [];
      const result = this.OPTION(() => {
        this.CONSUME(Signs.Arrow);
        return this.attempt(() => this.SUBRULE(this.type), resume);
      });
      const { steps, body } = this.attempt(
        () => this.SUBRULE(this.functionBody, { ARGS: [first, name.text] }),
        () => false,
      ) ?? { steps: [], body: this.damagedExpression() };
      const documentation = this.documentationOf(first);
      return {
        kind: "function",
        name,
        parameters,
        result,
        steps,
        body,
        documentation,
        span: this.since(first),
      };
    },
  );

  private readonly parameters: ParserMethod<[], FunctionParameter[]> = this.rule("parameters", () => {
    this.need(Signs.LeftParen, "`fn name(a: price) = value`");
    const opener = this.CONSUME(Signs.LeftParen);
    const found: FunctionParameter[] = [];
    this.OPTION({
      GATE: () => !this.is(Signs.RightParen),
      DEF: () => {
        found.push(this.SUBRULE(this.functionParameter));
        this.MANY(() => {
          this.CONSUME(Signs.Comma);
          found.push(this.SUBRULE2(this.functionParameter));
        });
      },
    });
    this.needCloser(opener, Signs.RightParen);
    this.CONSUME(Signs.RightParen);
    return found;
  });

  private readonly functionParameter: ParserMethod<[], FunctionParameter> = this.rule(
    "functionParameter",
    () => {
      const first = this.LA(1);
      const name = this.SUBRULE(this.declaredName, {
        ARGS: ["the function's input", "length: bars = 14 bars"],
      });
      this.need(Signs.Colon, "`name: type`");
      this.CONSUME(Signs.Colon);
      const type = this.SUBRULE(this.type);
      const fallback = this.OPTION(() => {
        this.CONSUME(Signs.Equal);
        return this.SUBRULE(this.expression);
      });
      return { name, type, fallback, span: this.since(first) };
    },
  );

  private readonly type: ParserMethod<[], TypeAnnotation> = this.rule("type", () => {
    const first = this.LA(1);
    if (!this.is(Identifier) && !this.is(Signs.LeftBrace)) {
      this.fail(() =>
        this.missing("a type", "a type such as `price`, `number`, `bool` or `{ line: price, rising: bool }`"),
      );
    }
    return this.OR<TypeAnnotation>([
      {
        ALT: () => {
          const name = this.identifier(this.CONSUME(Identifier));
          const optional = this.OPTION(() => this.CONSUME(Signs.Question)) !== undefined;
          return { kind: "named type", name, optional, span: this.since(first) };
        },
      },
      { ALT: () => this.SUBRULE(this.recordType) },
    ]);
  });

  private readonly recordType: ParserMethod<[], TypeAnnotation> = this.rule("recordType", () => {
    const first = this.CONSUME(Signs.LeftBrace);
    const fields: Extract<TypeAnnotation, { kind: "record type" }>["fields"][number][] = [];
    this.MANY_SEP({
      SEP: Signs.Comma,
      DEF: () => {
        const start = this.LA(1);
        this.need(Identifier, "`{ line: price, rising: bool }`");
        const name = this.identifier(this.CONSUME(Identifier));
        this.need(Signs.Colon, "`{ line: price, rising: bool }`");
        this.CONSUME(Signs.Colon);
        const type = this.SUBRULE(this.type);
        fields.push({ name, type, span: this.since(start) });
      },
    });
    this.needCloser(first, Signs.RightBrace);
    this.CONSUME(Signs.RightBrace);
    return { kind: "record type", fields, span: this.since(first) };
  });

  private readonly functionBody: ParserMethod<[IToken, string], Body> = this.rule(
    "functionBody",
    (heading, name) => {
      const next = this.LA(1).tokenType;
      if (next !== Signs.LeftBrace && next !== Signs.Equal) {
        this.fail(() =>
          this.missing("`=`", "`fn name(a: price) = value`, or steps in braces that end with `return value`"),
        );
      }
      return this.OR<Body>([
        { ALT: () => this.SUBRULE(this.functionSteps, { ARGS: [heading, name] }) },
        {
          ALT: () => {
            this.CONSUME(Signs.Equal);
            return { steps: [], body: this.boundValue(() => this.SUBRULE(this.expression)) };
          },
        },
      ]);
    },
  );

  private readonly functionSteps: ParserMethod<[IToken, string], Body> = this.rule(
    "functionSteps",
    (heading, name) => {
      const read = () => this.SUBRULE(this.functionStep);
      const found = this.block({ kind: blocks.function, heading, of: this.quoted(name), read });
      return this.ACTION(() => {
        const last = found.findLast((step) => step.kind === "return");
        const damaged = found.some((step) => step.kind === "damaged");
        if (last === undefined && !damaged) this.note(() => this.missingReturn());
        const steps = found.filter((step) => step.kind !== "return");
        return { steps, body: last?.kind === "return" ? last.value : this.damagedExpression() };
      });
    },
  );

  private missingReturn(): ReturnType<FunctionParser["missing"]> {
    return this.missing("`return`", "a function ends with `return value`");
  }

  private readonly functionStep: ParserMethod<[], Let | State | StateGroup | Return> = this.rule(
    "functionStep",
    () => {
      const first = this.LA(1);
      this.ACTION(() => {
        const known = [Words.Let, Words.State, Words.Return];
        if (!known.some((word) => this.is(word))) this.fail(() => this.describeUnknown());
      });
      return this.OR<Let | State | StateGroup | Return>([
        { ALT: () => this.SUBRULE(this.letStatement) },
        { ALT: () => this.SUBRULE(this.stateStatement) },
        {
          ALT: () => {
            this.CONSUME(Words.Return);
            const value = this.boundValue(() => this.SUBRULE(this.expression));
            return { kind: "return", value, span: this.since(first) };
          },
        },
      ]);
    },
  );
}
