import type { Span } from "../source.js";

export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** More differing lines than these are replaced as one piece. */
const mostDifferences = 400;

const linesOf = (text: string): readonly string[] => text.split(/(?<=\n)/);

/**
 * The edits of whole lines that turn one text into the other, so that cursors, folds and marks on the other lines
 * stay where they are (Myers, An O(ND) difference algorithm, 1986).
 */
export function lineEdits(before: string, after: string): readonly Edit[] {
  if (before === after) return [];
  const [a, b] = [linesOf(before), linesOf(after)];
  let first = 0;
  while (first < a.length && first < b.length && a[first] === b[first]) first += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > first && endB > first && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const kept = commonLines(a.slice(first, endA), b.slice(first, endB));
  const offsets = [0];
  for (const line of a) offsets.push((offsets.at(-1) ?? 0) + line.length);
  const edits: Edit[] = [];
  let [fromA, fromB] = [first, first];
  for (const [x, y] of [...kept.map(([x, y]) => [x + first, y + first] as const), [endA, endB] as const]) {
    if (x > fromA || y > fromB) {
      const span = { start: offsets[fromA] ?? 0, end: offsets[x] ?? before.length };
      edits.push({ span, text: b.slice(fromB, y).join("") });
    }
    [fromA, fromB] = [x + 1, y + 1];
  }
  return edits;
}

/** Pairs of indices of lines that stay, in order. */
function commonLines(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  const limit = Math.min(a.length + b.length, mostDifferences);
  const trace: Map<number, number>[] = [];
  let furthest = new Map<number, number>([[1, 0]]);
  for (let distance = 0; distance <= limit; distance += 1) {
    trace.push(furthest);
    const next = new Map<number, number>();
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      const down =
        diagonal === -distance ||
        (diagonal !== distance && (furthest.get(diagonal - 1) ?? 0) < (furthest.get(diagonal + 1) ?? 0));
      let x = down ? (furthest.get(diagonal + 1) ?? 0) : (furthest.get(diagonal - 1) ?? 0) + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x += 1;
      next.set(diagonal, x);
      if (x >= a.length && x - diagonal >= b.length) return backtrack(trace, a.length, b.length);
    }
    furthest = next;
  }
  return [];
}

function backtrack(
  trace: readonly ReadonlyMap<number, number>[],
  endA: number,
  endB: number,
): readonly (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let [x, y] = [endA, endB];
  for (let distance = trace.length - 1; distance >= 0; distance -= 1) {
    const furthest = trace[distance];
    const diagonal = x - y;
    const left = furthest?.get(diagonal - 1) ?? 0;
    const right = furthest?.get(diagonal + 1) ?? 0;
    const down = diagonal === -distance || (diagonal !== distance && left < right);
    const previousX = down ? right : left;
    const previousY = previousX - (down ? diagonal + 1 : diagonal - 1);
    for (; x > previousX && y > previousY; x -= 1, y -= 1) pairs.push([x - 1, y - 1]);
    [x, y] = [previousX, previousY];
  }
  return pairs.toReversed();
}

/** The text after edits that are in order and do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = "";
  let position = 0;
  for (const { span, text: replacement } of edits) {
    result += text.slice(position, span.start) + replacement;
    position = span.end;
  }
  return result + text.slice(position);
}
