import { toNumber, type Exact } from "./number.js";
import type { Row } from "./averages.js";

/**
 * An exact answer and the size that its error is measured by: the answer's own for what is a sum of parts of one sign,
 * the size of its parts for what is a difference of larger things. Null where the answer must be missing.
 */
export type Measured = { readonly value: Exact; readonly size: number } | null;

/** Relative to itself. */
export const relative = (value: Exact): Measured => sized(value, 0);

/** Relative to a size, or to the value where that is larger. */
export const sized = (value: Exact, size: number): Measured => ({
  value,
  size: Math.max(size, Math.abs(toNumber(value))),
});

/** How the exact answer of an operation comes from its last bars. */
export interface Rule {
  /** Parameter sets to try. */
  readonly sets: readonly (readonly number[])[];
  /** How many bars the answer hangs on; for what never quite forgets, so many that the rest weighs less than 1e-48. */
  readonly reach: (parameters: readonly number[]) => number;
  /** Whether bars on which nothing moves do not count, since an answer that shrinks forgets nothing in relation to itself. */
  readonly moving?: true;
  readonly value: (rows: readonly Row[], parameters: readonly number[]) => readonly Measured[];
}
