import type { MarketSeries } from "../kernels/catalog/series.js";
import type { BarColumn, Operation } from "../kernels/catalog/operation.js";
import type * as tree from "../lang/tree.js";
import type { Expression } from "../lang/tree.js";
import type { Clock, FrameClock } from "./clock.js";
import type { NamedType } from "./passes/annotation.js";
import type { Learner } from "./models/learners.js";
import type { Facts } from "./passes/facts.js";
import type { ProgramSource } from "./passes/places.js";

/**
 * A strategy whose every name is resolved and every expression known: what the checker hands to lowering.
 *
 * Expressions are identified by object, not by place: a function is inlined by copying its body for each call,
 * so copies share spans but each has its own facts and symbols. Stop and take levels are split into synthetic
 * expressions, which are in `facts` and `resolution` like all others. What comes from another file has places behind
 * the end of the text (see `source`). When `sound` is false, diagnostics hold an
 * error, some facts are "unknown" and the strategy must not be lowered.
 */
export interface CheckedStrategy {
  readonly name: string;
  readonly documentation: string;
  readonly declaration: tree.Strategy;
  /** No error was found in this strategy or in what it uses. */
  readonly sound: boolean;
  readonly market: CheckedMarket;
  /** In source order; `index` of each is its position. */
  readonly parameters: readonly CheckedParameter[];
  readonly requirements: readonly CheckedRequirement[];
  readonly searchSpace: SearchSpace;
  /** `let`s of the strategy in source order. Function steps are reached through `InlinedCall`. */
  readonly lets: readonly CheckedLet[];
  /** `state`s of the strategy, in source order. Those inside functions are reached through `InlinedCall.states`. */
  readonly states: readonly CheckedState[];
  /** Slower timeframes, in source order. */
  readonly frames: readonly CheckedFrame[];
  readonly models: readonly CheckedModel[];
  /** Other markets and files, in source order. */
  readonly feeds: readonly CheckedFeed[];
  readonly entries: readonly CheckedEntry[];
  readonly exits: readonly CheckedExit[];
  /** The alternative to rules and a size. */
  readonly position: CheckedPosition | undefined;
  readonly size: CheckedSize | undefined;
  readonly costs: CheckedCosts;
  readonly cooldown: CheckedCooldown | undefined;
  readonly halts: readonly CheckedHalt[];
  readonly fills: CheckedFills;
  readonly gaps: "hold" | "fill" | "stop";
  readonly plots: readonly CheckedPlot[];
  readonly alerts: readonly CheckedAlert[];
  /** Facts of every expression reachable from the members, copies included. */
  readonly facts: ReadonlyMap<Expression, Facts>;
  /** Meaning of every name, `prev`, call and field access; what a callee name means is at its call. */
  readonly resolution: ReadonlyMap<Expression, Symbol>;
  readonly warmup: WarmUp;
  /** The text with what was copied into it from other files; `placeOf` brings a span back into the file itself. */
  readonly source: ProgramSource;
}

