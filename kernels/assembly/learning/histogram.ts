import { GATHERED_ROWS, HISTOGRAM_BYTES } from "./layout";

/*
 * Sums of packed gradients by bin. Bins lie row after row, eight features are one 64-bit word; a feature's histogram is
 * 2048 bytes, so a shifted and masked word is the address of its entry. Whole numbers: any order gives the same sums.
 */

@inline
function addOne(histogram: usize, bin: u8, value: i64): void {
  const entry = histogram + ((<usize>bin) << 3);
  store<i64>(entry, load<i64>(entry) + value);
}

@inline
function addEight(histogram: usize, row: usize, value: i64): void {
  addOne(histogram, load<u8>(row), value);
  addOne(histogram + 2048, load<u8>(row, 1), value);
  addOne(histogram + 4096, load<u8>(row, 2), value);
  addOne(histogram + 6144, load<u8>(row, 3), value);
  addOne(histogram + 8192, load<u8>(row, 4), value);
  addOne(histogram + 10240, load<u8>(row, 5), value);
  addOne(histogram + 12288, load<u8>(row, 6), value);
  addOne(histogram + 14336, load<u8>(row, 7), value);
}

const EIGHT: usize = 8 * HISTOGRAM_BYTES;

/** The last features of a row, two by two: `pairs` of them. */
@inline
function addPairs(histogram: usize, row: usize, value: i64, pairs: i32): void {
  addOne(histogram, load<u8>(row), value);
  addOne(histogram + 2048, load<u8>(row, 1), value);
  if (pairs < 2) return;
  addOne(histogram + 4096, load<u8>(row, 2), value);
  addOne(histogram + 6144, load<u8>(row, 3), value);
  if (pairs < 3) return;
  addOne(histogram + 8192, load<u8>(row, 4), value);
  addOne(histogram + 10240, load<u8>(row, 5), value);
  if (pairs < 4) return;
  addOne(histogram + 12288, load<u8>(row, 6), value);
  addOne(histogram + 14336, load<u8>(row, 7), value);
}

/** Adds rows that lie one after another, sixteen features at a time. */
export function addRows(
  histogram: usize,
  bins: usize,
  stride: i32,
  features: i32,
  packed: usize,
  from: i32,
  to: i32,
): void {
  const step = <usize>stride;
  const start = packed + ((<usize>from) << 3);
  const end = packed + ((<usize>to) << 3);
  const first = bins + <usize>from * step;
  let feature = 0;
  for (; feature + 8 < features; feature += 16, histogram += 2 * EIGHT) {
    let row = first + <usize>feature;
    // What lies behind the last feature, up to the stride, has a histogram too, that nobody reads.
    const pairs = min(4, (features - feature - 7) >> 1);
    if (pairs == 4) {
      for (let at = start; at < end; at += 8, row += step) {
        const value = load<i64>(at);
        addEight(histogram, row, value);
        addEight(histogram + EIGHT, row + 8, value);
      }
    } else {
      for (let at = start; at < end; at += 8, row += step) {
        const value = load<i64>(at);
        addEight(histogram, row, value);
        addPairs(histogram + EIGHT, row + 8, value, pairs);
      }
    }
  }
  if (feature >= features) return;
  let row = first + <usize>feature;
  for (let at = start; at < end; at += 8, row += step) addEight(histogram, row, load<i64>(at));
}

/**
 * Adds the rows of a list. They are laid side by side first, bins and gradients: copying asks for many rows at a time,
 * where adding would wait for each.
 */
export function addListed(
  histogram: usize,
  bins: usize,
  stride: i32,
  features: i32,
  packed: usize,
  list: usize,
  count: i32,
  gathered: usize,
): void {
  const sums = gathered + <usize>(GATHERED_ROWS * stride);
  for (let from = 0; from < count; from += GATHERED_ROWS) {
    const rows = min(GATHERED_ROWS, count - from);
    gather(gathered, sums, bins, stride, packed, list + ((<usize>from) << 2), rows);
    addRows(histogram, gathered, stride, features, sums, 0, rows);
  }
}

function gather(
  to: usize,
  sums: usize,
  bins: usize,
  stride: i32,
  packed: usize,
  list: usize,
  count: i32,
): void {
  const step = <usize>stride;
  const end = list + ((<usize>count) << 2);
  if (stride == 32) {
    for (; list < end; list += 4, to += 32, sums += 8) {
      const number = <usize>load<u32>(list);
      const row = bins + (number << 5);
      v128.store(to, v128.load(row));
      v128.store(to, v128.load(row, 16), 16);
      store<i64>(sums, load<i64>(packed + (number << 3)));
    }
    return;
  }
  for (; list < end; list += 4, sums += 8) {
    const number = <usize>load<u32>(list);
    let row = bins + number * step;
    for (const next = to + step; to < next; to += 8, row += 8) store<u64>(to, load<u64>(row));
    store<i64>(sums, load<i64>(packed + (number << 3)));
  }
}

/** Adds the rows of a list, of one feature only, and counts them. */
export function addFeature(
  histogram: usize,
  counts: usize,
  bins: usize,
  stride: i32,
  packed: usize,
  list: usize,
  count: i32,
): void {
  const end = list + ((<usize>count) << 2);
  for (; list < end; list += 4) {
    const number = <usize>load<u32>(list);
    const bin = (<usize>load<u8>(bins + number * <usize>stride)) << 3;
    store<i64>(histogram + bin, load<i64>(histogram + bin) + load<i64>(packed + (number << 3)));
    store<i32>(counts + bin, load<i32>(counts + bin) + 1);
  }
}

/** Takes one histogram from another, in place. */
export function subtract(from: usize, other: usize, bytes: usize): void {
  const end = from + bytes;
  for (; from < end; from += 32, other += 32) {
    v128.store(from, i64x2.sub(v128.load(from), v128.load(other)));
    v128.store(from, i64x2.sub(v128.load(from, 16), v128.load(other, 16)), 16);
  }
}

/** Adds one histogram to another, in place. */
export function merge(into: usize, other: usize, bytes: usize): void {
  const end = into + bytes;
  for (; into < end; into += 32, other += 32) {
    v128.store(into, i64x2.add(v128.load(into), v128.load(other)));
    v128.store(into, i64x2.add(v128.load(into, 16), v128.load(other, 16)), 16);
  }
}
