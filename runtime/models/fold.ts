/** Places of bars in the data: from the first to before the end. */
export interface BarRange {
  readonly from: number;
  readonly to: number;
}

/** One split of a validation. Purge and embargo are taken out of `train` already. */
export interface Fold {
  readonly number: number;
  /** Bars whose rows may be learned from, ascending, apart from each other. */
  readonly train: readonly BarRange[];
  /** Bars on which the model is judged and may trade. */
  readonly test: readonly BarRange[];
}
