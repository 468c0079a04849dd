import type { Range } from "./range.js";
import type { Unit } from "./unit.js";

/**
 * The one declaration of an operation. Type checker, lowering, engine, hover text, reference page and the
 * property tests read it; nothing else in the tree describes an operation.
 *
 * Kernel contract: every kernel is a WebAssembly export
 * `(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void`
 * - `state`: `stateBytes(parameters)` bytes, 16-byte aligned; all zero means "no bar seen yet";
 * - `parameters`: one f64 each, in the order of `parameters` (a choice is its index, a truth 0 or 1);
 * - `inputs`: u32 pointers to f64 columns: first `inputs`, then `bar`, each in declared order;
 * - `outputs`: u32 pointers to f64 columns in the order of `outputs`; an output never aliases an input.
 * Columns are 16-byte aligned. Missing is the canonical NaN; truths are 1, 0 or NaN.
 */
export interface Operation {
  /** The name in the language (`ema`), or the operation behind an operator (`add`). */
  readonly name: string;
  /** How it is written: a call, an operator, or only made by the compiler. */
  readonly surface: "call" | "operator" | "internal";
  readonly family: Family;
  /** One sentence for hover and reference. */
  readonly summary: string;
  /** The definition in plain notation. */
  readonly formula: string;
  /** Where the definition comes from: author, work, year; and whose variant is chosen where programs differ. */
  readonly source: string;
  /** Series given by the caller, in order; their arguments come before the parameters. */
  readonly inputs: readonly Input[];
  /** Columns of the bar that are read without being written (`atr` reads high, low, close). */
  readonly bar: readonly BarColumn[];
  /** Values fixed before the run. */
  readonly parameters: readonly Parameter[];
  /** One output is a plain value; several are a record whose fields are the outputs' names. */
  readonly outputs: readonly [Output, ...Output[]];
  /** Index of the first bar with every output when every input is present from bar 0 (the look-back law). Non-decreasing in every length. */
  readonly first: (parameters: ParameterValues) => number;
  /** Bars after which what came before weighs less than `epsilon`; at least `first`; Infinity if nothing is forgotten. */
  readonly settled: (parameters: ParameterValues, epsilon: number) => number;
  /** Size of the state; a multiple of 8. */
  readonly stateBytes: (parameters: ParameterValues) => number;
  /**
   * "window": the work per bar grows with the length, because no running form keeps the digits. Absent: it is bounded,
   * or grows with the logarithm (the ninth law).
   */
  readonly work?: "window";
  /** "skip": an `na` input gives `na` and leaves the state untouched; "through": the summary says what happens. */
  readonly missing: "skip" | "through";
  /** Name of the WebAssembly export. */
  readonly kernel: string;
}

export type Family =
  | "bar"
  | "arithmetic"
  | "comparison"
  | "logic"
  | "history"
  | "recurrence"
  | "average"
  | "window"
  | "oscillator"
  | "cycle"
  | "band"
  | "trend"
  | "volume"
  | "change"
  | "time"
  | "clock"
  | "label";

export type BarColumn = "time" | "open" | "high" | "low" | "close" | "volume";

export type ValueType = "number" | "truth" | "category";

export interface Input {
  readonly name: string;
  readonly type: ValueType;
  /** "any": whatever the caller gives; inputs with the same letter must have one unit; a fixed unit is demanded. */
  readonly unit: "any" | "A" | "B" | Unit;
  readonly summary: string;
}

/** A parameter is fixed before the run: a literal, a `param`, or arithmetic of those. */
export type Parameter =
  | {
      readonly kind: "length";
      readonly name: string;
      readonly summary: string;
      /** Whole bars, both ends included. */
      readonly low: number;
      readonly high: number;
      readonly fallback?: number;
    }
  | {
      readonly kind: "number";
      readonly name: string;
      readonly summary: string;
      readonly range: Range;
      readonly fallback?: number;
    }
  | {
      readonly kind: "choice";
      readonly name: string;
      readonly summary: string;
      /** Written as bare words: `ema(close, 12, seed: first)`. The first is the default. */
      readonly choices: readonly [string, ...string[]];
    };

/** The values in the kernel's order: choices as indices. */
export type ParameterValues = readonly number[];

export interface Output {
  readonly name: string;
  readonly type: ValueType;
  /** A fixed unit, or the product of powers of the inputs' units and a fixed one. */
  readonly unit: Unit | { readonly powers: Readonly<Record<string, number>>; readonly times?: Unit };
  /** The interval the output lies in, from those of the inputs (then bar columns) and the parameters' worst cases. */
  readonly range: Range | ((inputs: readonly Range[], parameters: ParameterValues) => Range);
  /** Where this output's own first value stands, if before the operation's `first` (the line of a macd before its signal). */
  readonly first?: (parameters: ParameterValues) => number;
  /** This output's own `settled`, if before the operation's. */
  readonly settled?: (parameters: ParameterValues, epsilon: number) => number;
  /** Power of the price scale that the output follows: 1 for a price, 0 for a ratio, 2 for a variance (the homogeneity law); undefined: not homogeneous. */
  readonly degree: number | undefined;
  readonly summary: string;
}
