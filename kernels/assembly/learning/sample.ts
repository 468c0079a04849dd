import { BAG, INDEX, ROWS, SCRATCH, SEED, WHOLE } from "./layout";
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
  const index = load<usize>(job, INDEX);
  const scratch = load<usize>(job, SCRATCH);
  const rows = load<i32>(job, ROWS);
  const seed = load<u32>(job, SEED);
  const limit = <u64>(share * 4294967296.0);
  let kept: usize = 0;
  let left: usize = 0;
  for (let row = 0; row < rows; row++) {
    const isKept = <usize>i32(<u64>draw(seed, stream, row) < limit);
    store<u32>(index + (kept << 2), row);
    store<u32>(scratch + (left << 2), row);
    kept += isKept;
    left += isKept ^ 1;
  }
  memory.copy(index + (kept << 2), scratch, left << 2);
  store<i32>(job, <i32>kept, BAG);
  store<i32>(job, 0, WHOLE);
}
