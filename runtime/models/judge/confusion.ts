import { type JudgedRows, weightAt } from "./rows.js";

/** How often each class came (rows) when each was said (columns), by weight; and what follows for each. */
export interface Confusion {
  readonly classes: readonly string[];
  /** By true class, then by said class. */
  readonly weights: readonly (readonly number[])[];
  readonly byClass: readonly ClassScores[];
}

/** Of one class; null where nothing was said or nothing came. */
export interface ClassScores {
  readonly name: string;
  /** Weight of the rows that are of the class. */
  readonly came: number;
  /** Weight of the rows that were said to be. */
  readonly said: number;
  /** Right ones among those said. */
  readonly precision: number | null;
  /** Right ones among those that came. */
  readonly recall: number | null;
  /** 2·precision·recall/(precision + recall), which is 2·right/(came + said). */
  readonly f1: number | null;
}

/** The class that is said: of a binary target true above one half, else the most probable, of equals the first. */
export function saidClass(answers: readonly Float64Array[], row: number): number {
  if (answers.length === 1) return (answers[0]?.[row] ?? 0) > 0.5 ? 1 : 0;
  let best = 0;
  for (let k = 1; k < answers.length; k++)
    if ((answers[k]?.[row] ?? 0) > (answers[best]?.[row] ?? 0)) best = k;
  return best;
}

/** Names of the classes of a binary target: that it does not come about, and that it does. */
export const binaryClasses = (name: string): readonly string[] => [`not ${name}`, name];

export function confusionOf(rows: JudgedRows, classes: readonly string[]): Confusion {
  const weights = classes.map(() => classes.map(() => 0));
  for (let row = 0; row < rows.truth.length; row++) {
    const line = weights[rows.truth[row] ?? 0];
    const said = saidClass(rows.answers, row);
    if (line !== undefined) line[said] = (line[said] ?? 0) + weightAt(rows, row);
  }
  const byClass = classes.map((name, k): ClassScores => {
    const right = weights[k]?.[k] ?? 0;
    const came = (weights[k] ?? []).reduce((sum, weight) => sum + weight, 0);
    const said = weights.reduce((sum, line) => sum + (line[k] ?? 0), 0);
    return {
      name,
      came,
      said,
      precision: said > 0 ? right / said : null,
      recall: came > 0 ? right / came : null,
      f1: came + said > 0 ? (2 * right) / (came + said) : null,
    };
  });
  return { classes, weights, byClass };
}

/**
 * Correlation between said and true class (Matthews 1975; for several classes Gorodkin 2004):
 * (c·s − Σ said·came) / √((s² − Σ said²)(s² − Σ came²)), c the right ones, s all. 0 where only one class was said, null
 * where only one came.
 */
export function matthewsCorrelation({ weights, byClass }: Confusion): number | null {
  const right = weights.reduce((sum, line, k) => sum + (line[k] ?? 0), 0);
  let [all, products, saidSquares, cameSquares] = [0, 0, 0, 0];
  for (const { came, said } of byClass) {
    all += came;
    products += said * came;
    saidSquares += said * said;
    cameSquares += came * came;
  }
  const came = all * all - cameSquares;
  const said = all * all - saidSquares;
  if (came <= 0) return null;
  return said <= 0 ? 0 : (right * all - products) / Math.sqrt(came * said);
}
