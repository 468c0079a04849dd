import { describe, expect, it } from "vitest";
import { hashChunks } from "../columns.js";
import { hour, minute } from "../interval.js";
import { synthesize } from "./synthesize.js";

function closesOf(feed: ReturnType<typeof synthesize>): number[] {
  const closes: number[] = [];
  for (const { close } of feed.chunks()) closes.push(...close);
  return closes;
}

describe("walk", () => {
  // Hashes and last closes of the shared benchmark's specification.
  it.each([
    [1_000_000, "fb8bb2fc23ca23f6bb30bbc720c63c2cd35bb394060faca23458c1e9e54393bf", 45639.58127884827],
    [100_000, "52d15907b2a168948aeeb2df11a8f0a04f5edb27ecc6137ca5b1e457c7c03004", 29646.56175022517],
  ])("%i bars are the benchmark's bars", (bars, hash, last) => {
    const feed = synthesize({ kind: "walk", bars });
    expect(feed.information.hash).toBe(hash);
    expect(closesOf(feed).at(-1)).toBe(last);
    expect(feed.information).toMatchObject({ bars, interval: minute, from: 1577836800000, gaps: 0 });
  });
});

describe("market", () => {
  const bars = 50_000;
  const feed = synthesize({ bars, interval: hour, seed: 7, gaps: 12, longestGap: 30 });

  it("has sound bars, and as many gaps as asked for", () => {
    expect(feed.information).toMatchObject({ bars, gaps: 12 });
    expect(feed.information.missingBars).toBeGreaterThanOrEqual(12);
    expect(feed.information.missingBars).toBeLessThanOrEqual(12 * 30);
    for (const { open, high, low, close, volume } of feed.chunks()) {
      for (let i = 0; i < open.length; i++) {
        const body = [open[i] ?? NaN, close[i] ?? NaN];
        const sound =
          (low[i] ?? NaN) > 0 &&
          (high[i] ?? NaN) >= Math.max(...body) &&
          (low[i] ?? NaN) <= Math.min(...body) &&
          (volume[i] ?? NaN) >= 0;
        if (!sound) expect.fail(`bar ${i}`);
      }
    }
  });

  it("is a function of its seed alone", () => {
    const again = synthesize({ bars, interval: hour, seed: 7, gaps: 12, longestGap: 30 });
    expect(hashChunks(again.chunks)).toBe(feed.information.hash);
    expect(synthesize({ bars, interval: hour, seed: 8 }).information.hash).not.toBe(feed.information.hash);
  });

  it.each([minute, hour, 24 * hour])("has fat tails and clustered volatility at interval %i", (interval) => {
    const closes = closesOf(
      synthesize({ bars: 40_000, interval, seed: 11, volatility: 0.5, price: 30000, digits: 6 }),
    );
    const returns = closes.slice(1).map((close, i) => close / (closes[i] ?? NaN) - 1);
    const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
    const squares = returns.map((value) => (value - mean) ** 2);
    const variance = squares.reduce((sum, value) => sum + value, 0) / squares.length;
    const fourth = squares.reduce((sum, value) => sum + value * value, 0) / squares.length;
    expect(fourth / (variance * variance)).toBeGreaterThan(3.5);
    for (const lag of [1, 5, 20]) {
      let product = 0;
      let norm = 0;
      for (let i = 0; i < squares.length; i++) {
        const deviation = (squares[i] ?? 0) - variance;
        norm += deviation * deviation;
        if (i >= lag) product += deviation * ((squares[i - lag] ?? 0) - variance);
      }
      expect(product / norm, `autocorrelation of squares at ${lag}`).toBeGreaterThan(0.02);
    }
    // The whole must have roughly the volatility that was asked for.
    const yearly = Math.sqrt(variance * ((365 * 24 * hour) / interval));
    expect(yearly).toBeGreaterThan(0.25);
    expect(yearly).toBeLessThan(1);
  });

  it("is busier on weekdays than at weekends", () => {
    const sums = [0, 0];
    const counts = [0, 0];
    for (const { time, volume } of feed.chunks()) {
      for (let i = 0; i < time.length; i++) {
        const weekend = [0, 6].includes(new Date(time[i] ?? 0).getUTCDay()) ? 1 : 0;
        sums[weekend] = (sums[weekend] ?? 0) + (volume[i] ?? 0);
        counts[weekend] = (counts[weekend] ?? 0) + 1;
      }
    }
    expect((sums[0] ?? 0) / (counts[0] ?? 1)).toBeGreaterThan((1.15 * (sums[1] ?? 0)) / (counts[1] ?? 1));
  });

  it.each([{ bars: 0 }, { bars: 10, seed: 1.5 }, { bars: 10, price: -1 }, { bars: 10, interval: 1 }])(
    "refuses %j",
    (options) => {
      expect(() => synthesize(options)).toThrowError(expect.objectContaining({ code: "SAGE8117" }));
    },
  );
});
