import type { ParserMethod } from "chevrotain";
import { givenTwice } from "../diagnostics/codes/index.js";
import { Identifier, Signs, Words } from "../tokens.js";
import type { Binding, Damaged, Identifier as IdentifierNode, Model, ModelPart } from "../tree.js";
import { blocks } from "./blocks.js";
import { OrderParser } from "./orders.js";

/** `model name { features { … } target { … } algorithm name { … } train { … } }`. */
export abstract class ModelParser extends OrderParser {
  protected readonly model: ParserMethod<[], Model> = this.rule("model", () => {
    const first = this.CONSUME(Words.Model);
    const name = this.SUBRULE(this.declaredName, { ARGS: ["`model`", "model edge { … }"] });
    const kind = blocks.model;
    const parts = this.block({
      kind,
      heading: first,
      of: this.quoted(name.text),
      read: () => this.SUBRULE(this.modelPart),
    });
    this.ACTION(() => this.checkOnce(parts, `model ${this.quoted(name.text)}`));
    return {
      kind: "model",
      name,
      parts,
      documentation: this.documentationOf(first),
      span: this.since(first),
    };
  });

  private readonly modelPart: ParserMethod<[], ModelPart> = this.rule("modelPart", () => {
    const first = this.LA(1);
    this.ACTION(() => {
      const known = [Words.Features, Words.Target, Words.Algorithm, Words.Train];
      if (!known.some((word) => this.is(word))) this.fail(() => this.describeUnknown());
    });
    return this.OR<ModelPart>([
      {
        ALT: () => {
          this.CONSUME(Words.Features);
          const bindings = this.SUBRULE(this.bindings, { ARGS: [first, "`features`"] });
          return { kind: "features", bindings, span: this.since(first) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(Words.Target);
          const bindings = this.SUBRULE2(this.bindings, { ARGS: [first, "`target`"] });
          return { kind: "target", bindings, span: this.since(first) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(Words.Algorithm);
          const example = "algorithm gradient_boosting { … }";
          const name = this.SUBRULE(this.declaredName, { ARGS: ["`algorithm`", example] });
          const settings = this.SUBRULE(this.settings, { ARGS: [first, this.quoted(name.text)] });
          return { kind: "algorithm", name, settings, span: this.since(first) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(Words.Train);
          const settings = this.SUBRULE2(this.settings, { ARGS: [first, "`train`"] });
          return { kind: "train", settings, span: this.since(first) };
        },
      },
    ]);
  });

  private readonly bindings: ParserMethod<[ReturnType<ModelParser["LA"]>, string], (Binding | Damaged)[]> =
    this.rule("bindings", (heading, of) =>
      this.block({ kind: blocks.bindings, heading, of, read: () => this.SUBRULE(this.binding) }),
    );

  private readonly binding: ParserMethod<[], Binding> = this.rule("binding", () => {
    const first = this.LA(1);
    this.ACTION(() => {
      const next = this.LA(2);
      const shaped = next.tokenType === Signs.Equal || next.tokenType === Signs.LeftBracket;
      if (!this.isName() || (!shaped && this.beginsLine(2))) this.fail(() => this.describeUnknown());
    });
    const name = this.SUBRULE(this.declaredName, {
      ARGS: ["the feature", "stretch = close / ema(close, 50) - 1"],
    });
    const family = this.OPTION(() => this.SUBRULE(this.family));
    const value = this.boundValue(() => {
      this.need(Signs.Equal, "`name = value`");
      this.CONSUME(Signs.Equal);
      return this.SUBRULE(this.expression);
    });
    const as = this.OPTION2({
      // A binding may itself be called `as`.
      GATE: () => !this.is(Signs.Equal, 2) && !this.is(Signs.LeftBracket, 2),
      DEF: () => {
        this.CONSUME(Words.As);
        this.need(Identifier, "`hour = hour_of_day(time) as category`");
        return this.identifier(this.CONSUME(Identifier));
      },
    });
    return { kind: "binding", name, family, value, as, span: this.since(first) };
  });

  /** Reports each second one of what may stand once. */
  protected checkOnce(
    parts: readonly { kind: string; span: { start: number }; heading?: IdentifierNode }[],
    of: string,
  ): void {
    const seen = new Map<string, { start: number; end: number }>();
    for (const part of parts) {
      const word = wordsOnce.has(part.kind) ? part.kind : part.heading?.text;
      if (word === undefined) continue;
      const span = { start: part.span.start, end: part.span.start + word.length };
      const earlier = seen.get(word);
      if (earlier === undefined) seen.set(word, span);
      else {
        const related = [{ span: earlier, message: "first given here" }];
        this.note(() => givenTwice({ span, holes: { what: word, of }, related }));
      }
    }
  }
}

const wordsOnce: ReadonlySet<string> = new Set([
  "features",
  "target",
  "algorithm",
  "train",
  "size",
  "cooldown",
  "gaps",
  "position",
]);
