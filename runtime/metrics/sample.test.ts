import { expect, test } from "vitest";
import type { EquityCurve } from "../record.js";
import { EquitySampler, sampleCurve } from "./sample.js";

function wave(count: number): EquityCurve {
  const time = Float64Array.from({ length: count }, (_, i) => i * 1000);
  const equity = time.map((_, i) => 1000 + 100 * Math.sin(i / 997) + 7 * Math.sin(i * i));
  const close = time.map((_, i) => 50 + 3 * Math.cos(i / 771) + Math.cos(i * i));
  return { time, equity, cash: equity.map((e) => e / 2), position: time.map((_, i) => i % 5), close };
}

test("a short curve is kept whole", () => {
  const curve = wave(900);
  const sampler = new EquitySampler(4000);
  sampler.add(curve);
  expect(sampler.equityStep).toBe(1);
  expect(sampler.curve()).toEqual(curve);
});

test("a long curve keeps its ends, peaks and troughs, in order, in bounded rows that are rows of the original", () => {
  const curve = wave(300_001);
  const sampler = new EquitySampler(4000);
  sampler.add(curve);
  const sample = sampler.curve();
  expect(sample.time.length).toBeLessThanOrEqual(4002);
  expect(sample.time.length).toBeGreaterThan(1000);
  expect(sample.time[0]).toBe(0);
  expect(sample.time.at(-1)).toBe(300_000_000);
  for (const name of ["equity", "close"] as const) {
    expect(Math.max(...sample[name])).toBe(curve[name].reduce((a, b) => Math.max(a, b)));
    expect(Math.min(...sample[name])).toBe(curve[name].reduce((a, b) => Math.min(a, b)));
  }
  sample.time.forEach((time, i) => {
    if (i > 0) expect(time).toBeGreaterThan(sample.time[i - 1] ?? 0);
    const bar = time / 1000;
    expect([sample.equity[i], sample.cash[i], sample.position[i], sample.close[i]]).toEqual([
      curve.equity[bar],
      curve.cash[bar],
      curve.position[bar],
      curve.close[bar],
    ]);
  });
  // Each bucket's extremes are in it.
  const step = sampler.equityStep;
  for (let from = 0; from + step <= 300_001; from += step * 37) {
    const highest = Math.max(...curve.equity.subarray(from, from + step));
    expect([...sample.equity]).toContain(highest);
  }
});

test("pieces of any length give the same sample", () => {
  const curve = wave(50_000);
  const expected = sampleCurve(curve, 1000);
  for (const length of [1, 999, 4096]) {
    const sampler = new EquitySampler(1000);
    for (let from = 0; from < 50_000; from += length) {
      const part = (column: Float64Array): Float64Array => column.subarray(from, from + length);
      sampler.add({
        time: part(curve.time),
        equity: part(curve.equity),
        cash: part(curve.cash),
        position: part(curve.position),
        close: part(curve.close),
      });
    }
    expect(sampler.curve()).toEqual(expected);
  }
});

test("nothing in, nothing out", () => {
  expect(new EquitySampler().curve().time.length).toBe(0);
});
