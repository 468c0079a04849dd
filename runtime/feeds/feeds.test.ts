import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile } from "../../compiler/index.js";
import type { Graph } from "../../compiler/graph/index.js";
import { createSource } from "../../lang/index.js";
import type { BarColumns } from "../data/dataset.js";
import { Engine, loadKernelModule } from "../engine/index.js";
import type { RowSource } from "../engine/feeds.js";

const module = loadKernelModule();
const hour = 3_600_000;
const start = Date.UTC(2024, 0, 1);
const na = NaN;

function compiled(members: string): Graph {
  const text = `sage 1
strategy fed {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }
  ${members}
  enter long when close > open
  exit long when close < open
  size 10% of equity
  costs { fee: 0.1% }
}`;
  const { graph, diagnostics } = compile(createSource("fed.sage", text));
  if (graph === null)
    throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n"));
  return graph;
}

function barsAt(times: readonly number[]): BarColumns {
  const time = Float64Array.from(times);
  const one = () => time.map((_, bar) => bar + 1);
  return { time, open: one(), high: one(), low: one(), close: one(), volume: one() };
}

/** Rows at these hours with their numbers as values, in pieces of some length. */
function rowsAt(times: readonly number[], width: number, piece = 3): RowSource {
  return {
    *rows() {
      for (let from = 0; from < times.length; from += piece) {
        const time = Float64Array.from(times.slice(from, from + piece));
        const column = (k: number) => time.map((_, row) => 100 * k + from + row + 1);
        yield { time, columns: Array.from({ length: width }, (_, k) => column(k)) };
      }
    },
  };
}

