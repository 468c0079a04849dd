import * as fc from "fast-check";
import type { Arbitrary } from "fast-check";
import type { Span } from "../source.js";
import { isReservedName, words } from "../tokens.js";
import type {
  Binding,
  BinaryOperator,
  Declaration,
  Enter,
  Expected,
  Expression,
  Family,
  File,
  FunctionDeclaration,
  Identifier,
  Let,
  Member,
  ModelPart,
  Protection,
  Setting,
  Side,
  State,
  StateGroup,
  TestStep,
  Text,
  TypeAnnotation,
  Use,
} from "../tree.js";

/** Random trees of every kind the grammar has, for the laws of the printer and the parser. */

const span: Span = { start: 0, end: 0 };

const softWords = words.filter(({ reserved }) => !reserved).map(({ text }) => text);

/** Ordinary names, and the words of the language that are also names. */
const nameText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("close", "quick", "x", "_", "A1", "h4", "long_name_of_a_series") },
  { weight: 1, arbitrary: fc.constantFrom(...softWords) },
);

const identifier: Arbitrary<Identifier> = nameText.map((text) => ({ text, span }));
const declared = identifier.filter(({ text }) => !isReservedName(text));

const text: Arbitrary<Text> = fc
  .string({ unit: fc.constantFrom("a", " ", '"', "\\", "\n", "\t", "ä", "😀", "{", "//") })
  .map((value) => ({ kind: "text", value, span }));

const documentation = fc.constantFrom("", "", "One line.", "Two lines,\nthe second.", "  indented\n\n/ last");

const leaf: Arbitrary<Expression> = fc.oneof(
  fc.constantFrom("0", "12", "1_000", "0.5", "2e-3", "1.5E+2").chain((digits) =>
    fc.constantFrom(undefined, "bars" as const, "ticks" as const).map((suffix): Expression => {
      return { kind: "number", value: Number(digits.replaceAll("_", "")), suffix, text: digits, span };
    }),
  ),
  fc.constant<Expression>({ kind: "percent", value: 0.25, text: "25%", span }),
  fc.constant<Expression>({ kind: "duration", milliseconds: 14_400_000, text: "4h", span }),
  fc.constant<Expression>({ kind: "date", milliseconds: Date.UTC(2024, 0, 31), text: "2024-01-31", span }),
  text,
  fc.boolean().map((value): Expression => ({ kind: "truth", value, span })),
  fc.constantFrom<Expression>({ kind: "missing", span }, { kind: "previous", span }),
  nameText.map((name): Expression => ({ kind: "name", text: name, span })),
);

const operators: readonly BinaryOperator[] = [
  ...(["+", "-", "*", "/", "mod", "??", "and", "or", "==", "!=", "<", "<=", ">", ">="] as const),
];

export const expression: Arbitrary<Expression> = fc.letrec<{ any: Expression }>((tie) => {
  const any = tie("any");
  return {
    any: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      { weight: 3, arbitrary: leaf },
      fc
        .record({ object: any, field: identifier })
        .map((parts): Expression => ({ kind: "field", ...parts, span })),
      fc
        .record({ series: any, offset: any })
        .map((parts): Expression => ({ kind: "history", ...parts, span })),
      fc
        .record({
          callee: any,
          named: fc.array(fc.tuple(fc.option(identifier, { nil: undefined }), any), { maxLength: 3 }),
        })
        .map(({ callee, named }): Expression => {
          return {
            kind: "call",
            callee,
            arguments: named.map(([name, value]) => ({ name, value, span })),
            span,
          };
        }),
      fc.array(fc.record({ name: identifier, value: any }), { maxLength: 3 }).map((fields): Expression => ({
        kind: "record",
        fields: fields.map((field) => ({ ...field, span })),
        span,
      })),
      any.map((operand): Expression => ({ kind: "negation", operand, span })),
      any.map((operand): Expression => ({ kind: "not", operand, span })),
      {
        weight: 4,
        arbitrary: fc
          .record({ operator: fc.constantFrom(...operators), left: any, right: any })
          .map((parts): Expression => ({ kind: "binary", ...parts, operatorSpan: span, span })),
      },
      fc
        .record({ direction: fc.constantFrom("above" as const, "below" as const), left: any, right: any })
        .map((parts): Expression => ({ kind: "crosses", ...parts, span })),
      fc
        .record({ value: any, low: any, high: any })
        .map((parts): Expression => ({ kind: "within", ...parts, span })),
      fc
        // oxlint-disable-next-line unicorn/no-thenable -- the branch of an `if`, never awaited
        .record({ condition: any, then: any, otherwise: any })
        .map((parts): Expression => ({ kind: "conditional", ...parts, span })),
    ),
  };
}).any;

