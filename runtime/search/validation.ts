import type { ValidationPlan } from "../../compiler/graph/experiment.js";
import type { Graph } from "../../compiler/graph/index.js";
import type { BarRange } from "../models/fold.js";
import { foldsOfPlan, type FoldPlan } from "../models/folds/index.js";
import type { SearchPass } from "../parallel/protocol.js";

/** How the bars of a search are cut, and which way the sets go to have been over all pieces. */
export interface ValidationLayout {
  readonly method: Exclude<ValidationPlan["method"], "none">;
  readonly folds: FoldPlan;
  /** Every stretch of bars that some fold chooses or judges on, once. */
  readonly pieces: readonly BarRange[];
  readonly passes: readonly SearchPass[];
  /** Of each pass: the piece of each of its ranges; -1: it is none, and only keeps the returns block by block. */
  readonly pieceOf: readonly (readonly number[])[];
  /** Of each fold: pieces that a choice is made on, and that it is judged on. */
  readonly chosenOn: readonly (readonly number[])[];
  readonly judgedOn: readonly (readonly number[])[];
}

/**
 * Cuts the bars of a search as `validate { … }` says; null where it says nothing. A rule foresees nothing, so that no bars
 * are left out between choosing and judging but those that are asked for.
 * @throws RunError SAGE8310 to SAGE8313 where the folds do not fit
 */
export function layValidation(
  plan: ValidationPlan | undefined,
  { warmup }: Graph,
  range: BarRange,
): ValidationLayout | null {
  if (plan === undefined || plan.method === "none") return null;
  const from = Math.max(range.from, Math.min(warmup.first, range.to));
  const folds = foldsOfPlan(plan, { from, to: range.to, reach: 0, purge: 0, embargo: 0 });
  if (folds === null) return null;
  const pieces = new Pieces();
  const edges = [...new Set(folds.folds.flatMap(({ test }) => test.flatMap((each) => [each.from, each.to])))];
  // A walk chooses on one window; where the windows are what the tests leave, they are put together from their blocks.
  const cut = (train: readonly BarRange[]): readonly BarRange[] =>
    folds.learnsFromLater ? train.flatMap((each) => cutAt(each, edges)) : train;
  const chosenOn = folds.folds.map(({ train }) => cut(train).map((each) => pieces.numberOf(each)));
  const judgedOn = folds.folds.map(({ test }) => test.map((each) => pieces.numberOf(each)));
  // The bars whose returns tell of overfitting: all that something is chosen on.
  const [only] = chosenOn[0] ?? [];
  const whole =
    plan.method === "holdout" && only !== undefined ? (pieces.all[only] ?? range) : { from, to: range.to };
  const ways = pieces.inPasses(whole);
  return { method: plan.method, folds, pieces: pieces.all, chosenOn, judgedOn, ...ways };
}

function cutAt({ from, to }: BarRange, edges: readonly number[]): readonly BarRange[] {
  const inside = edges.filter((edge) => edge > from && edge < to).toSorted((a, b) => a - b);
  const all = [from, ...inside, to];
  return all.slice(1).map((end, k) => ({ from: all[k] ?? from, to: end }));
}

class Pieces {
  readonly all: BarRange[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(range: BarRange): number {
    const key = `${range.from} ${range.to}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.all.push(range) - 1;
    this.#numbers.set(key, number);
    return number;
  }

  /** As few ways through the bars as the overlaps of the pieces need, after one for the bars of the blocks. */
  inPasses(whole: BarRange): Pick<ValidationLayout, "passes" | "pieceOf"> {
    const own = this.#numbers.get(`${whole.from} ${whole.to}`) ?? -1;
    const passes: { ranges: BarRange[]; keepsBlocks: boolean }[] = [{ ranges: [whole], keepsBlocks: true }];
    const pieceOf: number[][] = [[own]];
    const order = this.all.map((range, number) => ({ range, number })).filter(({ number }) => number !== own);
    for (const { range, number } of order.toSorted(
      (a, b) => a.range.from - b.range.from || a.range.to - b.range.to,
    )) {
      const free = passes.findIndex((pass, k) => k > 0 && (pass.ranges.at(-1)?.to ?? 0) <= range.from);
      const place = free === -1 ? passes.push({ ranges: [], keepsBlocks: false }) - 1 : free;
      passes[place]?.ranges.push(range);
      (pieceOf[place] ??= []).push(number);
    }
    return { passes, pieceOf };
  }
}
