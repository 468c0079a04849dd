import * as fc from "fast-check";
import { expect, test } from "vitest";
import { sortFloats } from "./sort.js";

const number = fc.oneof(
  fc.float({ noNaN: true }),
  fc.constantFrom(0, -0, 1, -1, Infinity, -Infinity, 1e-45, -1e-45),
);

test("sorts as the platform does, negative zero before zero", () => {
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 50 }), fc.nat(), (some, turn) => {
      // Long enough for the passes by digits; the same values in another order each time.
      const values = Float32Array.from(
        { length: 5000 },
        (_, k) => some[(k * 7919 + turn) % some.length] ?? 0,
      );
      const expected = values.slice().sort();
      const sorted = sortFloats(values.slice());
      expect([...sorted].every((value, k) => Object.is(value, expected[k]))).toBe(true);
    }),
  );
});