const maybe = <T>(arbitrary: Arbitrary<T>): Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const few = <T>(arbitrary: Arbitrary<T>, minLength = 0): Arbitrary<T[]> =>
  fc.array(arbitrary, { minLength, maxLength: 3 });
const documented = { documentation, span: fc.constant(span) };

/** Settings, each under its own name. */
function distinct(arbitrary: Arbitrary<Setting>): Arbitrary<Setting[]> {
  return fc.uniqueArray(arbitrary, { maxLength: 3, selector: ({ name }) => name.text });
}

const setting: Arbitrary<Setting> = fc.letrec<{ setting: Setting }>((tie) => ({
  setting: fc
    .record({
      name: identifier,
      value: fc.oneof(
        { maxDepth: 2 },
        expression,
        fc.record({
          kind: fc.constant("range" as const),
          low: expression,
          high: expression,
          span: fc.constant(span),
        }),
        fc.record({ kind: fc.constant("list" as const), items: few(expression), span: fc.constant(span) }),
        fc.record({
          kind: fc.constant("rate" as const),
          amount: expression,
          word: fc.constantFrom("every" as const, "per" as const),
          period: fc.constantFrom<Expression>(
            { kind: "name", text: "year", span },
            { kind: "duration", milliseconds: 28_800_000, text: "8h", span },
          ),
          span: fc.constant(span),
        }),
        fc.record({
          kind: fc.constant("block" as const),
          settings: distinct(tie("setting")),
          span: fc.constant(span),
        }),
      ),
    })
    .map(({ name, value }): Setting => ({ kind: "setting", name, value, span })),
})).setting;

const settings = distinct(setting);

const family: Arbitrary<Family> = fc.record({
  index: declared,
  low: expression,
  high: expression,
  span: fc.constant(span),
});

const letStatement: Arbitrary<Let> = fc.record({
  kind: fc.constant("let" as const),
  name: declared,
  family: maybe(family),
  value: expression,
  ...documented,
});

const state: Arbitrary<State> = fc.record({
  kind: fc.constant("state" as const),
  name: declared,
  start: expression,
  value: expression,
  ...documented,
});

const stateGroup: Arbitrary<StateGroup> = fc.record({
  kind: fc.constant("state group" as const),
  members: few(state),
  ...documented,
});

const step = fc.oneof<Arbitrary<Let | State | StateGroup>[]>(letStatement, state, stateGroup);

const binding: Arbitrary<Binding> = fc.record({
  kind: fc.constant("binding" as const),
  name: declared,
  family: maybe(family),
  value: expression,
  as: maybe(identifier),
  span: fc.constant(span),
});

const modelParts: Arbitrary<ModelPart[]> = fc
  .record({
    features: few(binding),
    target: few(binding),
    name: declared,
    settings,
    train: settings,
  })
  .map(({ features, target, name, settings, train }): ModelPart[] => [
    { kind: "features", bindings: features, span },
    { kind: "target", bindings: target, span },
    { kind: "algorithm", name, settings, span },
    { kind: "train", settings: train, span },
  ])
  .chain((parts) => fc.subarray(parts));

const protection: Arbitrary<Protection> = fc.oneof(
  fc
    .record({ price: expression, after: maybe(expression) })
    .map((parts): Protection => ({ kind: "stop", ...parts, span })),
  fc
    .record({ price: expression, portion: maybe(expression) })
    .map((parts): Protection => ({ kind: "take", ...parts, span })),
  fc
    .record({ distance: expression, after: maybe(expression) })
    .map((parts): Protection => ({ kind: "trail", ...parts, span })),
  expression.map((after): Protection => ({ kind: "expire", after, span })),
);

const side = fc.constantFrom<Side[]>("long", "short", "all");

