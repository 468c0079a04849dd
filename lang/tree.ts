import type { Span } from "./source.js";

/**
 * The syntax tree of a `.sage` file. Plain, immutable data: discriminated by `kind`, every node with its span.
 * Damaged statements and expressions are kept as nodes, so that one mistake never hides the rest of a file.
 */
interface Node {
  readonly span: Span;
}

/** A word the author chose, with the place where it stands. */
export interface Identifier extends Node {
  readonly text: string;
}

export interface Comment extends Node {
  /** `///` lines document the declaration below them; `//` lines are remarks. */
  readonly documentation: boolean;
  /** The text after the slashes, without trailing white space. */
  readonly text: string;
}

export interface File extends Node {
  readonly kind: "file";
  readonly edition: (Node & { readonly number: number }) | undefined;
  readonly uses: readonly Use[];
  readonly declarations: readonly Declaration[];
  /** All comments in source order; the printer puts each back where it stood. */
  readonly comments: readonly Comment[];
}

/** `use std.trend` or `use "./mine.sage" as mine`. */
export interface Use extends Node {
  readonly kind: "use";
  readonly path:
    | { readonly kind: "module"; readonly segments: readonly Identifier[]; readonly span: Span }
    | { readonly kind: "file"; readonly text: string; readonly span: Span };
  readonly alias: Identifier | undefined;
}

interface Documented extends Node {
  /** The `///` lines above, joined by line breaks; empty when there are none. */
  readonly documentation: string;
}

/** A statement that could not be read; the diagnostics say why. */
export interface Damaged extends Node {
  readonly kind: "damaged";
}

export type Declaration = Strategy | FunctionDeclaration | Constant | Experiment | Portfolio | Test | Damaged;

export interface Constant extends Documented {
  readonly kind: "constant";
  readonly name: Identifier;
  readonly value: Expression;
}

export interface FunctionDeclaration extends Documented {
  readonly kind: "function";
  readonly name: Identifier;
  readonly parameters: readonly FunctionParameter[];
  readonly result: TypeAnnotation | undefined;
  /** Named steps before the result; empty for `fn f(x: price) = …`. */
  readonly steps: readonly (Let | State | StateGroup | Damaged)[];
  readonly body: Expression;
}

export interface FunctionParameter extends Node {
  readonly name: Identifier;
  readonly type: TypeAnnotation;
  readonly fallback: Expression | undefined;
}

export type TypeAnnotation =
  | (Node & { readonly kind: "named type"; readonly name: Identifier; readonly optional: boolean })
  | (Node & {
      readonly kind: "record type";
      readonly fields: readonly (Node & { readonly name: Identifier; readonly type: TypeAnnotation })[];
    });

export interface Strategy extends Documented {
  readonly kind: "strategy";
  readonly name: Identifier;
  readonly members: readonly Member[];
}

export type Member =
  | Section
  | Parameter
  | Require
  | Let
  | State
  | StateGroup
  | Frame
  | Feed
  | Model
  | Enter
  | Exit
  | TargetPosition
  | Size
  | Cooldown
  | Halt
  | Gaps
  | Plot
  | Alert
  | Damaged;

/** `market { … }`, `costs { … }`, `fills { … }`, `risk { … }`: settings under a known heading. */
export interface Section extends Documented {
  readonly kind: "section";
  readonly heading: Identifier;
  readonly settings: readonly Setting[];
}

export interface Setting extends Node {
  readonly kind: "setting";
  readonly name: Identifier;
  readonly value:
    | { readonly kind: "block"; readonly settings: readonly Setting[]; readonly span: Span }
    | { readonly kind: "range"; readonly low: Expression; readonly high: Expression; readonly span: Span }
    | { readonly kind: "list"; readonly items: readonly Expression[]; readonly span: Span }
    | Rate
    | Expression;
}

/** What is due again and again: `0.01% every 8h`, `5% per year`. */
export interface Rate {
  readonly kind: "rate";
  readonly amount: Expression;
  readonly word: "every" | "per";
  readonly period: Expression;
  readonly span: Span;
}

/** `param fast = 12 bars in 5..40 step 1`. */
export interface Parameter extends Documented {
  readonly kind: "parameter";
  readonly name: Identifier;
  readonly value: Expression;
  readonly range: (Node & { readonly low: Expression; readonly high: Expression }) | undefined;
  readonly step: Expression | undefined;
}

export interface Require extends Documented {
  readonly kind: "require";
  readonly condition: Expression;
}

export interface Let extends Documented {
  readonly kind: "let";
  readonly name: Identifier;
  /** `let lag[k in 1..5] = …` declares a family of series. */
  readonly family: Family | undefined;
  readonly value: Expression;
}

export interface Family extends Node {
  readonly index: Identifier;
  readonly low: Expression;
  readonly high: Expression;
}

/** `state stop from na = …`: a recurrence, whose own last value is `prev`. */
export interface State extends Documented {
  readonly kind: "state";
  readonly name: Identifier;
  readonly start: Expression;
  readonly value: Expression;
}

