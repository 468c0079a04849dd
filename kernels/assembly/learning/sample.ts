import { BAG, INDEX, ROWS, SEED, WHOLE } from "./layout";
import { draw } from "./random";

/** Row numbers in order: the whole table is in the bag. */
export function takeAll(job: usize): void {
  const index = load<usize>(job, INDEX);
  const rows = load<i32>(job, ROWS);
  for (let row = 0; row < rows; row++) store<u32>(index + ((<usize>row) << 2), row);
  store<i32>(job, rows, BAG);
  store<i32>(job, 1, WHOLE);
}

/** Keeps each row with a probability; the others come behind the bag. */
export function takeShare(job: usize, share: f64, stream: u32): void {
  const seed = load<u32>(job, SEED);
  const limit = <u64>(share * 4294967296.0);
  openBag(job);
  const rows = load<i32>(job, ROWS);
  for (let row = 0; row < rows; row++) putRow(row, <u64>draw(seed, stream, row) < limit);
  closeBag(job);
}

// Rows in the bag are written from the front of the index on, the others from its end back.
let kept: usize = 0;
let left: usize = 0;

export function openBag(job: usize): void {
  kept = load<usize>(job, INDEX);
  left = kept + (<usize>(load<i32>(job, ROWS) - 1) << 2);
}

/** No branch: the number is written to both places, and one of them moves on. */
@inline
export function putRow(row: i32, isKept: bool): void {
  const step = (<usize>isKept) << 2;
  const last = left;
  store<u32>(kept, row);
  store<u32>(last, row);
  kept += step;
  left = last - 4 + step;
}

/** Turns the rows behind the bag, so that they ascend too. */
export function closeBag(job: usize): void {
  const index = load<usize>(job, INDEX);
  store<i32>(job, <i32>((kept - index) >> 2), BAG);
  store<i32>(job, 0, WHOLE);
  let low = kept;
  let high = index + (<usize>(load<i32>(job, ROWS) - 1) << 2);
  for (; low < high; low += 4, high -= 4) {
    const row = load<u32>(low);
    store<u32>(low, load<u32>(high));
    store<u32>(high, row);
  }
}
