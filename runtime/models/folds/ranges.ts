import type { BarRange } from "../fold.js";
import type { FoldSpan } from "./plan.js";
import { filled } from "./refusals.js";

/** Cuts bars into so many pieces, of equal length but for one bar. */
export function cutEvenly({ from, to }: BarRange, pieces: number): readonly BarRange[] {
  const edge = (k: number): number => from + Math.floor(((to - from) * k) / pieces);
  return Array.from({ length: pieces }, (_, k) => ({ from: edge(k), to: edge(k + 1) }));
}

/** Cuts bars every so many, the last piece shorter. */
export function cutEvery({ from, to }: BarRange, length: number): readonly BarRange[] {
  const pieces = Math.max(1, Math.ceil((to - from) / length));
  return Array.from({ length: pieces }, (_, k) => ({
    from: from + k * length,
    to: Math.min(to, from + (k + 1) * length),
  }));
}

/**
 * What may be learned from beside these tests: no target of a training row reaches into a test, no target of a test
 * reaches to a training row after it, and no features of a row after a test look back into it. Rows whose target reaches
 * beyond the end are not known and left out.
 * @param tests ascending and apart from each other
 */
export function trainBeside(tests: readonly BarRange[], span: FoldSpan): readonly BarRange[] {
  const ranges: BarRange[] = [];
  let { from } = span;
  for (const test of tests) {
    ranges.push({ from, to: test.from - span.purge });
    from = Math.max(from, test.to + span.embargo);
  }
  ranges.push({ from, to: span.to - span.reach });
  return filled(ranges);
}

/** What may be learned from before a test: all of it, or the last `window` bars. */
export function trainBefore(test: BarRange, span: FoldSpan, window: number | null): readonly BarRange[] {
  const to = test.from - span.purge;
  return filled([{ from: window === null ? span.from : Math.max(span.from, to - window), to }]);
}
