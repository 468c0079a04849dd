const digit = 11;
const digits = 1 << digit;
const sign = 0x80000000;

/** Below this a comparing sort is quicker. */
const few = 2048;

/** Sorts 32-bit numbers, none of them NaN, in place: by their bits, eleven at a time, in three passes. */
export function sortFloats(values: Float32Array): Float32Array {
  if (values.length < few) return values.sort();
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const other = new Uint32Array(values.length);
  for (let k = 0; k < bits.length; k++) bits[k] = ascending(bits[k] ?? 0);
  distribute(bits, other, 0);
  distribute(other, bits, digit);
  distribute(bits, other, 2 * digit);
  for (let k = 0; k < bits.length; k++) bits[k] = original(other[k] ?? 0);
  return values;
}

/** Puts keys in the order of one of their digits; those with the same digit keep theirs. */
function distribute(from: Uint32Array, to: Uint32Array, shift: number): void {
  const places = new Uint32Array(digits + 1);
  for (let k = 0; k < from.length; k++) {
    const at = (((from[k] ?? 0) >>> shift) & (digits - 1)) + 1;
    places[at] = (places[at] ?? 0) + 1;
  }
  for (let k = 1; k <= digits; k++) places[k] = (places[k] ?? 0) + (places[k - 1] ?? 0);
  for (let k = 0; k < from.length; k++) {
    const key = from[k] ?? 0;
    const at = (key >>> shift) & (digits - 1);
    const place = places[at] ?? 0;
    to[place] = key;
    places[at] = place + 1;
  }
}

/** Bits that are in the order of the numbers: of what lies below zero all turned, else only the sign. */
const ascending = (bits: number): number => (bits >= sign ? ~bits : bits | sign) >>> 0;

const original = (key: number): number => (key >= sign ? key ^ sign : ~key) >>> 0;
