import { describe, expect, it } from "vitest";
import { findOperation } from "../catalog/index.js";
import { run } from "../testing/run-operation.js";
import { random } from "./cases.js";

/*
 * Law 8: moving sums and variances stay within 1e-12 of the exact value on long series. The exact value is computed in
 * whole numbers from the doubles themselves. A million bars here; ten million with NAILSAGE_LONG=1.
 */
const bars = process.env["NAILSAGE_LONG"] === undefined ? 1_000_000 : 10_000_000;
const bound = 1e-12;

/** Doubles above 2^-28 are whole multiples of 2^-80. */
const scale = 80n;

function exact(x: number): bigint {
  return BigInt(x * 2 ** Number(scale));
}

/** a / b, rounded once or nearly so. */
function quotient(a: bigint, b: bigint): number {
  const shift = 80n + BigInt(Math.max(0, b.toString(2).length - a.toString(2).length));
  return Number((a << shift) / b) * 2 ** -Number(shift);
}

interface Market {
  readonly name: string;
  readonly values: Float64Array;
}

/** A walk of prices on a grid of ticks, with quiet stretches in which nothing moves and jumps of a hundredth. */
function market(name: string, start: number, tick: number, seed: number): Market {
  const next = random(seed);
  let price = start;
  let quiet = 0;
  const values = new Float64Array(bars);
  for (let i = 0; i < bars; i++) {
    if (quiet > 0) quiet--;
    else {
      price *= 1 + 0.0006 * (next() + next() + next() + next() - 2);
      if (next() < 0.0005) price *= next() < 0.5 ? 1.01 : 0.99;
      if (next() < 0.001) quiet = Math.floor(300 * next());
      if (price < start / 8 || price > start * 8) price = start;
    }
    values[i] = Math.round(price / tick) * tick;
  }
  return { name, values };
}

interface Exact {
  readonly parameters: (length: number) => readonly number[];
  readonly value: (window: readonly bigint[]) => number;
}

const total = (window: readonly bigint[]): bigint => window.reduce((sum, x) => sum + x, 0n);
const one = 1n << scale;

function variance(window: readonly bigint[], divisor: bigint): number {
  const n = BigInt(window.length);
  const squares = window.reduce((sum, x) => sum + x * x, 0n);
  return quotient(n * squares - total(window) ** 2n, n * divisor * one * one);
}

const exacts: Readonly<Record<string, Exact>> = {
  sum: { parameters: (n) => [n], value: (window) => quotient(total(window), one) },
  sma: { parameters: (n) => [n], value: (window) => quotient(total(window), BigInt(window.length) * one) },
  wma: {
    parameters: (n) => [n],
    value: (window) => {
      const n = BigInt(window.length);
      const weighted = window.reduce((sum, x, k) => sum + BigInt(k + 1) * x, 0n);
      return quotient(2n * weighted, n * (n + 1n) * one);
    },
  },
  variance: { parameters: (n) => [n, 0], value: (window) => variance(window, BigInt(window.length)) },
  stdev: {
    parameters: (n) => [n, 1],
    value: (window) => Math.sqrt(variance(window, BigInt(window.length - 1))),
  },
};

describe.each([market("prices around 30,000", 30_000, 0.01, 7), market("rates around 1.1", 1.1, 0.00001, 8)])(
  "$name",
  ({ values }) => {
    const whole = Array.from({ length: 60_000 }, (_, k) => exact(values[bars - 60_000 + k] ?? 0));

    it.each(
      Object.keys(exacts).flatMap((name) => [2, 20, 233, 5000].map((length) => [name, length] as const)),
    )("%s of %i bars", (name, length) => {
      const operation = findOperation(name);
      const { parameters, value } = exacts[name] ?? {};
      if (operation === undefined || parameters === undefined || value === undefined)
        throw new Error(`${name} is unknown.`);
      const [actual] = run(operation, parameters(length), [values], { chunks: [4096] }).outputs;
      let worst = 0;
      for (let end = whole.length; end > 6000; end -= length < 1000 ? 97 : 2713) {
        const expected = value(whole.slice(end - length, end));
        const got = actual?.[bars - 60_000 + end - 1] ?? NaN;
        worst = Math.max(worst, got === expected ? 0 : Math.abs(got / expected - 1));
      }
      expect(worst).toBeLessThan(bound);
    });
  },
);
