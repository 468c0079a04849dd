import { availableParallelism } from "node:os";
import type { TrainingRows } from "../../training-rows.js";

/** Values of a table below which waking other threads costs more than they bring. */
const leastValues = 200_000;

/** Threads of a training; the result does not depend on them. */
export function threadsFor({ count, features }: TrainingRows, asked = availableParallelism()): number {
  return count * features.length < leastValues ? 1 : Math.min(64, Math.max(1, Math.floor(asked)));
}