/** What a name, `prev`, call, field access or a member of a family (`lag[3]`) stands for. */
export type Symbol =
  /** A column of the bar: `close`; inside a frame, of the slower bar. */
  | { readonly kind: "bar"; readonly column: BarColumn; readonly clock: Clock }
  /**
   * Another expression under a name: lower it (once) and use the result. `let`, `constant`; `step`: a `let`
   * inside an inlined function; `argument`: a function's parameter, `value` being the caller's expression.
   */
  | {
      readonly kind: "value";
      readonly role: "let" | "constant" | "step" | "argument";
      readonly name: string;
      readonly value: Expression;
    }
  /** `h4.trend` outside its frame: what `value` was when the frame's last bar was finished. */
  | { readonly kind: "held"; readonly clock: FrameClock; readonly value: Expression }
  /** A frame's name, which is no value by itself; stands in scopes only. */
  | { readonly kind: "frame"; readonly frame: CheckedFrame }
  /** `eth.close`: what was last known of a feed; "age": bars since it became known. */
  | { readonly kind: "fed"; readonly feed: CheckedFeed; readonly column: FedColumn }
  /** A feed's name; stands in scopes only. */
  | { readonly kind: "feed"; readonly feed: CheckedFeed }
  /** The value of a `state` on this bar. */
  | { readonly kind: "state"; readonly state: CheckedState }
  /** `prev`, or `name.prev` in a group: the value of the state one bar ago (its start on the first bar). */
  | { readonly kind: "previous"; readonly state: CheckedState }
  | { readonly kind: "parameter"; readonly parameter: CheckedParameter }
  /** A name the language provides. `entry` occurs in levels only; `equity`… in `size … of`, `halt` only (never in a sound expression). */
  | { readonly kind: "provided"; readonly name: ProvidedName }
  /** A call of a catalogue operation, arguments put into the catalogue's order. */
  | OperationCall
  /** A call of a `fn`: the value is that of `body`. */
  | { readonly kind: "inlined"; readonly call: InlinedCall }
  /** `price(50000)`, `quantity(2)`, `money(100)`, a number where a function asks for `bars`: the argument with a unit; computes nothing. */
  | {
      readonly kind: "unit";
      readonly unit: "price" | "quantity" | "money" | "bars";
      readonly argument: Expression;
    }
  /** `macd(close).signal`: lower `object` to a record and take this field (an output's or a record literal's name). */
  | { readonly kind: "field"; readonly object: Expression; readonly field: string }
  /** A bare word as argument: `first` in `ema(close, 12, seed: first)`; `index` into the parameter's choices. */
  | { readonly kind: "choice"; readonly index: number; readonly word: string }
  /** `ahead(x, n)`: the value n bars later; only in targets of models, or in what only they use. */
  | { readonly kind: "ahead"; readonly series: Expression; readonly offset: OperationParameter }
  /** A name of a model: `edge` before its point (never of a sound expression that stands alone). */
  | { readonly kind: "model"; readonly model: DeclaredModel }
  /** `edge.probability(up)`, `edge.class`, `edge.value`: what a model says of this bar. */
  | Prediction
  /** The name of a family without its number: only where a member is chosen (never of a sound expression). */
  | { readonly kind: "family"; readonly family: CheckedFamily }
  /** What a function is given when it is looked at without a caller: all that is known is the declared type. */
  | { readonly kind: "given"; readonly type: NamedType; readonly optional: boolean }
  /** Already reported. */
  | { readonly kind: "unknown" };

export interface Prediction {
  readonly kind: "prediction";
  readonly model: DeclaredModel;
  /** probability: of one class, 0..1; class: the most probable; value: of a regression, in the target's unit. */
  readonly output: PredictionOutput;
  /** The class that was asked for, as it is written: the name of the target, of a class, or its number. */
  readonly of: tree.Identifier | undefined;
}

export type PredictionOutput = "probability" | "class" | "value";

export type ProvidedName =
  "entry" | "equity" | "drawdown" | "daily_loss" | "losing_streak" | "round_trip_cost";

export interface OperationCall {
  readonly kind: "operation";
  readonly operation: Operation;
  /** One for each of `operation.inputs`. Bar columns of `operation.bar` are implied and not listed. */
  readonly inputs: readonly Expression[];
  /** One for each of `operation.parameters`. */
  readonly parameters: readonly OperationParameter[];
  /** Whose bars it reads, and counts its lengths in. */
  readonly clock: Clock;
}

export type OperationParameter =
  /** value = expression ÷ divisor. Stage constant or parameter. The divisor is 1, or the timeframe where a duration stands for a length. */
  | { readonly kind: "expression"; readonly expression: Expression; readonly divisor: number }
  /** Left out: the catalogue's fallback, or a choice's index. */
  | { readonly kind: "value"; readonly value: number };

/** One call of a `fn` with its own copy of the body and its own states. */
export interface InlinedCall {
  readonly declaration: tree.FunctionDeclaration;
  readonly call: tree.Call;
  /** By parameter name; a left-out argument is a copy of the default. */
  readonly arguments: ReadonlyMap<string, Expression>;
  readonly steps: readonly CheckedLet[];
  readonly states: readonly CheckedState[];
  readonly body: Expression;
}

export interface CheckedMarket {
  /** As written; bare words are kept: `BTCUSDT`. Empty when the section is missing. */
  readonly symbol: string;
  readonly exchange: string | null;
  readonly type: "spot" | "perpetual" | "future";
  /** Milliseconds; one hour when the setting is missing (which is reported). */
  readonly timeframe: number;
  readonly tick: number | null;
  readonly lot: number | null;
  readonly minimumNotional: number | null;
}

