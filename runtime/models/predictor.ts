/** Answers of one model: by row, in the order of the `prediction` node's outputs. */
export interface Predictor {
  /** Identity of the model: SHA-256 of its file. */
  readonly hash: string;
  /** Names of the features in the model's order. */
  readonly features: readonly string[];
  readonly outputs: number;
  /**
   * Answers for rows that lie in columns, a column for each feature. A row gives the same bits alone as among others.
   * @param columns of `count` values each, already rounded to 32 bits
   */
  predict(columns: readonly Float32Array[], count: number): Promise<readonly Float64Array[]>;
  close(): Promise<void>;
}

/**
 * Which model answers when. A model answers on bars of its periods only; bars of no period have no answer (`na`).
 * Periods are apart from each other and ascending.
 */
export interface ModelSchedule {
  /** Its models learn from both sides of their periods, as in cross-validation, and answer inside what they know. */
  readonly inSample?: boolean;
  readonly periods: readonly {
    /** Open times of bars, epoch milliseconds UTC: from the first to before the end. */
    readonly from: number;
    readonly to: number;
    /** The close of the last bar whose target was learned from; bars that open before it have no answer and are not traded, unless `inSample`. */
    readonly knownUntil: number;
    readonly predictor: Predictor;
  }[];
}
