/*
 * Parts the rows of a leaf by the bin of one feature. Order is kept on both sides, so rows stay ascending and memory is
 * read forwards. No branches: each row number is written to both places, and the side moves one of them on.
 */

/**
 * Left rows are gathered in `left`, which may be where the list begins or before, right ones in `aside`.
 * @param bins of the feature: of the first row
 * @param sides a byte for each bin, 1 where it goes left
 * @returns how many went left
 */
export function part(
  list: usize,
  left: usize,
  aside: usize,
  count: i32,
  bins: usize,
  stride: i32,
  sides: usize,
): i32 {
  const start = left;
  const end = list + ((<usize>count) << 2);
  for (; list < end; list += 4) {
    const row = load<u32>(list);
    const goesLeft = <usize>load<u8>(sides + <usize>load<u8>(bins + <usize>row * <usize>stride));
    store<u32>(left, row);
    store<u32>(aside, row);
    left += goesLeft << 2;
    aside += (goesLeft ^ 1) << 2;
  }
  return <i32>((left - start) >> 2);
}

/**
 * Puts together a list of which each piece is parted: left rows first, right ones behind. The side with fewer rows
 * waits in `scratch`, which has room for half of the list.
 * @param lefts how many rows went left, a 32-bit number for each piece
 * @returns how many went left in all
 */
export function join(list: usize, count: i32, size: i32, lefts: usize, scratch: usize): i32 {
  const pieces = (count + size - 1) / size;
  let left = 0;
  for (let number = 0; number < pieces; number++) left += leftsOf(lefts, number);
  if (pieces == 1) return left;
  const start = place(list, left);
  if (2 * left >= count) {
    let kept = 0;
    let waiting = 0;
    for (let number = 0; number < pieces; number++) {
      const from = number * size;
      const taken = leftsOf(lefts, number);
      const others = min(size, count - from) - taken;
      memory.copy(place(scratch, waiting), place(list, from + taken), (<usize>others) << 2);
      if (kept != from) memory.copy(place(list, kept), place(list, from), (<usize>taken) << 2);
      waiting += others;
      kept += taken;
    }
    memory.copy(start, scratch, (<usize>waiting) << 2);
    return left;
  }
  let kept = count;
  let waiting = left;
  for (let number = pieces - 1; number >= 0; number--) {
    const from = number * size;
    const taken = leftsOf(lefts, number);
    const others = min(size, count - from) - taken;
    kept -= others;
    waiting -= taken;
    memory.copy(place(scratch, waiting), place(list, from), (<usize>taken) << 2);
    memory.copy(place(list, kept), place(list, from + taken), (<usize>others) << 2);
  }
  memory.copy(list, scratch, (<usize>left) << 2);
  return left;
}

@inline
function leftsOf(lefts: usize, piece: i32): i32 {
  return load<i32>(lefts + ((<usize>piece) << 2));
}

@inline
function place(list: usize, number: i32): usize {
  return list + ((<usize>number) << 2);
}

/** A byte for each of 256 bins from a bit for each. */
export function spreadSides(bits: usize, sides: usize): void {
  for (let bin = 0; bin < 256; bin++)
    store<u8>(sides + <usize>bin, (load<u8>(bits + (<usize>bin >> 3)) >> <u8>(bin & 7)) & 1);
}
