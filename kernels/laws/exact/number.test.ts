import { assert, double, property } from "fast-check";
import { expect, it } from "vitest";
import { exact, minus, over, plus, root, times, type Exact } from "./number.js";

/** Both parts as one whole multiple of 2⁻¹²⁰⁰. */
const whole = ({ hi, lo }: Exact): bigint => multiple(hi) + multiple(lo);

function multiple(x: number): bigint {
  if (x === 0) return 0n;
  const exponent = Math.max(-1000, Math.floor(Math.log2(Math.abs(x))) - 60);
  return BigInt(x * 2 ** -exponent) << BigInt(exponent + 1200);
}

const one = 1n << 1200n;
const number = double({ min: 1e-12, max: 1e12, noNaN: true });
const far = (a: bigint, b: bigint): boolean => {
  const apart = a > b ? a - b : b - a;
  return apart * 10n ** 29n > (b < 0n ? -b : b);
};

it("is exact to 29 digits, against whole numbers", () => {
  assert(
    property(number, number, number, (x, y, z) => {
      // A number with a low part of its own.
      const a = plus(exact(x), exact(z * 1e-20));
      const b = plus(exact(y), exact(x * 1e-19));
      expect(whole(plus(a, b))).toSatisfy((sum: bigint) => !far(sum, whole(a) + whole(b)));
      expect(whole(minus(plus(a, b), b))).toSatisfy((rest: bigint) => {
        const apart = rest > whole(a) ? rest - whole(a) : whole(a) - rest;
        return apart * 10n ** 29n <= whole(a) + whole(b);
      });
      expect(far(whole(times(a, b)), (whole(a) * whole(b)) / one)).toBe(false);
      expect(far(whole(over(a, b)), (whole(a) * one) / whole(b))).toBe(false);
      const square = times(root(a), root(a));
      expect(far(whole(square), whole(a))).toBe(false);
    }),
    { seed: 4, numRuns: 500 },
  );
});
