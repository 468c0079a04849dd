import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile } from "../../compiler/index.js";
import { createSource } from "../../lang/index.js";
import { backtest } from "../modes/index.js";
import { feedOf } from "../testing/feed.js";
import { makeSharedBars } from "../../bench/shared-bars.js";
import { computeMetrics, MetricsAccumulator, type MetricsChunk } from "./accumulate.js";

const hour = 3_600_000;

/** Marks that wander, but stand still or rise without a fall where `pause` says so. */
function walk(count: number, seed: number, pause: (bar: number) => boolean): Float64Array {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  let mark = 1000;
  return Float64Array.from(
    { length: count },
    (_, bar) => (mark *= pause(bar) ? (bar % 1400 > 500 ? 1 : 1.001) : 0.985 + 0.0302 * random()),
  );
}

function chunkOf(equity: Float64Array, close = equity, interval = hour): MetricsChunk {
  return {
    time: equity.map((_, bar) => bar * interval),
    equity,
    close,
    position: equity.map((_, bar) => (bar % 5 === 0 ? 0 : 1)),
  };
}

/** Peaks and falls bar by bar, as the definition says. */
function slowDrawdown(marks: Float64Array) {
  let peak = -Infinity;
  let since = 0;
  let longest = 0;
  let squares = 0;
  let worst = { depth: 0, start: -1, trough: -1, end: -1 };
  marks.forEach((mark, bar) => {
    if (mark >= peak) {
      if (worst.start >= 0 && worst.end < 0) worst.end = bar;
      if (bar - since > 1) longest = Math.max(longest, bar - since);
      peak = mark;
      since = bar;
    }
    const depth = mark / peak - 1;
    squares += depth * depth;
    if (depth < worst.depth - 1e-15) worst = { depth, start: since, trough: bar, end: -1 };
  });
  longest = Math.max(longest, marks.length - 1 - since);
  return { ...worst, longest, ulcer: 100 * Math.sqrt(squares / (marks.length - 1)) };
}

describe("many blocks", () => {
  const pauses: readonly ((bar: number) => boolean)[] = [
    () => false,
    (bar) => bar % 700 > 300,
    (bar) => bar > 2000,
    (bar) => bar < 1500,
  ];

  test("falls are those of a loop over every bar", () => {
    for (const [k, pause] of pauses.entries()) {
      for (const length of [1, 31, 1024, 1025, 5003]) {
        const marks = walk(length, k + 1, pause);
        const slow = slowDrawdown(marks);
        const metrics = computeMetrics(chunkOf(marks), [], { interval: hour });
        const place = (bar: number): number | null => (bar < 0 ? null : bar * hour);
        expect(metrics.maxDrawdown).toBeCloseTo(slow.depth, 12);
        expect(metrics).toMatchObject({
          maxDrawdownStart: place(slow.start),
          maxDrawdownTrough: place(slow.trough),
          maxDrawdownEnd: place(slow.end),
          longestDrawdownBars: slow.longest,
          exposure: chunkOf(marks).position.reduce((sum, held) => sum + held, 0) / length,
        });
        if (length > 1) expect(metrics.ulcerIndex).toBeCloseTo(slow.ulcer, 10);
      }
    }
  });

  test("value at risk is that of the sorted returns, with any number of equal ones", () => {
    for (const [k, pause] of pauses.entries()) {
      const marks = walk(20_001, k + 10, pause);
      const returns = marks.slice(1).map((mark, i) => (mark - (marks[i] ?? 0)) / (marks[i] ?? 1));
      returns.sort();
      const worst = returns.subarray(0, 1000);
      const metrics = computeMetrics(chunkOf(marks), [], { interval: hour });
      // Place 0.05 · 19,999 = 999.95.
      const [low = 0, high = 0] = returns.subarray(999, 1001);
      expect(metrics.valueAtRisk95).toBeCloseTo(-(low + 0.95 * (high - low)), 14);
      expect(metrics.expectedShortfall95).toBeCloseTo(-worst.reduce((sum, r) => sum + r, 0) / 1000, 13);
    }
  });

  test("holes and cuts anywhere leave every bit as it is", () => {
    const marks = walk(5000, 3, (bar) => bar % 900 > 800);
    const close = walk(5000, 4, () => false).map((price, bar) =>
      bar % 997 === 0 || bar === 4999 ? NaN : price,
    );
    const whole = chunkOf(marks, close);
    const expected = computeMetrics(whole, [], { interval: hour });
    expect(expected.beta).not.toBeNull();
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 2100 }), { minLength: 1, maxLength: 8 }), (lengths) => {
        const accumulator = new MetricsAccumulator({ bars: 5000, interval: hour });
        for (let from = 0, k = 0; from < 5000; k++) {
          const to = Math.min(5000, from + (lengths[k % lengths.length] ?? 1));
          const part = (column: Float64Array): Float64Array => column.subarray(from, to);
          const { time, equity, position } = whole;
          accumulator.add({
            time: part(time),
            equity: part(equity),
            position: part(position),
            close: part(close),
          });
          from = to;
        }
        expect(accumulator.finish()).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});

