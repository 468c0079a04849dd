import { elementary } from "../../../compiler/graph/elementary.js";
import type { ClassScores } from "./confusion.js";

/** How often each class came. */
export interface ClassesThatCame {
  readonly confusion: { readonly byClass: readonly Pick<ClassScores, "came">[] } | null;
}

/**
 * Log loss of always saying how often each class came on the judged rows, which is the entropy of those shares: what a
 * model that knows nothing can have. A larger one says that its probabilities mislead, however well it puts rows in order.
 * Null without classes or rows.
 */
export function constantLogLoss({ confusion }: ClassesThatCame): number | null {
  if (confusion === null) return null;
  const { log } = elementary();
  const came = confusion.byClass.map((scores) => scores.came).filter((count) => count > 0);
  const all = came.reduce((sum, count) => sum + count, 0);
  return all === 0 ? null : came.reduce((sum, count) => sum - (count / all) * log(count / all), 0);
}