export interface CheckedParameter {
  readonly name: string;
  readonly index: number;
  readonly kind: "bars" | "number" | "percent" | "ticks" | "duration" | "truth";
  /** Percent as fraction, duration in milliseconds, truth as 0 or 1. */
  readonly value: number;
  /** Both ends included; equal to `value` when no range is written. */
  readonly low: number;
  readonly high: number;
  /** 0 when there is one value only. Written, or 1 for whole numbers, or one unit of the last digit written. */
  readonly step: number;
  /** How many values the range holds. */
  readonly count: number;
  readonly declaration: tree.Parameter;
}

export interface CheckedRequirement {
  readonly condition: Expression;
  readonly text: string;
  readonly declaration: tree.Require;
}

export interface SearchSpace {
  /** Product of the parameters' counts. */
  readonly cells: number;
  /** Cells that fulfil every `require`; undefined when there are too many to count. */
  readonly valid: number | undefined;
}

export interface CheckedLet {
  readonly name: string;
  readonly value: Expression;
  readonly declaration: tree.Let;
}

/** `let lag[k in 1..5] = …`: one series for each whole number between its bounds. */
export interface CheckedFamily {
  readonly name: string;
  /** Both ends included. */
  readonly low: number;
  readonly high: number;
  /** By number: copies of the value, in each of which the index is a number. */
  readonly members: ReadonlyMap<number, Expression>;
  readonly declaration: tree.Let | tree.Binding;
}

/** A column of a feed: a market has those of the bar, a file has its value. */
export type FedColumn = BarColumn | "value" | "age";

/** `feed eth { … }`, `feed fear from "file.csv" { … }` or a series of the market itself. One of `market`, `file` and `series` is there. */
export interface CheckedFeed {
  readonly name: string;
  /** Milliseconds of a bar of the market; null for a file. */
  readonly interval: number | null;
  /** For how many of the strategy's bars a value holds; 1 where it changes with every bar, Infinity where that is not known. */
  readonly ratio: number;
  /** Milliseconds after which a value is missing; null: never. */
  readonly stale: number | null;
  readonly market: Pick<CheckedMarket, "symbol" | "exchange" | "type"> | null;
  /** `known`: milliseconds from the time of a row to when it is known. */
  readonly file: { readonly path: string; readonly column: string; readonly known: number } | null;
  /** `funding`, `open_interest`, `trades`: what comes with the strategy's own candles. */
  readonly series: MarketSeries | null;
}

/** `frame h4 every 4h { … }`. What is inside is reached from outside through `held` only. */
export interface CheckedFrame {
  readonly name: string;
  readonly clock: FrameClock;
  readonly lets: readonly CheckedLet[];
  readonly states: readonly CheckedState[];
  readonly declaration: tree.Frame;
}

/** A model as it is written, every name in it resolved. */
export interface DeclaredModel {
  readonly name: string;
  readonly declaration: tree.Model;
  /** In source order, the members of families one by one. */
  readonly features: readonly CheckedFeature[];
  /** Of features: by name. */
  readonly families: ReadonlyMap<string, CheckedFamily>;
  readonly target: CheckedTarget | undefined;
  readonly algorithm: CheckedAlgorithm | undefined;
  readonly train: CheckedTrain;
}

export interface CheckedFeature {
  /** `momentum`, or `lag[3]` of a family. */
  readonly name: string;
  readonly value: Expression;
  /** Its values are names of things, not amounts. */
  readonly category: boolean;
  readonly declaration: tree.Binding;
}

/** What a model learns to foresee. */
export type CheckedTarget = CheckedFeature;

export interface CheckedAlgorithm {
  readonly learner: Learner;
  /** Only those that are written, by name. */
  readonly options: ReadonlyMap<string, CheckedOption>;
  readonly declaration: Extract<tree.ModelPart, { kind: "algorithm" }>;
}

/** A setting's value: a number or numbers of stage ≤ parameter, a word or text, names of features, or a day. */
export type CheckedOption =
  | { readonly kind: "number"; readonly expression: Expression; readonly divisor: number }
  | { readonly kind: "truth"; readonly expression: Expression }
  | { readonly kind: "word"; readonly word: string }
  | { readonly kind: "names"; readonly names: readonly string[] }
  | { readonly kind: "numbers"; readonly expressions: readonly Expression[] }
  | { readonly kind: "time"; readonly milliseconds: number };

export interface CheckedTrain {
  /** Only those that are written, by name; lengths in bars after the divisor. */
  readonly options: ReadonlyMap<string, CheckedOption>;
  /** Undefined: the section is missing. */
  readonly declaration: Extract<tree.ModelPart, { kind: "train" }> | undefined;
}

