import { describe, expect, it } from "vitest";
import { gatherColumns } from "../columns.js";
import type { BarColumns } from "../dataset.js";
import { day, hour, minute } from "../interval.js";
import { synthesize } from "../synthesize/synthesize.js";
import { checkChunks } from "./check.js";
import type { FindingKind } from "./finding.js";
import { logRatio } from "./log-ratio.js";
import { scoreOf } from "./score.js";
import { spreadOf, ThinnedSample } from "./spread.js";

const bars = 20_000;

function market(interval = hour, count = bars): BarColumns {
  const feed = synthesize({ bars: count, interval, seed: 5 });
  return gatherColumns(feed.chunks(), count);
}

function check(columns: BarColumns, interval = hour, now = Infinity) {
  return checkChunks(() => [columns], interval, now);
}

function without(columns: BarColumns, drop: (i: number) => boolean): BarColumns {
  const keep = (column: Float64Array) => column.filter((_, i) => !drop(i));
  const { time, open, high, low, close, volume } = columns;
  return {
    time: keep(time),
    open: keep(open),
    high: keep(high),
    low: keep(low),
    close: keep(close),
    volume: keep(volume),
  };
}

const weekend = (time: number) => [0, 6].includes(new Date(time).getUTCDay());

describe("checkChunks", () => {
  it("gives sound bars a full score", () => {
    const { summary, findings } = check(market());
    expect(summary).toMatchObject({
      score: 100,
      gaps: 0,
      inconsistent: 0,
      nonPositive: 0,
      spikes: 0,
      partialLast: false,
    });
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("does not depend on how the bars are cut into chunks", () => {
    const columns = without(market(), (i) => i % 777 === 5);
    const cut = () =>
      [0, 1, 100, 9000].map((from, at, all) => {
        const to = all[at + 1] ?? columns.time.length;
        return without(columns, (i) => i < from || i >= to);
      });
    expect(checkChunks(cut, hour, Infinity)).toEqual(check(columns));
  });

  /** What is done to bar 1000, and what must be found there and nowhere else. */
  const faults: readonly [FindingKind, (columns: BarColumns) => void][] = [
    ["missing price", ({ close }) => (close[1000] = NaN)],
    ["non-positive price", ({ low }) => (low[1000] = -1)],
    ["inconsistent prices", ({ high, low }) => (high[1000] = (low[1000] ?? 0) * 0.99)],
    ["off grid", ({ time }) => (time[1000] = (time[1000] ?? 0) + 17)],
    [
      "spike",
      ({ open, high, low, close }) => {
        for (const column of [open, high, low, close]) column[1000] = (column[1000] ?? 0) * 1.5;
      },
    ],
  ];
  it.each(faults)("finds %s", (kind, spoil) => {
    const columns = market();
    const { time } = columns;
    spoil(columns);
    const { findings, summary } = check(columns);
    const found = findings.find((one) => one.kind === kind);
    expect(found).toMatchObject({ count: 1, places: [{ time: time[1000] }] });
    expect(summary.score).toBeLessThan(100);
  });

  it("counts gaps, and tells the longest", () => {
    const { summary, findings } = check(without(market(), (i) => i === 50 || (i >= 100 && i < 133)));
    expect(summary).toMatchObject({ gaps: 2, missingBars: 34, longestGap: 33 });
    const start = new Date(Date.UTC(2020, 0, 1) + 100 * hour).toISOString().slice(0, 13);
    expect(findings.find(({ kind }) => kind === "gap")?.message).toContain(`33 bars from ${start}`);
  });

  it("finds frozen prices, runs without volume, and a bar that is still forming", () => {
    const columns = market();
    for (let i = 500; i < 520; i++) {
      for (const column of [columns.open, columns.high, columns.low, columns.close])
        column[i] = columns.close[499] ?? 0;
    }
    columns.volume.fill(0, 800, 812);
    const { summary } = check(columns, hour, (columns.time.at(-1) ?? 0) + 1);
    expect(summary).toMatchObject({
      frozenRuns: 1,
      frozenBars: 20,
      zeroVolumeRuns: 1,
      zeroVolumeBars: 12,
      partialLast: true,
    });
  });

  it("does not hold closed weekends against a market", () => {
    const columns = market();
    const open = without(columns, (i) => weekend(columns.time[i] ?? 0));
    const { summary } = check(open);
    expect(summary.missingBars).toBeGreaterThan(5000);
    expect(summary.closedBars).toBe(summary.missingBars);
    expect(summary.score).toBe(100);
  });

  it("scores the same damage the same at every interval", () => {
    // Each loses the same tenth of its time in one outage.
    const scores = [minute, 15 * minute, hour].map((interval) => {
      const columns = market(interval);
      return check(
        without(columns, (i) => i >= 5000 && i < 7000),
        interval,
      ).summary.score;
    });
    // To a tenth: a made-up market may have a spike of its own.
    for (const score of scores) expect(Math.abs(score - 90)).toBeLessThanOrEqual(0.1001);
    const spoiled = [minute, hour, day].map((interval) => {
      const columns = market(interval);
      for (let i = 100; i < bars; i += 500) columns.high[i] = (columns.low[i] ?? 0) / 2;
      return check(columns, interval).summary.score;
    });
    expect(Math.max(...spoiled) - Math.min(...spoiled)).toBeLessThan(1);
  });
});

describe("scoreOf", () => {
  it("follows its formula", () => {
    const clean = { bars: 1000, missing: 0, damaged: 0, spikes: 0, frozen: 0, idle: 0 };
    expect(scoreOf(clean)).toBe(100);
    expect(scoreOf({ ...clean, missing: 250 })).toBe(80);
    expect(scoreOf({ ...clean, damaged: 10 })).toBe(90);
    expect(scoreOf({ ...clean, damaged: 200 })).toBe(0);
    expect(scoreOf({ ...clean, spikes: 10 })).toBe(95);
    expect(scoreOf({ ...clean, frozen: 100 })).toBe(95);
    expect(scoreOf({ ...clean, idle: 100 })).toBe(97.5);
    expect(scoreOf({ ...clean, frozen: 1000, idle: 1000 })).toBe(50);
    expect(scoreOf({ ...clean, bars: 0 })).toBe(0);
  });
});

describe("logRatio", () => {
  it("is the logarithm, to the last few bits", () => {
    for (const [to, from] of [
      [1, 1],
      [1.0001, 1],
      [1, 1.0001],
      [2, 1],
      [1e9, 3e-5],
      [7e-12, 5e11],
      [1.49999, 1],
      [0.75001, 1],
    ] as const) {
      const exact = Math.log(to / from);
      expect(Math.abs(logRatio(to, from) - exact)).toBeLessThanOrEqual(4e-16 * Math.max(1, Math.abs(exact)));
    }
  });
});

it("logRatio ends whatever the prices", () => {
  expect(logRatio(1e300, 1e-300)).toBe(745);
  expect(logRatio(1e-300, 1e300)).toBe(-745);
});

describe("spreadOf", () => {
  it("is not moved by wild values", () => {
    const values = Float64Array.from({ length: 1001 }, (_, i) => i - 500);
    values[0] = 1e12;
    expect(spreadOf(values).median).toBe(1);
    expect(spreadOf(values).deviation).toBeCloseTo(1.4826 * 250, 0);
    expect(spreadOf(Float64Array.of(3, 3, 3, 3, 8)).deviation).toBeCloseTo(1.2533, 4);
    expect(spreadOf(new Float64Array())).toEqual({ median: 0, deviation: 0 });
  });

  it("is taken from an evenly spaced sample of a long stream", () => {
    const sample = new ThinnedSample(100);
    for (let i = 0; i < 1000; i++) if (sample.takes()) sample.add(i);
    const taken = [...sample.taken()];
    expect(taken.length).toBeGreaterThan(50);
    expect(taken.length).toBeLessThanOrEqual(100);
    expect(new Set(taken.slice(1).map((value, i) => value - (taken[i] ?? 0)))).toEqual(new Set([16]));
  });
});
