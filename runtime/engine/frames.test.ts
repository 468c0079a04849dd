import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile } from "../../compiler/index.js";
import type { Graph } from "../../compiler/graph/index.js";
import { createSource } from "../../lang/index.js";
import type { BarColumns } from "../data/dataset.js";
import { evaluate } from "../modes/evaluate.js";
import { feedOf } from "../testing/feed.js";
import { heldOver, slowBarsOf, type SlowBar } from "../testing/slow-bars.js";
import { Engine } from "./engine.js";
import { loadKernelModule } from "./module.js";

const module = loadKernelModule();
const hour = 3_600_000;
const day = 24 * hour;

function compiled(members: string, timeframe: string): Graph {
  const text = `sage 1
strategy framed {
  market {
    symbol: BTCUSDT
    timeframe: ${timeframe}
  }
  ${members}
  enter long when close > open
  exit long when close < open
  size 10% of equity
  costs { fee: 0.1% }
}`;
  const { graph, diagnostics } = compile(createSource("framed.sage", text));
  if (graph === null)
    throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n"));
  return graph;
}

/** Every plot, bar by bar, with the bars cut as told; `again`: at this cut go on in a fresh engine. */
function plotted(graph: Graph, bars: BarColumns, cuts: readonly number[] = [50], again = -1): number[][] {
  const make = () => new Engine(graph, { module, capital: 1, capacity: Math.max(...cuts) });
  let engine = make();
  const columns = graph.plots.map((): number[] => []);
  let from = 0;
  for (let k = 0; from < bars.time.length; k++) {
    if (k === again) {
      const snapshot = engine.snapshot();
      engine = make();
      engine.restore(snapshot);
    }
    const count = Math.min(cuts[k % cuts.length] ?? 1, bars.time.length - from);
    engine.step(bars, from, count, false);
    graph.plots.forEach(({ series }, plot) => columns[plot]?.push(...engine.column(series)));
    from += count;
  }
  return columns;
}

/** Bars whose close is a number one can follow: open n, high n + 0.5, low n − 0.5, close n + 0.25, volume n. */
function numbered(times: readonly number[]): BarColumns {
  const column = (value: (n: number) => number) => Float64Array.from(times, (_, n) => value(n + 1));
  return {
    time: Float64Array.from(times),
    open: column((n) => n),
    high: column((n) => n + 0.5),
    low: column((n) => n - 0.5),
    close: column((n) => n + 0.25),
    volume: column((n) => n),
  };
}

const hours = (start: number, ...offsets: readonly number[]) =>
  offsets.map((offset) => start + offset * hour);
const monday = Date.UTC(2024, 0, 1);
const na = NaN;

describe("four-hour bars on hours", () => {
  const graph = compiled(
    `frame h4 every 4h { let middle = (high + low) / 2 }
  plot h4.open as "open"
  plot h4.high as "high"
  plot h4.low as "low"
  plot h4.close as "close"
  plot h4.volume as "volume"
  plot h4.time as "time"
  plot h4.middle as "middle"`,
    "1h",
  );

  test("are known at the close of their last hour, and held until the next is finished", () => {
    const [open, high, low, close, volume, time, middle] = plotted(
      graph,
      numbered(hours(monday, 0, 1, 2, 3, 4, 5, 6, 7, 8)),
    );
    expect(open).toEqual([na, na, na, 1, 1, 1, 1, 5, 5]);
    expect(high).toEqual([na, na, na, 4.5, 4.5, 4.5, 4.5, 8.5, 8.5]);
    expect(low).toEqual([na, na, na, 0.5, 0.5, 0.5, 0.5, 4.5, 4.5]);
    expect(close).toEqual([na, na, na, 4.25, 4.25, 4.25, 4.25, 8.25, 8.25]);
    expect(volume).toEqual([na, na, na, 10, 10, 10, 10, 26, 26]);
    expect(time).toEqual([na, na, na, ...[0, 0, 0, 0, 4, 4].map((at) => monday + at * hour)]);
    expect(middle).toEqual([na, na, na, 2.5, 2.5, 2.5, 2.5, 6.5, 6.5]);
  });

  test("leave out a first bar whose beginning the data does not hold", () => {
    const close = plotted(graph, numbered(hours(monday, 1, 2, 3, 4, 5, 6, 7)))[3];
    // 01:00 to 03:00 are three quarters of a bar; 04:00 to 07:00 (numbers 4 to 7) is the first whole one.
    expect(close).toEqual([na, na, na, na, na, na, 7.25]);
  });

  test("are finished by the first later bar where their last hour is missing", () => {
    const [open, , , close, volume] = plotted(graph, numbered(hours(monday, 0, 1, 2, 5, 6, 7, 8)));
    expect(close).toEqual([na, na, na, 3.25, 3.25, 6.25, 6.25]);
    expect(open).toEqual([na, na, na, 1, 1, 4, 4]);
    expect(volume).toEqual([na, na, na, 6, 6, 15, 15]);
  });

  test("do not exist where all their hours are missing", () => {
    const close = plotted(graph, numbered(hours(monday, 0, 1, 2, 3, 16, 17, 18, 19)))[3];
    expect(close).toEqual([na, na, na, 4.25, 4.25, 4.25, 4.25, 8.25]);
  });

  test("two can be finished at once: one late, one on time", () => {
    const [, , , close, , time] = plotted(graph, numbered(hours(monday, 0, 1, 7, 8)));
    // The close of 07:00 ends 04:00–08:00 (number 3), and shows that 00:00–04:00 (number 2) ended before.
    expect(close).toEqual([na, na, 3.25, 3.25]);
    expect(time).toEqual([na, na, monday + 4 * hour, monday + 4 * hour]);
  });

  test("a bar at the very edge of a gap belongs to the bar it opens in", () => {
    const close = plotted(graph, numbered(hours(monday, 0, 1, 2, 4, 8)))[3];
    expect(close).toEqual([na, na, na, 3.25, 4.25]);
  });
});