function plotted(
  graph: Graph,
  bars: BarColumns,
  feeds: readonly RowSource[],
  cuts: readonly number[] = [50],
  again = -1,
): number[][] {
  const make = () => new Engine(graph, { module, capital: 1, capacity: Math.max(...cuts), feeds });
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

const hours = (...offsets: readonly number[]) => offsets.map((offset) => start + offset * hour);

describe("another market", () => {
  test("of the same bars: equal closes are known together; a missing bar keeps the last value, which ages", () => {
    const graph = compiled(`feed eth {
    symbol: "ETH/USDT"
    stale: 2 bars
  }
  plot eth.open as "open"
  plot age(eth) as "age"
  plot eth.time as "time"`);
    const bars = barsAt(hours(0, 1, 2, 3, 4, 5));
    const [open, age, time] = plotted(graph, bars, [rowsAt(hours(1, 2, 5), 5)]);
    // Known from the close of 01:00 on; 03:00 and 04:00 are missing: one and two bars old, both within the limit.
    expect(open).toEqual([na, 1, 2, 2, 2, 3]);
    expect(age).toEqual([na, 0, 0, 1, 2, 0]);
    expect(time?.slice(1)).toEqual(hours(1, 2, 2, 2, 5));
  });

  test("older than its limit it is missing", () => {
    const graph = compiled(`feed eth {
    symbol: "ETH/USDT"
    stale: 2 bars
  }
  plot eth.open as "open"`);
    const [open] = plotted(graph, barsAt(hours(0, 1, 2, 3, 4)), [rowsAt(hours(0), 5)]);
    expect(open).toEqual([1, 1, 1, na, na]);
  });

  test("of slower bars: known at its own close, held until the next", () => {
    const graph = compiled(`feed day {
    symbol: "ETH/USDT"
    timeframe: 1d
    stale: 3d
  }
  plot day.close as "close"`);
    const [close] = plotted(graph, barsAt(Array.from({ length: 50 }, (_, k) => start + k * hour)), [
      rowsAt(hours(0, 24), 5),
    ]);
    // The day's bar closes with the hour that begins at 23:00.
    expect(close?.slice(0, 23)).toEqual(Array.from({ length: 23 }, () => na));
    expect(close?.slice(23, 47)).toEqual(Array.from({ length: 24 }, () => 301));
    expect(close?.slice(47)).toEqual([302, 302, 302]);
  });

  test("of faster bars: the last one that was finished", () => {
    const graph = compiled(`feed fast {
    symbol: "ETH/USDT"
    timeframe: 15m
    stale: 8 bars
  }
  plot fast.open as "open"`);
    const quarters = Array.from({ length: 12 }, (_, k) => start + k * 900_000);
    const [open] = plotted(graph, barsAt(hours(0, 1, 2)), [rowsAt(quarters, 5)]);
    expect(open).toEqual([4, 8, 12]);
  });
});

test("a file: a row is known when it was published, not at its own time", () => {
  const graph = compiled(`feed fear from "fear.csv" {
    column: value
    known: 6h
    stale: 2d
  }
  plot fear.value as "value"
  plot age(fear.value) as "age"`);
  const bars = barsAt(Array.from({ length: 9 }, (_, k) => start + k * hour));
  const [value, age] = plotted(graph, bars, [rowsAt([start, start + 3 * hour - 1], 1)]);
  // 00:00 + 6h = 06:00, the close of the sixth bar; the second row is known a moment before 09:00, with the ninth.
  expect(value).toEqual([na, na, na, na, na, 1, 1, 1, 2]);
  expect(age).toEqual([na, na, na, na, na, 0, 1, 2, 0]);
});

describe("laws", () => {
  const graph = compiled(`feed eth {
    symbol: "ETH/USDT"
    timeframe: 30m
    stale: 9 bars
  }
  feed fear from "fear.csv" {
    column: value
    known: 5h
    stale: 2d
  }
  plot eth.close as "close"
  plot fear.value as "value"
  plot age(eth) as "age"`);
  const times = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 90 }).map((steps) =>
    steps.map(
      (
        (at) => (step: number) =>
          (at += step)
      )(0),
    ),
  );
  const cases = fc.record({
    bars: times,
    market: times,
    file: times,
    piece: fc.integer({ min: 1, max: 40 }),
  });

  test("on each bar the last row that was known by its close, by the definition", () => {
    fc.assert(
      fc.property(cases, ({ bars, market, file, piece }) => {
        const hoursOf = bars.map((at) => start + at * hour);
        const halves = market.map((at) => start + (at * hour) / 2);
        const rows = file.map((at) => start + at * 1000 * 3599);
        const last = (all: readonly number[], delay: number, close: number) =>
          all.findLastIndex((time) => time + delay <= close);
        const expected = hoursOf.map((time) => {
          const close = time + hour;
          const eth = last(halves, hour / 2, close);
          const fear = last(rows, 5 * hour, close);
          const since = (all: readonly number[], row: number, delay: number) =>
            close - ((all[row] ?? na) + delay);
          return [
            eth === -1 || since(halves, eth, hour / 2) > 4.5 * hour ? na : 300 + eth + 1,
            fear === -1 || since(rows, fear, 5 * hour) > 48 * hour ? na : fear + 1,
            eth === -1 ? na : Math.floor(since(halves, eth, hour / 2) / hour),
          ];
        });
        const found = plotted(graph, barsAt(hoursOf), [rowsAt(halves, 5, piece), rowsAt(rows, 1, piece)]);
        expected.forEach((row, bar) => expect(found.map((column) => column[bar])).toEqual(row));
      }),
      { numRuns: 150 },
    );
  });

  test("however the bars are cut, and wherever a run is restored, the same bits", () => {
    fc.assert(
      fc.property(
        cases,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 20 }),
        (given, cut, again) => {
          const bars = barsAt(given.bars.map((at) => start + at * hour));
          const feeds = [
            rowsAt(
              given.market.map((at) => start + (at * hour) / 2),
              5,
              given.piece,
            ),
            rowsAt(
              given.file.map((at) => start + at * hour),
              1,
              given.piece,
            ),
          ];
          const whole = plotted(graph, bars, feeds, [200]);
          expect(plotted(graph, bars, feeds, [cut, 1], again)).toEqual(whole);
          expect(plotted(graph, bars, feeds, [1], again)).toEqual(whole);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("more rows than lie ready at once", () => {
    const many = Array.from({ length: 5000 }, (_, k) => start + k * 600_000);
    const bars = barsAt(Array.from({ length: 800 }, (_, k) => start + k * hour));
    const [close] = plotted(graph, bars, [rowsAt(many, 5, 2048), rowsAt([start], 1)], [400]);
    // Rows every ten minutes, each known half an hour later: by the close of bar k, 6k + 4 of them.
    expect(close?.slice(0, 3)).toEqual([304, 310, 316]);
    expect(close?.[700]).toBe(300 + 6 * 700 + 4);
  });
});