/** A model with everything that is known of it before a bar is run. */
export interface CheckedModel extends DeclaredModel {
  /** binary: a condition, learned as a probability; classes: one probability each; regression: a number. */
  readonly kind: TargetKind;
  /** Names of the classes in the order of their numbers; of a binary target its name alone. */
  readonly classes: readonly string[];
  /** Bars before every feature has a value, and before the start of the data no longer matters to any. */
  readonly first: number;
  readonly settled: number;
  /** Bars until the target of a bar is known, for the worst parameter values. */
  readonly reach: number;
  /** Bars whose rows are left out before a test fold, and after it; worst case. */
  readonly purge: number;
  readonly embargo: number;
  /** Parameters that the model depends on, and how many different models the search space asks for. */
  readonly refits: {
    readonly parameters: readonly CheckedParameter[];
    /** Undefined: too many to count. */
    readonly trainings: number | undefined;
  };
}

export type TargetKind = "binary" | "classes" | "regression";

/**
 * A recurrence. Inside it a condition of `if` that is missing counts as no: with inputs present that can only come from
 * a `prev` that is still `na`, and `state stop from na = if close > prev then … else …` has to begin somewhere.
 */
export interface CheckedState {
  readonly name: string;
  /** Stage constant or parameter; `na` allowed. */
  readonly start: Expression;
  readonly value: Expression;
  /** Whose bars it goes on with. */
  readonly clock: Clock;
  readonly declaration: tree.State;
  /** The states it is declared together with, itself included: they may read each other's last value as `name.prev`. */
  readonly group: readonly CheckedState[];
}

/** A price level placed at the fill: base + slope × entry. Both are ordinary expressions without `entry`. */
export interface CheckedLevel {
  /** In price; the literal 0 when absent. */
  readonly base: Expression;
  /** A ratio; the literal 0 when `entry` is absent. */
  readonly slope: Expression;
  /** As written. */
  readonly expression: Expression;
}

/**
 * A number of bars fixed before the run: expression ÷ divisor (1, or the timeframe for durations). Whole, except an
 * expiry of less than a bar (SAGE4011), which counts as one.
 */
export interface CheckedLength {
  readonly expression: Expression;
  readonly divisor: number;
}

/** `stop entry after 1.5 * risk`: both are affine in the fill price, the second as a distance from it. */
export interface CheckedMove {
  readonly level: CheckedLevel;
  readonly after: CheckedLevel;
}

export interface CheckedEntry {
  readonly side: "long" | "short";
  readonly condition: Expression;
  readonly text: string;
  /** Undefined is a market order. The price is known at the decision; undefined validity is until it fills. */
  readonly order:
    | {
        readonly type: "limit" | "stop";
        readonly price: Expression;
        /** Of a stop: the limit that it becomes once it is triggered. */
        readonly limit: Expression | undefined;
        readonly validity: CheckedLength | undefined;
        readonly declaration: NonNullable<tree.Enter["order"]>;
      }
    | undefined;
  readonly stop: CheckedLevel | undefined;
  /** Levels that the stop moves to once the price has gone `after` in favour of the entry. */
  readonly moves: readonly CheckedMove[];
  /** `portion`: fraction of the position (stage ≤ parameter); undefined is all that is left. */
  readonly takes: readonly { readonly level: CheckedLevel; readonly portion: Expression | undefined }[];
  /** Distances in price; with `share` the distance is a fraction of the best price instead, and has no slope. */
  readonly trail:
    | {
        readonly distance: CheckedLevel;
        readonly share: boolean;
        readonly after: CheckedLevel | undefined;
      }
    | undefined;
  readonly expire: CheckedLength | undefined;
  readonly declaration: tree.Enter;
}

export interface CheckedExit {
  readonly side: "long" | "short" | "all";
  readonly condition: Expression;
  readonly text: string;
  readonly declaration: tree.Exit;
}

/** `position clamp(…) { rebalance: 5% }`: a share of equity, negative for short; `na` keeps what is held. */
export interface CheckedPosition {
  readonly target: Expression;
  /** How far the share held may be off before it is traded; stage ≤ parameter; undefined: traded whenever it differs. */
  readonly rebalance: Expression | undefined;
  readonly text: string;
  readonly declaration: tree.TargetPosition;
}

