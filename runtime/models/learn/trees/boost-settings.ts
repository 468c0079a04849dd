/** What the derivatives are taken of. The numbers are those of the kernels. */
export const losses = { squared: 0, logistic: 1, softmax: 2, quantile: 3 } as const;

export type Loss = keyof typeof losses;

/** All that growing boosted trees depends on, the rows apart. */
export interface BoostSettings {
  readonly trees: number;
  readonly depth: number;
  readonly leaves: number;
  readonly rate: number;
  readonly subsample: number;
  readonly columns: number;
  readonly leafRows: number;
  readonly leafWeight: number;
  readonly l1: number;
  readonly l2: number;
  readonly gain: number;
  readonly bins: number;
  /** Trees without gain on the validation rows after which growing ends; 0: never. */
  readonly earlyStopping: number;
  readonly loss: Loss;
  readonly quantile: number;
  /** By feature: 1 may only rise, −1 only fall, 0 as it likes. */
  readonly monotone: readonly number[];
  readonly seed: number;
  readonly fine: FineSettings;
}

/** What the language does not name. */
export interface FineSettings {
  /** Fewest rows of a bin that holds several values. */
  readonly rowsPerBin: number;
  /** Raw scores to begin with; null: those of the constant that fits best. */
  readonly base: readonly number[] | null;
  /** Rows are drawn anew every so many rounds. */
  readonly drawEvery: number;
  /** Share of a tree's features that each leaf chooses from. */
  readonly columnsPerLeaf: number;
  /** Fewest rows of a category that takes part in a cut; also added to what its mean is divided by. */
  readonly categorySmooth: number;
  /** Added to `l2` for cuts among more than three categories. */
  readonly categoryL2: number;
  /** Most categories on the left. */
  readonly categoryMost: number;
  /** Rows that must join between two cuts that are tried. */
  readonly categoryGroup: number;
}

/** As LightGBM has them. */
export const fineSettings: FineSettings = {
  rowsPerBin: 3,
  base: null,
  drawEvery: 1,
  columnsPerLeaf: 1,
  categorySmooth: 10,
  categoryL2: 10,
  categoryMost: 32,
  categoryGroup: 100,
};