const enter: Arbitrary<Enter> = fc.record({
  kind: fc.constant("enter" as const),
  side,
  sideSpan: fc.constant(span),
  condition: expression,
  order: maybe(
    fc
      .record({
        type: fc.constantFrom("limit" as const, "stop" as const),
        price: expression,
        limit: maybe(expression),
        validity: maybe(expression),
        span: fc.constant(span),
      })
      .map((order) => ({ ...order, limit: order.type === "stop" ? order.limit : undefined })),
  ),
  protections: few(protection),
  ...documented,
});

const repeatable: Arbitrary<Member> = fc.oneof<Arbitrary<Member>[]>(
  fc.record({
    kind: fc.constant("parameter" as const),
    name: declared,
    value: expression,
    range: maybe(fc.record({ low: expression, high: expression, span: fc.constant(span) })),
    step: fc.constant(undefined),
    ...documented,
  }),
  fc.record({
    kind: fc.constant("parameter" as const),
    name: declared,
    value: expression,
    range: fc.record({ low: expression, high: expression, span: fc.constant(span) }),
    step: expression,
    ...documented,
  }),
  fc.record({ kind: fc.constant("require" as const), condition: expression, ...documented }),
  step,
  fc.record({
    kind: fc.constant("frame" as const),
    name: declared,
    every: expression,
    members: few(step),
    ...documented,
  }),
  fc.record({
    kind: fc.constant("feed" as const),
    name: declared,
    file: maybe(text),
    settings,
    ...documented,
  }),
  fc.record({ kind: fc.constant("model" as const), name: declared, parts: modelParts, ...documented }),
  enter,
  fc.record({
    kind: fc.constant("exit" as const),
    side,
    sideSpan: fc.constant(span),
    condition: expression,
    ...documented,
  }),
  fc.record({
    kind: fc.constant("halt" as const),
    condition: expression,
    length: maybe(expression),
    ...documented,
  }),
  fc.record({ kind: fc.constant("plot" as const), value: expression, label: maybe(text), ...documented }),
  fc.record({ kind: fc.constant("alert" as const), condition: expression, message: text, ...documented }),
);

const single: Arbitrary<Member> = fc.oneof<Arbitrary<Member>[]>(
  fc.record({
    kind: fc.constant("section" as const),
    heading: fc.constantFrom("market", "costs", "fills", "risk").map((word) => ({ text: word, span })),
    settings,
    ...documented,
  }),
  fc.record({
    kind: fc.constant("position" as const),
    target: expression,
    settings,
    ...documented,
  }),
  fc.record({
    kind: fc.constant("size" as const),
    mode: fc.constantFrom("plain" as const, "risk" as const, "fixed" as const),
    amount: expression,
    of: maybe(identifier),
    over: fc.constant(undefined),
    beginning: fc.constant(undefined),
    scale: maybe(expression),
    limit: maybe(fc.record({ amount: expression, of: identifier, span: fc.constant(span) })),
    ...documented,
  }),
  fc.record({
    kind: fc.constant("size" as const),
    mode: fc.constant("volatility" as const),
    amount: expression,
    of: maybe(identifier),
    over: expression,
    beginning: fc.constant(undefined),
    scale: maybe(expression),
    limit: maybe(fc.record({ amount: expression, of: identifier, span: fc.constant(span) })),
    ...documented,
  }),
  fc.record({
    kind: fc.constant("size" as const),
    mode: fc.constant("kelly" as const),
    amount: expression,
    of: maybe(identifier),
    over: fc.constant(undefined),
    beginning: fc.record({ trades: expression, otherwise: expression, span: fc.constant(span) }),
    scale: maybe(expression),
    limit: maybe(fc.record({ amount: expression, of: identifier, span: fc.constant(span) })),
    ...documented,
  }),
  fc.record({
    kind: fc.constant("cooldown" as const),
    length: expression,
    after: maybe(identifier),
    ...documented,
  }),
  fc.record({ kind: fc.constant("gaps" as const), policy: identifier, ...documented }),
);

const headingOf = (member: Member) => (member.kind === "section" ? member.heading.text : member.kind);