export interface CheckedSize {
  /**
   * equity, risk: `amount` is a fraction of equity; notional: money; quantity: units of base; kelly: what the share that
   * the broker works out is multiplied by.
   */
  readonly kind: "equity" | "notional" | "quantity" | "risk" | "kelly";
  /** Any stage. */
  readonly amount: Expression;
  /** Largest notional as fraction of equity; stage ≤ parameter. */
  readonly limit: Expression | undefined;
  /** Of kelly, each of stage ≤ parameter: the part of Kelly's share, from how many trades on, and the share until then. */
  readonly kelly:
    | { readonly fraction: Expression; readonly trades: Expression; readonly otherwise: Expression }
    | undefined;
  readonly declaration: tree.Size;
}

/** Every expression is of stage ≤ parameter; undefined is 0. */
export interface CheckedCosts {
  readonly taker: Expression | undefined;
  readonly maker: Expression | undefined;
  /** Money per fill. */
  readonly fixed: Expression | undefined;
  /**
   * rate: fraction of price; ticks: number of ticks (the literal's `value`); range: fraction of the bar's high − low;
   * square_root, linear: fraction of price for an order as large as the bar's volume, and how it grows up to there.
   */
  readonly slippage:
    | {
        readonly kind: "rate" | "ticks" | "range" | "square_root" | "linear";
        readonly amount: Expression;
      }
    | undefined;
  readonly spread: Expression | undefined;
  /** What a liquidation costs on top of the taker's fee. */
  readonly liquidation: Expression | undefined;
  readonly funding: CheckedFunding | undefined;
  readonly borrow: CheckedBorrow | undefined;
}

/** What the perpetual's funding costs: as the data has it, or `amount` at every multiple of `every` (milliseconds, UTC). */
export type CheckedFunding = {
  /** Whether fundings that the data lacks are told or end the run. */
  readonly missing: "warn" | "stop";
  readonly setting: tree.Setting;
} & (
  | { readonly kind: "data" }
  | { readonly kind: "constant"; readonly amount: Expression; readonly every: number }
);

/** What is lent costs `amount` × `perYear` of its value a year. */
export interface CheckedBorrow {
  readonly amount: Expression;
  readonly perYear: number;
  readonly setting: tree.Setting;
}

export interface CheckedCooldown {
  readonly length: CheckedLength;
  readonly after: "any" | "loss" | "win";
}

export interface CheckedHalt {
  readonly quantity: "drawdown" | "daily loss" | "losing streak";
  /** `>` or `>=`, as written. */
  readonly comparison: ">" | ">=";
  /** Fraction, or a count for a losing streak; stage ≤ parameter. */
  readonly threshold: Expression;
  /** undefined: for good. */
  readonly length: CheckedLength | undefined;
  readonly declaration: tree.Halt;
}

export interface CheckedFills {
  readonly path: "pessimistic" | "ohlc" | "olhc";
  readonly protectFrom: "fill" | "next";
  /** What an entry against an open position does: closes it first, or nothing. */
  readonly opposite: "reverse" | "ignore";
  /** The share of a bar's volume that orders may fill; stage ≤ parameter; undefined is no limit. */
  readonly participation: Expression | undefined;
  /** Most entries of one position; stage ≤ parameter; undefined is 1. */
  readonly pyramiding: Expression | undefined;
  /** Most entries that are filled in a UTC day; stage ≤ parameter; undefined is no limit. */
  readonly entriesPerDay: Expression | undefined;
  /** Stage ≤ parameter; undefined is 1. */
  readonly leverage: Expression | undefined;
  /** Share of a position's value that its margin must cover; stage ≤ parameter. */
  readonly maintenance: Expression | undefined;
  /** Length of the finer bars, milliseconds. */
  readonly magnify: { readonly interval: number; readonly setting: tree.Setting } | undefined;
}

export interface CheckedPlot {
  readonly label: string;
  readonly value: Expression;
  readonly declaration: tree.Plot;
}

export interface CheckedAlert {
  readonly condition: Expression;
  /** The message around its values: one piece more than there are values. */
  readonly parts: readonly string[];
  /** What stands in braces: `"{close} is above {trend}"`. */
  readonly values: readonly Expression[];
  readonly declaration: tree.Alert;
}

/** How much history the strategy needs, for the worst parameter values. */
export interface WarmUp {
  /** Index of the first bar on which every rule, level and size has a value. */
  readonly first: number;
  /** Bars after which the start of the data no longer matters; Infinity: always. */
  readonly settled: number;
  /** The name (or text) of the innermost expression that sets `settled`; null when nothing needs history. */
  readonly dominatedBy: string | null;
}
