import { expect, test } from "vitest";
import { blobsOfWire, readWire, writeWire } from "./wire.js";

const large = Float64Array.from({ length: 2000 }, (_, i) => (i % 7 === 0 ? Number.NaN : -0 - i / 3));

function back(value: unknown): unknown {
  const { text, blobs } = writeWire(value);
  expect(blobsOfWire(text).toSorted()).toEqual([...blobs.keys()].toSorted());
  return readWire(text, (hash) => {
    const bytes = blobs.get(hash) ?? new Uint8Array(0);
    const shared = new SharedArrayBuffer(bytes.byteLength);
    new Uint8Array(shared).set(bytes);
    return shared;
  });
}

test.each([
  ["numbers of every kind", [0, -0, 1e-300, Number.NaN, Infinity, -Infinity, 2 ** 60, 0.1 + 0.2]],
  ["words and nothing", { a: 'é " \\ \u0000', b: null, c: [undefined, true, ""] }],
  [
    "maps",
    {
      categories: new Map([
        [3, [1, 2]],
        [5, []],
      ]),
    },
  ],
  [
    "small columns",
    [Float64Array.of(-0, Number.NaN, 5e-324), Int32Array.of(-1), Float32Array.of(0.1), Uint8Array.of(255)],
  ],
  ["large columns", { bars: { time: large, close: large.subarray(3, 1500) } }],
  ["keys in their order", { z: 1, a: 2, m: { y: 1, b: 2 } }],
])("%s come back as they were", (_, value) => {
  const read = back(value);
  expect(read).toEqual(value);
  expect(JSON.stringify(read)).toBe(JSON.stringify(value));
});

test("columns come back to the bit, large ones in memory that threads share, equal ones once", () => {
  const read = back([large, large.slice(), large.subarray(1)]);
  if (!Array.isArray(read)) throw new Error("no list");
  const bits = (column: unknown) =>
    column instanceof Float64Array ? new BigUint64Array(column.slice().buffer) : null;
  expect(read.map(bits)).toEqual([bits(large), bits(large), bits(large.slice(1))]);
  expect(read[0]?.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(read[0]?.buffer).toBe(read[1]?.buffer);
  expect(writeWire([large, large.slice()]).blobs.size).toBe(1);
});

test("what is undefined in an object is left out, so that equal meaning has equal text", () => {
  expect(writeWire({ a: 1, b: undefined }).text).toBe(writeWire({ a: 1 }).text);
});

test.each([() => 1, 1n, new Date(0), { $: 1 }, Symbol("s")])("%s cannot travel", (value) => {
  expect(() => writeWire({ value })).toThrow(TypeError);
});
