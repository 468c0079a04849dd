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

/** Adds rows that lie one after another. */
export function addRows(
  histogram: usize,
  bins: usize,
  stride: i32,
  packed: usize,
  from: i32,
  to: i32,
): void {
  const words = stride >> 3;
  const end = packed + ((<usize>to) << 3);
  let row = bins + <usize>from * <usize>stride;
  for (let at = packed + ((<usize>from) << 3); at < end; at += 8) {
    const value = load<i64>(at);
    let home = histogram;
    for (let word = 0; word < words; word++, row += 8, home += EIGHT) addEight(home, load<u64>(row), value);
  }
}

/** Adds the rows of a list. */
export function addListed(
  histogram: usize,
  bins: usize,
  stride: i32,
  packed: usize,
  list: usize,
  count: i32,
): void {
  const words = stride >> 3;
  const end = list + ((<usize>count) << 2);
  for (; list < end; list += 4) {
    const number = <usize>load<u32>(list);
    const value = load<i64>(packed + (number << 3));
    let row = bins + number * <usize>stride;
    let home = histogram;
    for (let word = 0; word < words; word++, row += 8, home += EIGHT) addEight(home, load<u64>(row), value);
  }
}

/** Adds the rows of a list, of one feature only. */
export function addFeature(
  histogram: usize,
  bins: usize,
  stride: i32,
  packed: usize,
  list: usize,
  count: i32,
): void {
  const end = list + ((<usize>count) << 2);
  for (; list < end; list += 4) {
    const number = <usize>load<u32>(list);
    const at = histogram + ((<usize>load<u8>(bins + number * <usize>stride)) << 3);
    store<i64>(at, load<i64>(at) + load<i64>(packed + (number << 3)));
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
