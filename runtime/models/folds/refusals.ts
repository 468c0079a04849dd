import { RunError } from "../../engine/error.js";
import type { BarRange, Fold } from "../fold.js";
import type { FoldSpan } from "./plan.js";

const count = (bars: number): string => `${bars.toLocaleString("en-US")} ${bars === 1 ? "bar" : "bars"}`;

/** @throws RunError where there is nothing to cut, or every target is known only after the last bar */
export function refuseSpan({ from, to, reach }: FoldSpan): void {
  if (to <= from)
    throw new RunError(
      "SAGE8313",
      "There are no bars to validate on: the features have not settled before the data ends, or `since` and `until` leave none.",
      "Use more data, or shorter lengths in the features.",
    );
  if (reach < to - from) return;
  throw new RunError(
    "SAGE8311",
    `The target looks ${count(reach)} ahead and there are ${count(to - from)}: every target overlaps all others, and none is known before the data ends.`,
    "Use more data, or a target that looks less far ahead.",
  );
}

/** @throws RunError where a piece would have less than a bar */
export function refuseFewBars({ from, to }: FoldSpan, pieces: number): void {
  if (to - from >= pieces) return;
  throw new RunError(
    "SAGE8310",
    `${count(to - from)} cannot be cut into ${pieces} pieces.`,
    "Use more data or fewer folds.",
  );
}

/** @throws RunError where a window and what is judged after it do not fit */
export function refuseLongWindow({ from, to, purge }: FoldSpan, window: number, pieces: number): void {
  const needed = window + purge + pieces;
  if (to - from >= needed) return;
  const gap = purge === 0 ? "" : ` and ${count(purge)} left out after it`;
  throw new RunError(
    "SAGE8310",
    `A window of ${count(window)}${gap} leaves too little to judge on: there are ${count(to - from)}, and ${count(needed)} are needed.`,
    "Use more data, a shorter `window` or fewer folds.",
  );
}

/** @throws RunError naming the first fold that has nothing to learn from */
export function refuseEmpty(folds: readonly Fold[], { purge, embargo }: FoldSpan): readonly Fold[] {
  const empty = folds.find(({ train }) => train.length === 0);
  if (empty === undefined) return folds;
  throw new RunError(
    "SAGE8312",
    `Fold ${empty.number} has nothing to learn from: ${count(purge)} before and ${count(embargo)} after each test are left out, because targets and features reach that far, and they leave nothing.`,
    "Use more data, fewer folds, or a target that looks less far ahead.",
  );
}

/** Ranges that hold at least a bar. */
export const filled = (ranges: readonly BarRange[]): readonly BarRange[] =>
  ranges.filter(({ from, to }) => to > from);
