import type { Unit } from "../../kernels/catalog/unit.js";
import type { Expression } from "../../lang/tree.js";
import type {
  CheckedFrame,
  CheckedLet,
  CheckedParameter,
  CheckedState,
  DeclaredModel,
  Symbol,
} from "../checked.js";
import type { Clock } from "../clock.js";
import type { Outline } from "./outline.js";
import type { ProgramSource } from "./places.js";

export { textAt } from "./places.js";

/** A strategy with every name resolved; the passes that follow each find out one thing about its expressions. */
export interface Program {
  readonly outline: Outline;
  readonly source: ProgramSource;
  /** Milliseconds of a bar. */
  readonly timeframe: number;
  /** Price step, where the market section gives it. */
  readonly tick: number | null;
  readonly parameters: readonly CheckedParameter[];
  /** Those inside frames included. */
  readonly lets: readonly CheckedLet[];
  /** States of the strategy itself; those of frames and inlined functions are only in `allStates`. */
  readonly states: readonly CheckedState[];
  readonly allStates: readonly CheckedState[];
  readonly frames: readonly CheckedFrame[];
  /** Names of the strategy that are read inside a frame: allowed where they do not change from bar to bar. */
  readonly borrowed: readonly Borrowed[];
  readonly models: readonly DeclaredModel[];
  readonly resolution: ReadonlyMap<Expression, Symbol>;
  /** Bases and slopes of levels: expressions made by the compiler. */
  readonly levelParts: readonly Expression[];
  /** In source order: what the strategy, the functions and the catalogue ask of expressions. */
  readonly demands: readonly Demand[];
}

/** A name of the strategy that is read where another clock rules. */
export interface Borrowed {
  readonly expression: Expression;
  readonly name: string;
  readonly clock: Clock;
}

/** What the place of an expression asks of it. */
export interface Demand {
  readonly expression: Expression;
  /** Subject of a sentence: "the stop", "`length` of `ema`". */
  readonly what: string;
  readonly type: "number" | "truth" | "category" | "any";
  /** A number's unit; "length": bars, a plain whole number or a duration; "any": whatever it is. */
  readonly unit: Unit | "length" | "any";
  /** The latest stage that will do. */
  readonly stage: "constant" | "parameter" | "series";
  /** Both ends included; "over" excludes the low end. */
  readonly low?: number;
  readonly high?: number;
  readonly over?: boolean;
  /** Whether `na` after the warm-up will do. */
  readonly optional: boolean;
  /** Whether it stands in the strategy itself and decides about orders (not only inside a `let`). */
  readonly decides: boolean;
  /** Milliseconds of a bar where it stands; absent: of the strategy's own. */
  readonly timeframe?: number;
  /** A record will not do, although anything else does. */
  readonly single?: boolean;
  /** A way to write it that fits, for messages about units. */
  readonly example?: string;
  /** For an argument given by its place: a sentence with the order of them all. */
  readonly order?: string;
}
