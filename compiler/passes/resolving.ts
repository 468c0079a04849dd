import type { MarketSeries } from "../../kernels/catalog/series.js";
import type { Call, Expression, FunctionDeclaration, Name } from "../../lang/tree.js";
import type { Catalogue } from "../catalogue.js";
import type { CheckedFeed, CheckedState, DeclaredModel, Symbol } from "../checked.js";
import type { Clock, FrameClock } from "../clock.js";
import type { Module } from "../modules/module.js";
import type { Reporter } from "./pass.js";
import type { OpenSource } from "./places.js";
import type { Borrowed, Demand } from "./program.js";
import type { FileScope, Home, Scope } from "./scope.js";

/** What the pass `names` builds up while it walks; only that pass and its parts see it. */
export interface Resolving {
  readonly source: OpenSource;
  readonly catalogue: Catalogue;
  readonly file: FileScope;
  readonly fileScope: Scope;
  /** The modules that something was taken from so far. */
  readonly homes: Map<Module, Home>;
  readonly timeframe: number;
  readonly resolution: Map<Expression, Symbol>;
  readonly demands: Demand[];
  readonly states: CheckedState[];
  /** The names inside each frame. */
  readonly frameScopes: Map<FrameClock, Scope>;
  readonly borrowed: Borrowed[];
  readonly used: Set<object>;
  readonly report: Reporter;
  readonly resolve: (expression: Expression, context: Context) => void;
  /** Members of families see their number under the name of the index. */
  readonly memberScopes: Map<Expression, Scope>;
  /** Features see each other under their own names. */
  readonly modelScopes: Map<DeclaredModel, Scope>;
  /** What is read of the market besides its candles. */
  readonly series: Map<MarketSeries, CheckedFeed>;
  /** Names that were not found, and are taken for those of declarations without one. */
  readonly excused: Set<string>;
  /** Names that were not found and have been reported. */
  readonly told: Set<string>;
  /** Copies of functions made so far; a limit keeps a small text from becoming a huge program. */
  copies: number;
}

/** Where an expression stands. */
export interface Context {
  /** The file that the text stands in. */
  readonly home: Home;
  readonly scope: Scope;
  /** `entry` has a meaning: inside the levels of an entry. */
  readonly level: boolean;
  /** Inside the distance of a `trail`. */
  readonly distance?: boolean;
  /** Inside the braces of an entry: what `risk` stands for there. */
  readonly risk?: (name: Name) => Symbol;
  /** The state whose `prev` is meant. */
  readonly state: CheckedState | undefined;
  /** The states whose last value `name.prev` can be read here. */
  readonly group?: readonly CheckedState[];
  /** Whose bars `close`, `atr(14)` and all lengths mean. */
  readonly clock: Clock;
  /** Inside a frame: the names of the strategy around it. */
  readonly around: Scope | undefined;
  /** The functions being copied, outermost first. */
  readonly calls: readonly FunctionDeclaration[];
  /** The call of the strategy that all this copying is for. */
  readonly from?: Call | undefined;
}

export const copyLimit = 5_000;

/** A name that is nowhere is told once: its declaration is missing, not each of its uses wrong. */
export function isTold(name: string, { told }: Resolving): boolean {
  if (told.has(name)) return true;
  told.add(name);
  return false;
}

/** Whether a name that is not found is taken for that of a declaration without one. */
export function isExcused(name: string, { excused, file }: Resolving): boolean {
  if (!excused.has(name) && excused.size < file.nameless) excused.add(name);
  return excused.has(name);
}

/** Where a recurrence begins is fixed before the run; it may be missing. */
export const startDemand = (state: CheckedState): Demand => ({
  expression: state.start,
  what: `the start of \`${state.name}\``,
  type: "any",
  unit: "any",
  stage: "parameter",
  optional: true,
  decides: false,
});
