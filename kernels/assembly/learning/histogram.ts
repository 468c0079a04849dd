import { GATHERED_ROWS, HISTOGRAM_BYTES, PANEL_FEATURES } from "./layout";

/*
 * Sums of packed gradients by bin, one panel of features after another. Whole numbers: any order gives the same sums.
 */

/** Bytes of the histograms of eight features. */
const EIGHT: usize = 8 * HISTOGRAM_BYTES;

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

/** Up to eight features, two by two: `pairs` of them. */
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

/** Adds rows of one panel that lie one after another, `step` bytes apart. */
@inline
function addPanel(
  histogram: usize,
  row: usize,
  step: usize,
  width: i32,
  packed: usize,
  end: usize,
): void {
  // An odd panel's last pair has a histogram too many, that nobody reads.
  if (width <= 8) {
    const pairs = (width + 1) >> 1;
    for (; packed < end; packed += 8, row += step) addPairs(histogram, row, load<i64>(packed), pairs);
    return;
  }
  const pairs = (width - 7) >> 1;
  if (pairs == 4) {
    for (; packed < end; packed += 8, row += step) {
      const value = load<i64>(packed);
      addEight(histogram, row, value);
      addEight(histogram + EIGHT, row + 8, value);
    }
    return;
  }
  for (; packed < end; packed += 8, row += step) {
    const value = load<i64>(packed);
    addEight(histogram, row, value);
    addPairs(histogram + EIGHT, row + 8, value, pairs);
  }
}

/** Adds rows that lie one after another. */
export function addRows(
  histogram: usize,
  bins: usize,
  rows: i32,
  features: i32,
  packed: usize,
  from: i32,
  to: i32,
): void {
  const start = packed + ((<usize>from) << 3);
  const end = packed + ((<usize>to) << 3);
  for (let feature = 0; feature < features; feature += PANEL_FEATURES) {
    const width = min(PANEL_FEATURES, features - feature);
    const row = bins + <usize>feature * <usize>rows + <usize>from * <usize>width;
    addPanel(histogram + <usize>(feature * HISTOGRAM_BYTES), row, <usize>width, width, start, end);
  }
}

/**
 * Adds the rows of a list. They are laid side by side first, bins and gradients: copying asks for many rows at a time,
 * where adding would wait for each.
 */
export function addListed(
  histogram: usize,
  bins: usize,
  rows: i32,
  features: i32,
  packed: usize,
  list: usize,
  count: i32,
  gathered: usize,
): void {
  const sums = gathered + GATHERED_ROWS * PANEL_FEATURES;
  for (let from = 0; from < count; from += GATHERED_ROWS) {
    const some = min(GATHERED_ROWS, count - from);
    const first = list + ((<usize>from) << 2);
    const last = first + ((<usize>some) << 2);
    let sum = sums;
    for (let at = first; at < last; at += 4, sum += 8)
      store<i64>(sum, load<i64>(packed + ((<usize>load<u32>(at)) << 3)));
    for (let feature = 0; feature < features; feature += PANEL_FEATURES) {
      const width = min(PANEL_FEATURES, features - feature);
      gather(gathered, bins + <usize>feature * <usize>rows, <usize>width, first, last);
      addPanel(
        histogram + <usize>(feature * HISTOGRAM_BYTES),
        gathered,
        PANEL_FEATURES,
        width,
        sums,
        sum,
      );
    }
  }
}

/** Copies sixteen bytes of each row, however many of them are its own. */
@inline
function gather(to: usize, panel: usize, width: usize, list: usize, end: usize): void {
  for (; list < end; list += 4, to += PANEL_FEATURES)
    v128.store(to, v128.load(panel + <usize>load<u32>(list) * width));
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
