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

/** A byte for each of 256 bins from a bit for each. */
export function spreadSides(bits: usize, sides: usize): void {
  for (let bin = 0; bin < 256; bin++)
    store<u8>(sides + <usize>bin, (load<u8>(bits + (<usize>bin >> 3)) >> <u8>(bin & 7)) & 1);
}
