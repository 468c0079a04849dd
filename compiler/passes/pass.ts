import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";

/** What every pass gives: its result, and what it found. A pass never changes its input. */
export interface Pass<Out> {
  readonly out: Out;
  readonly diagnostics: readonly Diagnostic[];
}

/** Where a pass puts what it finds. */
export type Reporter = (diagnostic: Diagnostic) => void;
