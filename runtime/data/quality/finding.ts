/** One kind of fault or peculiarity, how often it occurs, and where first. */
export interface Finding {
  readonly kind: FindingKind;
  /** `error`: what `strict` refuses. `warning`: may spoil results. `note`: worth knowing. */
  readonly severity: "error" | "warning" | "note";
  readonly count: number;
  /** A sentence with the numbers. */
  readonly message: string;
  /** The first occurrences. */
  readonly places: readonly Place[];
}

export type FindingKind =
  | "unreadable"
  | "missing price"
  | "non-positive price"
  | "inconsistent prices"
  | "disorder"
  | "duplicate"
  | "off grid"
  | "gap"
  | "zero volume"
  | "missing volume"
  | "frozen price"
  | "outlier"
  | "spike"
  | "partial bar";

export interface Place {
  /** Open of the bar, epoch milliseconds; null where the time itself is unreadable. */
  readonly time: number | null;
  /** In the user's words: "line 12", "2021-01-05T00:00:00Z". */
  readonly where: string;
  readonly detail: string;
}

/** Places kept of each kind. */
export const placesKept = 20;
