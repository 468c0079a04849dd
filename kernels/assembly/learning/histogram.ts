import { HISTOGRAM_BYTES } from "./layout";

/*
 * Sums of packed gradients by bin. Bins lie row after row, eight features are one 64-bit word; a feature's histogram is
 * 2048 bytes, so a shifted and masked word is the address of its entry. Whole numbers: any order gives the same sums.
 */

@inline
function addEight(histogram: usize, word: u64, value: i64): void {
  const a = histogram + (<usize>(word << 3) & 0x7f8);
  store<i64>(a, load<i64>(a) + value);
  const b = histogram + (<usize>(word >> 5) & 0x7f8);
  store<i64>(b, load<i64>(b, 2048) + value, 2048);
  const c = histogram + (<usize>(word >> 13) & 0x7f8);
  store<i64>(c, load<i64>(c, 4096) + value, 4096);
  const d = histogram + (<usize>(word >> 21) & 0x7f8);
  store<i64>(d, load<i64>(d, 6144) + value, 6144);
  const e = histogram + (<usize>(word >> 29) & 0x7f8);
  store<i64>(e, load<i64>(e, 8192) + value, 8192);
  const f = histogram + (<usize>(word >> 37) & 0x7f8);
  store<i64>(f, load<i64>(f, 10240) + value, 10240);
  const g = histogram + (<usize>(word >> 45) & 0x7f8);
  store<i64>(g, load<i64>(g, 12288) + value, 12288);
  const h = histogram + (<usize>(word >> 53) & 0x7f8);
  store<i64>(h, load<i64>(h, 14336) + value, 14336);
}

const EIGHT: usize = 8 * HISTOGRAM_BYTES;

/** Of the last word only the bytes that are features. */
@inline
function addSome(histogram: usize, word: u64, value: i64, count: i32): void {
  const a = histogram + (<usize>(word << 3) & 0x7f8);
  store<i64>(a, load<i64>(a) + value);
  if (count < 2) return;
  const b = histogram + (<usize>(word >> 5) & 0x7f8);
  store<i64>(b, load<i64>(b, 2048) + value, 2048);
  if (count < 3) return;
  const c = histogram + (<usize>(word >> 13) & 0x7f8);
  store<i64>(c, load<i64>(c, 4096) + value, 4096);
  if (count < 4) return;
  const d = histogram + (<usize>(word >> 21) & 0x7f8);
  store<i64>(d, load<i64>(d, 6144) + value, 6144);
  if (count < 5) return;
  const e = histogram + (<usize>(word >> 29) & 0x7f8);
  store<i64>(e, load<i64>(e, 8192) + value, 8192);
  if (count < 6) return;
  const f = histogram + (<usize>(word >> 37) & 0x7f8);
  store<i64>(f, load<i64>(f, 10240) + value, 10240);
  if (count < 7) return;
  const g = histogram + (<usize>(word >> 45) & 0x7f8);
  store<i64>(g, load<i64>(g, 12288) + value, 12288);
  if (count < 8) return;
  const h = histogram + (<usize>(word >> 53) & 0x7f8);
  store<i64>(h, load<i64>(h, 14336) + value, 14336);
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
  for (; feature + 16 <= features; feature += 16, histogram += 2 * EIGHT) {
    let row = first + <usize>feature;
    for (let at = start; at < end; at += 8, row += step) {
      const value = load<i64>(at);
      addEight(histogram, load<u64>(row), value);
      addEight(histogram + EIGHT, load<u64>(row, 8), value);
    }
  }
  for (; feature < features; feature += 8, histogram += EIGHT) {
    const count = min(8, features - feature);
    let row = first + <usize>feature;
    for (let at = start; at < end; at += 8, row += step)
      addSome(histogram, load<u64>(row), load<i64>(at), count);
  }
}

/** Adds the rows of a list. */
export function addListed(
  histogram: usize,
  bins: usize,
  stride: i32,
  features: i32,
  packed: usize,
  list: usize,
  count: i32,
): void {
  const step = <usize>stride;
  const end = list + ((<usize>count) << 2);
  let feature = 0;
  for (; feature + 16 <= features; feature += 16, histogram += 2 * EIGHT) {
    const first = bins + <usize>feature;
    for (let at = list; at < end; at += 4) {
      const number = <usize>load<u32>(at);
      const row = first + number * step;
      const value = load<i64>(packed + (number << 3));
      addEight(histogram, load<u64>(row), value);
      addEight(histogram + EIGHT, load<u64>(row, 8), value);
    }
  }
  for (; feature < features; feature += 8, histogram += EIGHT) {
    const some = min(8, features - feature);
    const first = bins + <usize>feature;
    for (let at = list; at < end; at += 4) {
      const number = <usize>load<u32>(at);
      addSome(histogram, load<u64>(first + number * step), load<i64>(packed + (number << 3)), some);
    }
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