describe("days and weeks", () => {
  test("a day begins at midnight UTC, also when clocks change in Europe and America", () => {
    const graph = compiled(
      `frame d every 1d { let x = open }\n  plot d.x as "x"\n  plot d.time as "time"`,
      "1h",
    );
    for (const date of [Date.UTC(2024, 2, 31), Date.UTC(2024, 10, 3)]) {
      const times = Array.from({ length: 49 }, (_, k) => date + k * hour);
      const [x, time] = plotted(graph, numbered(times));
      expect(x?.slice(22, 25)).toEqual([na, 1, 1]);
      expect(x?.slice(46, 49)).toEqual([1, 25, 25]);
      expect(time?.[47]).toBe(date + day);
    }
  });

  test("a week begins on Monday", () => {
    const graph = compiled(
      `frame w every 1w { let x = open }\n  plot w.x as "x"\n  plot w.time as "time"`,
      "1d",
    );
    // From Friday 2023-12-29; the first whole week begins on Monday 2024-01-01, the fourth bar, and ends with the tenth.
    const [x, time] = plotted(graph, numbered(Array.from({ length: 18 }, (_, k) => monday + (k - 3) * day)));
    expect(x).toEqual([na, na, na, na, na, na, na, na, na, 4, 4, 4, 4, 4, 4, 4, 11, 11]);
    expect(time?.[9]).toBe(monday);
  });
});

/** Hours from a random start, some of them missing, prices from a walk with a missing value here and there. */
const arbitraryHours = fc
  .record({
    start: fc.integer({ min: 0, max: 30 }),
    steps: fc.array(fc.oneof({ weight: 12, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 12 })), {
      minLength: 1,
      maxLength: 120,
    }),
    prices: fc.infiniteStream(fc.integer({ min: 900, max: 1100 })),
    holes: fc.infiniteStream(fc.integer({ min: 0, max: 24 })),
  })
  .map(({ start, steps, prices, holes }): BarColumns => {
    let at = start;
    const times = steps.map((step) => monday + (at += step) * hour);
    const next = () => (holes.next().value === 0 ? NaN : (prices.next().value ?? 0) / 8);
    const column = () => Float64Array.from(times, next);
    return {
      time: Float64Array.from(times),
      open: column(),
      high: column(),
      low: column(),
      close: column(),
      volume: column(),
    };
  });

const inside = `let trend = ema(close, 3)
    let reach = atr(3)
    let bands = bollinger(close, 3, 2)
    let rose = trend > trend[2]
    let jump = if close crosses above trend then 1 else 0
    state best from na = if high > prev then max(prev, high) else 0.999 * high`
  .split("\n")
  .map((line) => line.trim());

const series = [
  "trend",
  "reach",
  "bands.upper",
  "rose",
  "jump",
  "best",
  "open",
  "high",
  "low",
  "close",
  "volume",
];

function framedGraph(): Graph {
  const plots = series.map((name) =>
    ["rose"].includes(name)
      ? `plot if h4.${name} then 1 else 0 as "${name}"`
      : `plot h4.${name} as "${name}"`,
  );
  return compiled(`frame h4 every 4h {\n${inside.join("\n")}\n}\n${plots.join("\n")}`, "1h");
}

/** The same series as a plain strategy on four-hour bars. */
function plainGraph(): Graph {
  const plots = series.map((name) =>
    ["rose"].includes(name) ? `plot if ${name} then 1 else 0 as "${name}"` : `plot ${name} as "${name}"`,
  );
  return compiled(`${inside.join("\n")}\n${plots.join("\n")}`, "4h");
}

describe("laws", () => {
  const framed = framedGraph();
  const plain = plainGraph();

  test("a frame is the strategy of its bars, each value known when its bar has ended", () => {
    fc.assert(
      fc.property(arbitraryHours, (bars) => {
        const slow = slowBarsOf(bars, 4 * hour);
        const column = (of: (bar: SlowBar) => number) => Float64Array.from(slow, of);
        const slowColumns: BarColumns = {
          time: column((bar) => bar.time),
          open: column((bar) => bar.open),
          high: column((bar) => bar.high),
          low: column((bar) => bar.low),
          close: column((bar) => bar.close),
          volume: column((bar) => bar.volume),
        };
        const expected =
          slow.length === 0
            ? series.map(() => [])
            : evaluate(plain, feedOf(slowColumns, 4 * hour)).columns.map(({ values }) => values);
        const found = plotted(framed, bars);
        series.forEach((_, plot) =>
          expect(found[plot]).toEqual(heldOver(bars, hour, slow, expected[plot] ?? [])),
        );
      }),
      { numRuns: 150 },
    );
  });

  test("however the bars are cut, and wherever a run is restored, the same bits", () => {
    fc.assert(
      fc.property(
        arbitraryHours,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 20 }),
        (bars, cuts, again) => {
          const whole = plotted(framed, bars, [200]);
          expect(plotted(framed, bars, cuts, again)).toEqual(whole);
          expect(plotted(framed, bars, [1], again)).toEqual(whole);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("what comes later changes nothing before", () => {
    fc.assert(
      fc.property(arbitraryHours, fc.integer({ min: 1, max: 119 }), (bars, cut) => {
        const changed = { ...bars, close: bars.close.map((x, bar) => (bar < cut ? x : x * 2)) };
        const before = plotted(framed, bars).map((column) => column.slice(0, cut));
        expect(plotted(framed, changed).map((column) => column.slice(0, cut))).toEqual(before);
      }),
      { numRuns: 60 },
    );
  });
});
