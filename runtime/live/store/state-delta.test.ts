import * as fc from "fast-check";
import { expect, test } from "vitest";
import { packDelta, packFull, unpack } from "./state-delta.js";

const state = fc.uint8Array({ minLength: 0, maxLength: 9000, size: "max" });

test("gives back every state, whole", () => {
  fc.assert(
    fc.property(state, (bytes) => {
      expect(unpack(packFull(bytes), null)).toEqual(bytes);
    }),
    { numRuns: 100 },
  );
});

test("gives back every state from what changed", () => {
  const edits = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 60 });
  fc.assert(
    fc.property(state, edits, (base, changes) => {
      const after = base.slice();
      for (const [at, value] of changes) if (after.length > 0) after[at % after.length] = value;
      const delta = packDelta(base, after);
      if (delta === null) return;
      expect(delta.content.length).toBeLessThanOrEqual(after.length / 2 + 8);
      expect(unpack(delta, base)).toEqual(after);
    }),
    { numRuns: 300 },
  );
});

test("tells little of little change, and nothing where all changed or the size differs", () => {
  const base = new Uint8Array(8000);
  const after = base.slice();
  after[100] = 1;
  after[7999] = 2;
  // Two runs of one word: place and length, and the word.
  expect(packDelta(base, after)?.content.length).toBe(2 * 16);
  expect(packDelta(base, new Uint8Array(8000).fill(1))).toBeNull();
  expect(packDelta(base, new Uint8Array(8008))).toBeNull();
});

test("takes nothing that was damaged for a state", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 16, maxLength: 6000, size: "max" }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (bytes, at, flip) => {
        const after = bytes.slice();
        after[0] = (after[0] ?? 0) ^ 1;
        for (const [packed, base] of [
          [packFull(bytes), null],
          [packDelta(bytes, after), bytes],
        ] as const) {
          if (packed === null || packed.content.length === 0) continue;
          const content = packed.content.slice();
          const place = at % content.length;
          content[place] = (content[place] ?? 0) ^ flip;
          const read = unpack({ ...packed, content }, base);
          // The bits that fill up the last byte of a packed state mean nothing.
          if (read !== null) expect(read).toEqual(base === null ? bytes : after);
          expect(unpack({ ...packed, size: packed.size + 1 }, base)).toBeNull();
        }
      },
    ),
    { numRuns: 200 },
  );
});
