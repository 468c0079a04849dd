import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { compile } from "../../compiler/index.js";
import type { Graph } from "../../compiler/graph/index.js";
import { createSource } from "../../lang/index.js";
import { synthesize } from "../data/index.js";
import { backtest } from "../modes/index.js";
import { feedOf } from "../testing/feed.js";
import { rungBars } from "./halving.js";
import { search } from "./search.js";

const hour = 3_600_000;
const feed = synthesize({ bars: 4000, interval: hour, seed: 11 });

function compiled(body: string): Graph {
  const text = `sage 1
strategy searched {
  market {
    symbol: SAMPLE
    timeframe: 1h
  }
  ${body}
  costs {
    fee: 0.05%
  }
}`;
  const { graph, diagnostics } = compile(createSource("searched.sage", text));
  if (graph === null) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return graph;
}

const crossing = compiled(`
  param fast = 6 bars in 4..24
  param slow = 40 bars in 20..100 step 2
  require fast < slow
  enter long when ema(close, fast) crosses above ema(close, slow)
  exit long when ema(close, fast) crosses below ema(close, slow)
  size 50% of equity`);

const folder = mkdtempSync(join(tmpdir(), "sage-samplers-"));
afterAll(() => rmSync(folder, { recursive: true }));

const setsOf = (result: Awaited<ReturnType<typeof search>>) =>
  Array.from({ length: result.trials.count }, (_, place) => [...result.trials.set(place)]);

describe("tpe", () => {
  const options = { sampler: "tpe", trials: 60, seed: 4, workers: 0 } as const;

  test("tries as many different, allowed sets as asked for", async () => {
    const result = await search(crossing, feed, options);
    const sets = setsOf(result);
    expect(sets).toHaveLength(60);
    expect(new Set(sets.map((set) => set.join())).size).toBe(60);
    for (const [fast = 0, slow = 0] of sets) {
      expect(fast).toBeLessThan(slow);
      expect(Number.isInteger(fast)).toBe(true);
      expect((slow - 20) % 2).toBe(0);
    }
    expect(await search(crossing, feed, { ...options, seed: 5 }).then(setsOf)).not.toEqual(sets);
  });

  test("does the same on any number of workers", async () => {
    const alone = await search(crossing, feed, options);
    const together = await search(crossing, feed, { ...options, workers: 3 });
    expect(setsOf(together)).toEqual(setsOf(alone));
    expect(together.best).toEqual(alone.best);
  });

  test("goes on where it was stopped, to the same sets", async () => {
    const whole = await search(crossing, feed, {
      ...options,
      journal: { folder: join(folder, "tpe"), resume: false },
    });
    const path = join(folder, "tpe", "search.journal");
    const lines = readFileSync(path, "utf8").split("\n");
    writeFileSync(path, lines.slice(0, Math.floor(lines.length / 2)).join("\n"));
    const resumed = await search(crossing, feed, {
      ...options,
      journal: { folder: join(folder, "tpe"), resume: true },
    });
    expect(resumed.counts.resumed).toBeGreaterThan(15);
    expect(resumed.counts.resumed).toBeLessThan(60);
    expect(setsOf(resumed)).toEqual(setsOf(whole));
    expect(resumed.best).toEqual(whole.best);
  });

  test("another objective is another search, since it would try other sets", async () => {
    const profit = {
      text: "net_profit",
      value: { kind: "metric", metric: "netProfit", sign: 1 },
      direction: "maximise",
    } as const;
    const ids = await Promise.all(
      [{}, { objective: profit }].map(
        async (more) => (await search(crossing, feed, { ...options, ...more })).id,
      ),
    );
    expect(ids[0]).not.toBe(ids[1]);
  });
});

describe("successive halving", () => {
  test("has rungs of η times as many bars, as long as they say something", () => {
    // 27 sets over 9000 bars: 1000, 3000, then all; 333 would be too few for this one.
    expect(rungBars(9000, 27, 3, 500)).toEqual([1000, 3000]);
    expect(rungBars(9000, 27, 3, 200)).toEqual([333, 1000, 3000]);
    expect(rungBars(9000, 8, 3, 200)).toEqual([3000]);
    expect(rungBars(300, 27, 3, 200)).toEqual([]);
  });

  test("promotes the best of each rung by what they did on its bars alone", async () => {
    const options = { sampler: "halving", trials: 40, eta: 2, workers: 0, top: 40, tails: true } as const;
    const result = await search(crossing, feed, options);
    const { rungs, trials, best } = result;
    expect(rungs.map(({ bars }) => bars)).toEqual([500, 1000, 2000, 4000]);
    expect(rungs.map(({ sets }) => sets)).toEqual([40, 20, 10, 5]);
    const sharpeOver = (bars: number, place: number) =>
      backtest(crossing, feed, {
        to: feed.information.from + bars * hour,
        parameters: trials.parameters(place),
      }).metrics.sharpe ?? -Infinity;
    let places = Array.from({ length: 40 }, (_, place) => place);
    for (const { bars, promoted } of rungs.slice(0, -1)) {
      const value = new Map(places.map((place) => [place, sharpeOver(bars, place)]));
      const by = (place: number) => value.get(place) ?? -Infinity;
      places = places.toSorted((a, b) => (by(a) === by(b) ? a - b : by(b) - by(a))).slice(0, promoted);
    }
    expect(best.map(({ trial }) => trial).toSorted()).toEqual(places.toSorted());
    expect(result.counts).toMatchObject({ trials: 40, dropped: 35 });
    for (const trial of best)
      expect(trial.metrics).toEqual(backtest(crossing, feed, { parameters: trial.parameters }).metrics);
  });

  test("finds the best of a known function", async () => {
    // A price that only rises: the more is held, the more is made, over any bars.
    const bars = 2000;
    const time = Float64Array.from({ length: bars }, (_, k) => k * hour);
    const close = time.map((_, k) => 100 * 1.0005 ** k * (1 + 0.0002 * (k % 3)));
    const rising = feedOf({ time, open: close, high: close, low: close, close, volume: close }, hour);
    const held = compiled(`
  param share = 50% in 1%..99% step 1%
  position if close > 0 then share else 0`);
    const result = await search(held, rising, {
      sampler: "halving",
      trials: 60,
      workers: 0,
      objective: {
        text: "net_profit",
        value: { kind: "metric", metric: "netProfit", sign: 1 },
        direction: "maximise",
      },
    });
    const drawn = setsOf(result).map(([share = 0]) => share);
    expect(result.best[0]?.parameters["share"]).toBe(Math.max(...drawn));
  });

  test("goes on where it was stopped", async () => {
    const options = { sampler: "halving", trials: 30, eta: 3, workers: 0, top: 10 } as const;
    const at = join(folder, "halving");
    const whole = await search(crossing, feed, { ...options, journal: { folder: at, resume: false } });
    const path = join(at, "search.journal");
    const lines = readFileSync(path, "utf8").split("\n");
    writeFileSync(path, lines.slice(0, 3).join("\n"));
    const resumed = await search(crossing, feed, { ...options, journal: { folder: at, resume: true } });
    expect(resumed.best).toEqual(whole.best);
    expect(resumed.rungs).toEqual(whole.rungs);
    expect(resumed.evaluations).toBeLessThan(whole.evaluations);
  });
});
