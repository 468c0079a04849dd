/**
 * All ways to halve an even number of blocks, each once with both halves: `take` gets the element-wise sums of the
 * blocks of one half (the one with block 0) and of the other. Sums are built up block by block along a tree, so that a
 * way costs about two additions and no digit depends on the way before.
 * @param blocks rows of numbers to add
 */
export function evenSplits(
  blocks: readonly Float64Array[],
  count: number,
  take: (one: Float64Array, other: Float64Array) => void,
): void {
  const half = count / 2;
  const length = blocks[0]?.length ?? 0;
  const level = (): Float64Array[] => Array.from({ length: count + 1 }, () => new Float64Array(length));
  const ones = level();
  const others = level();
  const descend = (block: number, inOne: number, inOther: number): void => {
    const one = ones[inOne];
    const other = others[inOther];
    if (one === undefined || other === undefined) return;
    if (block === count) {
      take(one, other);
      return;
    }
    const next = blocks[block];
    if (next === undefined) return;
    const into = ones[inOne + 1];
    if (inOne < half && into !== undefined) {
      add(into, one, next);
      descend(block + 1, inOne + 1, inOther);
    }
    const intoOther = others[inOther + 1];
    if (block > 0 && inOther < half && intoOther !== undefined) {
      add(intoOther, other, next);
      descend(block + 1, inOne, inOther + 1);
    }
  };
  descend(0, 0, 0);
}

function add(into: Float64Array, one: Float64Array, two: Float64Array): void {
  for (let i = 0; i < into.length; i++) into[i] = (one[i] ?? 0) + (two[i] ?? 0);
}