test("months are those of the calendar, before and after 1970, leap years and gaps of years included", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(1890, 0), max: Date.UTC(2110, 0) }),
      fc.array(fc.integer({ min: 1, max: 90 * 24 }), { minLength: 1, maxLength: 60 }),
      (start, steps) => {
        let time = start;
        const times = Float64Array.from([start, ...steps.map((step) => (time += step * hour))]);
        const months = [...times].map((at) => new Date(at).toISOString().slice(0, 7));
        const accumulator = new MetricsAccumulator({ bars: times.length, interval: hour });
        accumulator.add({ ...chunkOf(times.map((_, bar) => 100 + bar)), time: times });
        const found = accumulator.monthReturns();
        const name = ({ year, month }: (typeof found)[number]): string =>
          `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
        expect(found.map(name)).toEqual([...new Set(months)]);
        const growth = found.reduce((product, month) => product * (1 + month.return), 1);
        expect(growth).toBeCloseTo((100 + steps.length) / 100, 9);
      },
    ),
  );
});

test("the last bar can be amended, and only that", () => {
  for (const length of [1, 2, 1024, 1025, 2048, 3000]) {
    const marks = walk(length, 9, () => false);
    const amended = new MetricsAccumulator({ bars: length, interval: hour });
    amended.add(chunkOf(marks));
    amended.amendLast(500, 0);
    const chunk = chunkOf(
      marks.map((mark, bar) => (bar === length - 1 ? 500 : mark)),
      marks,
    );
    chunk.position[length - 1] = 0;
    expect(amended.finish()).toEqual(computeMetrics(chunk, [], { interval: hour }));
  }
});

test("a run gathers from rows what its records and curve give", () => {
  const text = `sage 1
strategy cross {
  market {
    timeframe: 1m
  }
  let quick = ema(close, 5 bars)
  let calm = ema(close, 20 bars)
  enter long when quick crosses above calm {
    stop entry * 0.998
  }
  enter short when quick crosses below calm
  size 50% of equity
  costs {
    fee: 0.01%
    slippage: 0.01%
  }
}
`;
  const { graph, diagnostics } = compile(createSource("cross.sage", text));
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  if (graph === null) throw new Error("no graph");
  const result = backtest(graph, feedOf(makeSharedBars(20_000), 60_000, [3000, 17, 999]));
  const { equity, trades } = result;
  if (equity === null) throw new Error("no equity");
  expect(trades.length).toBeGreaterThan(100);
  expect(computeMetrics(equity, trades, { interval: 60_000 })).toEqual(result.metrics);
  const settled = result.warmup.settled ?? 0;
  const early = trades.filter((trade) => trade.signalBar < settled).length;
  expect(result.warnings.some(({ message }) => message.startsWith(`${early} of `))).toBe(early > 0);
});