/** `state { a from 0 = …  b from 0 = … }`: recurrences that read each other's last value as `a.prev`. */
export interface StateGroup extends Documented {
  readonly kind: "state group";
  readonly members: readonly (State | Damaged)[];
}

export interface Frame extends Documented {
  readonly kind: "frame";
  readonly name: Identifier;
  readonly every: Expression;
  readonly members: readonly (Let | State | StateGroup | Damaged)[];
}

/** `feed eth { symbol: … }` or `feed fear from "file.csv" { column: value  known: 1d }`. */
export interface Feed extends Documented {
  readonly kind: "feed";
  readonly name: Identifier;
  readonly file: Text | undefined;
  readonly settings: readonly Setting[];
}

export interface Model extends Documented {
  readonly kind: "model";
  readonly name: Identifier;
  readonly parts: readonly ModelPart[];
}

export type ModelPart =
  | (Node & { readonly kind: "features"; readonly bindings: readonly (Binding | Damaged)[] })
  | (Node & { readonly kind: "target"; readonly bindings: readonly (Binding | Damaged)[] })
  | (Node & { readonly kind: "algorithm"; readonly name: Identifier; readonly settings: readonly Setting[] })
  | (Node & { readonly kind: "train"; readonly settings: readonly Setting[] })
  | Damaged;

export interface Binding extends Node {
  readonly kind: "binding";
  readonly name: Identifier;
  readonly family: Family | undefined;
  readonly value: Expression;
  readonly as: Identifier | undefined;
}

export type Side = "long" | "short" | "all";

export interface Enter extends Documented {
  readonly kind: "enter";
  readonly side: Side;
  readonly sideSpan: Span;
  readonly condition: Expression;
  /** `limit at …`, `stop at …` or `stop at … limit …`, with its validity; undefined is a market order. */
  readonly order:
    | (Node & {
        readonly type: "limit" | "stop";
        readonly price: Expression;
        /** Of a stop: the worst price at which it may fill once it is triggered. */
        readonly limit: Expression | undefined;
        readonly validity: Expression | undefined;
      })
    | undefined;
  readonly protections: readonly Protection[];
}

export type Protection =
  /** `stop entry after reach`: the stop moves there once the price has gone so far in favour. */
  | (Node & { readonly kind: "stop"; readonly price: Expression; readonly after: Expression | undefined })
  | (Node & { readonly kind: "take"; readonly price: Expression; readonly portion: Expression | undefined })
  | (Node & { readonly kind: "trail"; readonly distance: Expression; readonly after: Expression | undefined })
  | (Node & { readonly kind: "expire"; readonly after: Expression })
  | Damaged;

export interface Exit extends Documented {
  readonly kind: "exit";
  readonly side: Side;
  readonly sideSpan: Span;
  readonly condition: Expression;
}

/** `position clamp(…)` with its settings, the alternative to events. */
export interface TargetPosition extends Documented {
  readonly kind: "position";
  readonly target: Expression;
  readonly settings: readonly Setting[];
}

export interface Size extends Documented {
  readonly kind: "size";
  readonly mode: "plain" | "risk" | "fixed" | "volatility" | "kelly";
  readonly amount: Expression;
  /** `of equity`, `of base`, `of quote`. */
  readonly of: Identifier | undefined;
  /** Of `volatility`: `over 30 bars`. */
  readonly over: Expression | undefined;
  /** Of `kelly`: `after 30 trades else 5%`. */
  readonly beginning: (Node & { readonly trades: Expression; readonly otherwise: Expression }) | undefined;
  /** `scaled by …`: a series from 0 to 1. */
  readonly scale: Expression | undefined;
  readonly limit: (Node & { readonly amount: Expression; readonly of: Identifier }) | undefined;
}

export interface Cooldown extends Documented {
  readonly kind: "cooldown";
  readonly length: Expression;
  /** `after loss`, `after win`. */
  readonly after: Identifier | undefined;
}

export interface Halt extends Documented {
  readonly kind: "halt";
  readonly condition: Expression;
  readonly length: Expression | undefined;
}

/** `gaps hold`, `gaps fill`, `gaps stop`. */
export interface Gaps extends Documented {
  readonly kind: "gaps";
  readonly policy: Identifier;
}

export interface Plot extends Documented {
  readonly kind: "plot";
  readonly value: Expression;
  readonly label: Text | undefined;
}

export interface Alert extends Documented {
  readonly kind: "alert";
  readonly condition: Expression;
  readonly message: Text;
}

export interface Experiment extends Documented {
  readonly kind: "experiment";
  readonly name: Identifier;
  readonly of: Identifier;
  readonly settings: readonly Setting[];
}

export interface Portfolio extends Documented {
  readonly kind: "portfolio";
  readonly name: Identifier;
  readonly settings: readonly Setting[];
}

export interface Test extends Documented {
  readonly kind: "test";
  readonly title: Text;
  readonly of: Identifier;
  readonly steps: readonly TestStep[];
}

