import type { Range } from "../../kernels/catalog/range.js";
import type { Unit } from "../../kernels/catalog/unit.js";
import type { Clock } from "../clock.js";

/** What a value is. "unknown" follows a mistake that was already reported and satisfies every later check. */
export type ValueKind = "number" | "truth" | "category" | "text" | "date" | "record" | "unknown";

/** When a value is fixed: in the text, by the choice of parameters, or anew on every bar. */
export type Stage = "constant" | "parameter" | "series";

/** The unit of a number. "any": fits every unit (the literal `0`, `na`, what follows a mistake). */
export type UnitFact = Unit | "any";

/** At the open of the bar (all inputs are from finished bars) or only at its close. */
export type KnownAt = "open" | "close";

/** Everything the compiler knows about one expression before a bar is run; shown on hover, used by lowering. */
export interface Facts {
  readonly type: ValueKind;
  /** Of truths, categories, texts and records: the ratio unit, without meaning. */
  readonly unit: UnitFact;
  /** Every value lies in here, whatever the parameters and bars; `na` apart. Truths: 0..1. */
  readonly range: Range;
  readonly stage: Stage;
  /** Whose bars it changes with; what is fixed before the run counts as "base". */
  readonly clock: Clock;
  readonly knownAt: KnownAt;
  /** Index of the first bar of its clock with a value, for the worst parameter values. A whole number ≥ 0. */
  readonly first: number;
  /** Bars of its clock after which the first bar of the data no longer matters (weight < 1e-6), worst case; Infinity: always matters. */
  readonly settled: number;
  /** How many bars into the future it looks; 0 for everything outside targets of models. */
  readonly reach: number;
  /** Whether it can be `na` after its warm-up. */
  readonly optional: boolean;
  /** Of records: the facts of each field, in declared order. */
  readonly fields: ReadonlyMap<string, Facts> | undefined;
}
