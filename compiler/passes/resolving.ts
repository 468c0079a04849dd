import type { Source } from "../../lang/source.js";
import type { Expression, FunctionDeclaration } from "../../lang/tree.js";
import type { Catalogue } from "../catalogue.js";
import type { CheckedState, Symbol } from "../checked.js";
import type { Reporter } from "./pass.js";
import type { Demand } from "./program.js";
import type { FileScope, Scope } from "./scope.js";

/** What the pass `names` builds up while it walks; only that pass and its parts see it. */
export interface Resolving {
  readonly source: Source;
  readonly catalogue: Catalogue;
  readonly file: FileScope;
  readonly fileScope: Scope;
  readonly timeframe: number;
  readonly resolution: Map<Expression, Symbol>;
  readonly demands: Demand[];
  readonly states: CheckedState[];
  readonly used: Set<object>;
  readonly report: Reporter;
  readonly resolve: (expression: Expression, context: Context) => void;
  /** Copies of functions made so far; a limit keeps a small text from becoming a huge program. */
  copies: number;
}

/** Where an expression stands. */
export interface Context {
  readonly scope: Scope;
  /** `entry` has a meaning: inside the levels of an entry. */
  readonly level: boolean;
  /** The state whose `prev` is meant. */
  readonly state: CheckedState | undefined;
  /** The functions being copied, outermost first. */
  readonly calls: readonly FunctionDeclaration[];
}

export const copyLimit = 5_000;