export type TestStep =
  | (Node & {
      readonly kind: "with";
      readonly values: readonly (Node & { readonly name: Identifier; readonly value: Expression })[];
    })
  | TestRow
  | Expect
  | Damaged;

/** `close: 10, 11, 12`; `eth.close: …` is a column of the feed `eth`. */
export interface TestRow extends Node {
  readonly kind: "row";
  readonly of: Identifier | undefined;
  readonly name: Identifier;
  readonly values: readonly Expression[];
}

/** `expect enter long at bar 4`, `expect no exit all`, `expect stop at bar 7`, `expect quick = 10.5 at bar 4`. */
export interface Expect extends Node {
  readonly kind: "expect";
  /** `no`: it must not happen. */
  readonly negated: boolean;
  readonly what: Expected;
  /** Undefined: anywhere in the series. */
  readonly at: (Node & { readonly bar: number }) | undefined;
}

export type Expected =
  | { readonly kind: "rule"; readonly action: "enter" | "exit"; readonly side: Side }
  | { readonly kind: "protection"; readonly protection: ProtectionKind }
  /** Neither an entry nor an exit. */
  | { readonly kind: "nothing" }
  /** `name`: a name, a field of one (`h4.trend`), or a member of a family (`lag[3]`). */
  | { readonly kind: "value"; readonly name: Expression; readonly value: Expression };

export type ProtectionKind = "stop" | "take" | "trail" | "expire";

// ---------------------------------------------------------------------------------------------- expressions

export type Expression =
  | NumberLiteral
  | PercentLiteral
  | DurationLiteral
  | DateLiteral
  | Text
  | TruthLiteral
  | MissingLiteral
  | Name
  | Previous
  | FieldAccess
  | History
  | Call
  | RecordLiteral
  | Negation
  | Not
  | Binary
  | Crosses
  | Within
  | Conditional
  | DamagedExpression;

/** `12`, `12 bars`, `1 tick`; `text` is the digits as written. */
export interface NumberLiteral extends Node {
  readonly kind: "number";
  readonly value: number;
  readonly suffix: "bars" | "ticks" | undefined;
  readonly text: string;
}

/** `25%`; `value` is the fraction 0.25. */
export interface PercentLiteral extends Node {
  readonly kind: "percent";
  readonly value: number;
  readonly text: string;
}

/** `4h`, `2d`, `1w`; months and years are calendar-free: 30 and 365 days. */
export interface DurationLiteral extends Node {
  readonly kind: "duration";
  readonly milliseconds: number;
  readonly text: string;
}

/** `2024-01-31` or `2024-01-31T12:00`, UTC. */
export interface DateLiteral extends Node {
  readonly kind: "date";
  readonly milliseconds: number;
  readonly text: string;
}

export interface Text extends Node {
  readonly kind: "text";
  /** Without quotes, escapes resolved. */
  readonly value: string;
}

export interface TruthLiteral extends Node {
  readonly kind: "truth";
  readonly value: boolean;
}

/** `na`: the missing value. */
export interface MissingLiteral extends Node {
  readonly kind: "missing";
}

export interface Name extends Node {
  readonly kind: "name";
  readonly text: string;
}

/** `prev`: inside `state`, the value one bar ago. */
export interface Previous extends Node {
  readonly kind: "previous";
}

/** `h4.rising`, `bands.upper`. */
export interface FieldAccess extends Node {
  readonly kind: "field";
  readonly object: Expression;
  readonly field: Identifier;
}

/** `close[3]`: the value three bars ago. */
export interface History extends Node {
  readonly kind: "history";
  readonly series: Expression;
  readonly offset: Expression;
}

export interface Call extends Node {
  readonly kind: "call";
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
}

export interface Argument extends Node {
  readonly name: Identifier | undefined;
  readonly value: Expression;
}

export interface RecordLiteral extends Node {
  readonly kind: "record";
  readonly fields: readonly (Node & { readonly name: Identifier; readonly value: Expression })[];
}

export interface Negation extends Node {
  readonly kind: "negation";
  readonly operand: Expression;
}

export interface Not extends Node {
  readonly kind: "not";
  readonly operand: Expression;
}

export type BinaryOperator =
  "+" | "-" | "*" | "/" | "mod" | "??" | "and" | "or" | "==" | "!=" | "<" | "<=" | ">" | ">=";

export interface Binary extends Node {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
}

/** `quick crosses above calm`. */
export interface Crosses extends Node {
  readonly kind: "crosses";
  readonly direction: "above" | "below";
  readonly left: Expression;
  readonly right: Expression;
}

/** `strength in 30..70`, both ends included. */
export interface Within extends Node {
  readonly kind: "within";
  readonly value: Expression;
  readonly low: Expression;
  readonly high: Expression;
}

export interface Conditional extends Node {
  readonly kind: "conditional";
  readonly condition: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}

/** An expression that could not be read; it satisfies every later check, so that one cause gives one diagnostic. */
export interface DamagedExpression extends Node {
  readonly kind: "damaged";
}
