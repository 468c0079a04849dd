import { expect, test } from "vitest";
import { normalCdf, normalQuantile } from "./normal.js";

const bits = 400n;
const one = 1n << bits;

/** A double as a fixed-point number, without error for those used here. */
function fixed(x: number): bigint {
  const scaled = x * 2 ** 60;
  return BigInt(Math.trunc(scaled)) * (1n << (bits - 60n));
}

/** Φ(x) from its series 1/2 + Σ (−1)^k x^(2k+1) / (2^k k! (2k+1)) / √(2π), in exact arithmetic to 100 digits and more. */
function exactCdf(x: number): number {
  const z = fixed(x);
  const square = (z * z) >> bits;
  let term = z;
  let sum = z;
  for (let k = 1n; k < 4000n && term !== 0n; k++) {
    term = -((term * square) >> bits) / (2n * k);
    sum += term / (2n * k + 1n);
  }
  const value = (one >> 1n) + (sum * one) / squareRootOfTwoPi();
  return Number(value) / 2 ** Number(bits);
}

function squareRootOfTwoPi(): bigint {
  // Machin 1706.
  const arctan = (inverse: bigint): bigint => {
    let term = one / inverse;
    let sum = term;
    for (let k = 1n; term !== 0n; k++) {
      term /= -(inverse * inverse);
      sum += term / (2n * k + 1n);
    }
    return sum;
  };
  const pi = 4n * (4n * arctan(5n) - arctan(239n));
  return squareRoot((2n * pi) << bits);
}

function squareRoot(value: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

test("the distribution function keeps its bound against exact arithmetic", () => {
  for (let i = -500; i <= 500; i++) {
    const x = i / 61;
    const exact = exactCdf(x);
    expect(Math.abs(normalCdf(x) - exact)).toBeLessThan(2e-16);
    if (x > -8) expect(Math.abs(normalCdf(x) / exact - 1)).toBeLessThan(2e-15 * Math.max(1, Math.abs(x)));
  }
});

test("its inverse is the point at which exact arithmetic finds the probability", () => {
  for (const p of [1e-9, 1e-6, 0.001, 0.025, 0.05, 0.2, 0.49, 0.5, 0.51, 0.9, 0.975, 0.999999]) {
    const density = Math.exp(-0.5 * normalQuantile(p) ** 2) / Math.sqrt(2 * Math.PI);
    // Off in p by less than 3e-15 in x times the density, and the rounding of p itself.
    expect(Math.abs(exactCdf(normalQuantile(p)) - p)).toBeLessThan(
      3e-15 * density * Math.max(1, Math.abs(normalQuantile(p))) + 2e-16 * p,
    );
  }
  expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
});