const members: Arbitrary<Member[]> = fc
  .tuple(
    fc.array(repeatable, { maxLength: 5 }),
    fc.uniqueArray(single, { maxLength: 4, selector: headingOf }),
  )
  .map(([many, once]) => [...many, ...once]);

const type: Arbitrary<TypeAnnotation> = fc.letrec<{ type: TypeAnnotation }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 2 },
    fc
      .record({ name: identifier, optional: fc.boolean() })
      .map((parts): TypeAnnotation => ({ kind: "named type", ...parts, span })),
    few(fc.record({ name: identifier, type: tie("type") })).map((fields): TypeAnnotation => ({
      kind: "record type",
      fields: fields.map((field) => ({ ...field, span })),
      span,
    })),
  ),
})).type;

const functionDeclaration: Arbitrary<FunctionDeclaration> = fc.record({
  kind: fc.constant("function" as const),
  name: declared,
  parameters: few(fc.record({ name: declared, type, fallback: maybe(expression), span: fc.constant(span) })),
  result: maybe(type),
  steps: few(step),
  body: expression,
  ...documented,
});

const expectedEvent: Arbitrary<Expected> = fc.oneof(
  fc.record({
    kind: fc.constant("rule" as const),
    action: fc.constantFrom("enter" as const, "exit" as const),
    side,
  }),
  fc.record({
    kind: fc.constant("protection" as const),
    protection: fc.constantFrom("stop" as const, "take" as const, "trail" as const, "expire" as const),
  }),
  fc.constant({ kind: "nothing" } as const),
);

const valueName: Arbitrary<Expression> = fc.oneof(
  identifier.map(({ text }): Expression => ({ kind: "name", text, span })),
  fc.tuple(identifier, identifier).map(([{ text }, field]): Expression => ({
    kind: "field",
    object: { kind: "name", text, span },
    field,
    span,
  })),
);

const testStep: Arbitrary<TestStep> = fc.oneof(
  few(fc.record({ name: identifier, value: expression }), 1).map((values): TestStep => {
    return { kind: "with", values: values.map((value) => ({ ...value, span })), span };
  }),
  fc
    .record({ of: maybe(identifier), name: identifier, values: few(expression, 1) })
    .map((parts): TestStep => ({ kind: "row", ...parts, span })),
  fc
    .record({ negated: fc.boolean(), what: expectedEvent, bar: maybe(fc.nat(100)) })
    .map(({ bar, ...parts }): TestStep => {
      return { kind: "expect", ...parts, at: bar === undefined ? undefined : { bar, span }, span };
    }),
  fc
    .record({ name: valueName, value: expression, bar: fc.nat(100) })
    .map(({ name, value, bar }): TestStep => {
      return {
        kind: "expect",
        negated: false,
        what: { kind: "value", name, value },
        at: { bar, span },
        span,
      };
    }),
);

const declaration: Arbitrary<Declaration> = fc.oneof<Arbitrary<Declaration>[]>(
  fc.record({ kind: fc.constant("strategy" as const), name: declared, members, ...documented }),
  fc.record({ kind: fc.constant("constant" as const), name: declared, value: expression, ...documented }),
  functionDeclaration,
  fc.record({
    kind: fc.constant("experiment" as const),
    name: declared,
    of: identifier,
    settings,
    ...documented,
  }),
  fc.record({
    kind: fc.constant("portfolio" as const),
    name: declared,
    settings,
    ...documented,
  }),
  fc.record({
    kind: fc.constant("test" as const),
    title: text,
    of: identifier,
    steps: few(testStep),
    ...documented,
  }),
);

const use: Arbitrary<Use> = fc.record({
  kind: fc.constant("use" as const),
  path: fc.oneof(
    few(identifier, 1).map((segments): Use["path"] => ({ kind: "module", segments, span })),
    text.map(({ value }): Use["path"] => ({ kind: "file", text: value, span })),
  ),
  alias: maybe(declared),
  span: fc.constant(span),
});

/** A whole file without comments; documentation stands in the nodes. */
export const file: Arbitrary<File> = fc
  .record({ uses: few(use), declarations: fc.array(declaration, { maxLength: 3 }) })
  .map(({ uses, declarations }): File => {
    return { kind: "file", edition: { number: 1, span }, uses, declarations, comments: [], span };
  });
