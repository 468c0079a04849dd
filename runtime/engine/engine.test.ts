import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ColumnReference, Graph } from "../../compiler/graph/index.js";
import { arbitraryBars, arbitraryRules, rulesGraph } from "../testing/arbitrary.js";
import { barsOf } from "../testing/feed.js";
import { StrategyBuilder } from "../testing/strategy.js";
import { Tape } from "../testing/tape.js";
import type { BarColumns } from "../data/dataset.js";
import { Engine, type EngineOptions } from "./engine.js";
import { loadKernelModule } from "./module.js";
import { ResidentBars } from "./resident.js";

const module = loadKernelModule();
const columns = { equity: true, cash: true, position: true };

function run(
  graph: Graph,
  bars: BarColumns,
  cuts: readonly number[],
  options: Partial<EngineOptions> = {},
  source: () => BarColumns = () => bars,
) {
  const tape = new Tape();
  const engine = new Engine(graph, {
    module,
    capital: 1000,
    capacity: 128,
    columns,
    sinks: tape.sinks,
    ...options,
  });
  const columnsOf = source();
  let from = 0;
  for (let k = 0; from < bars.time.length; k++) {
    const count = Math.min(Math.max(1, cuts[k % cuts.length] ?? 1), engine.capacity, bars.time.length - from);
    engine.step(columnsOf, from, count);
    tape.read(engine, from);
    from += count;
  }
  tape.add("state", engine.snapshot().bytes);
  engine.finish(true);
  tape.add("final", engine.snapshot().bytes);
  return tape.parts;
}

describe("chunk law: however the bars are cut, the same bits", () => {
  test("broker with every rule", () => {
    fc.assert(
      fc.property(
        arbitraryBars,
        arbitraryRules,
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 64 }),
        (bars, draft, cuts, bufferedRows) => {
          const graph = rulesGraph(draft);
          const whole = run(graph, bars, [128]);
          expect(run(graph, bars, cuts, { bufferedRows })).toEqual(whole);
          expect(run(graph, bars, [1])).toEqual(whole);
        },
      ),
      { numRuns: 150 },
    );
  });

  test("indicators, comparisons and history", () => {
    const graph = indicators();
    fc.assert(
      fc.property(
        walk(300),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 }),
        (bars, cuts) => {
          expect(run(graph, bars, cuts)).toEqual(run(graph, bars, [128]));
        },
      ),
      { numRuns: 40 },
    );
  });
});

/** A walk of prices from a seed. */
function walk(length: number): fc.Arbitrary<BarColumns> {
  return fc
    .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: length, maxLength: length })
    .map((moves) => {
      let close = 100;
      return barsOf(
        moves.map((move) => {
          const open = close;
          close = Math.max(1, open * (1 + 0.02 * move));
          return [open, Math.max(open, close) * 1.002, Math.min(open, close) * 0.998, close, 10];
        }),
      );
    });
}

function indicators(): Graph {
  const builder = new StrategyBuilder();
  const close = builder.bar("close");
  const quick = builder.call("ema", [close], [3, 0]);
  const calm = builder.call("sma", [close], [9]);
  const before = builder.call("history", [calm], [4]);
  return builder.graph({
    entries: [
      { side: "long", when: builder.call("crosses_above", [quick, calm]), stop: { base: before, slope: 0 } },
      { side: "short", when: builder.call("crosses_below", [quick, calm]) },
    ],
    size: { kind: "equity", amount: 0.5 },
    costs: { taker: 0.001 },
  });
}

describe("snapshot", () => {
  test("a run that is continued from one is the run that never stopped", () => {
    fc.assert(
      fc.property(arbitraryBars, arbitraryRules, fc.nat(1000), (bars, draft, seed) => {
        const graph = rulesGraph(draft);
        const options = { module, capital: 1000, capacity: 128, columns };
        const cut = seed % bars.time.length;
        const tape = new Tape();
        const before = new Engine(graph, { ...options, sinks: tape.sinks });
        if (cut > 0) before.step(bars, 0, cut);
        if (cut > 0) tape.read(before, 0);
        const after = new Engine(graph, { ...options, sinks: tape.sinks });
        after.restore(before.snapshot());
        expect(after.bar).toBe(cut);
        after.step(bars, cut, bars.time.length - cut);
        tape.read(after, cut);
        tape.add("state", after.snapshot().bytes);
        after.finish(true);
        tape.add("final", after.snapshot().bytes);
        expect(tape.parts).toEqual(run(graph, bars, [128]));
      }),
      { numRuns: 100 },
    );
  });

  test("is refused by another graph, other values, another capital, another format", () => {
    const builder = new StrategyBuilder();
    const other = builder.graph({
      entries: [{ side: "long", when: builder.call("greater", [builder.bar("close"), 5]) }],
    });
    const snapshot = new Engine(indicators(), { module, capital: 1000 }).snapshot();
    expect(() => new Engine(other, { module, capital: 1000 }).restore(snapshot)).toThrow(/another strategy/);
    expect(() => new Engine(indicators(), { module, capital: 999 }).restore(snapshot)).toThrow(
      /starting capital/,
    );
    const engine = new Engine(indicators(), { module, capital: 1000 });
    expect(() => engine.restore({ ...snapshot, version: 99 })).toThrow(/format 99/);
    expect(() => engine.restore({ ...snapshot, values: [1] })).toThrow(/parameter values/);
    expect(() => engine.restore({ ...snapshot, bytes: snapshot.bytes.slice(8) })).toThrow(/bytes/);
  });
});

test("bars that are read in place give the same bits as bars that are copied in", () => {
  fc.assert(
    fc.property(arbitraryBars, arbitraryRules, fc.integer({ min: 1, max: 40 }), (bars, draft, cut) => {
      const graph = rulesGraph(draft);
      const resident = new ResidentBars(bars);
      for (let turn = 0; turn < 2; turn++) {
        // The columns are asked for after the engine is bound: it may have made the memory larger.
        const inPlace = run(graph, bars, [cut], { resident }, () => resident.columns(0, resident.count));
        expect(inPlace).toEqual(run(graph, bars, [128]));
      }
    }),
    { numRuns: 60 },
  );
});

test("a trace shows every node at the chosen bars, whatever buffers are used again", () => {
  const graph = indicators();
  const bars = barsOf(Array.from({ length: 40 }, (_, k) => [k + 1, k + 2, k, k + 1, 1]));
  const engine = new Engine(graph, { module, capital: 1000 });
  const seen = new Map<string, number>();
  engine.traceAt([20], (bar, reference: ColumnReference, value) => {
    seen.set(`${bar} ${graph.nodes[reference.node]?.operation}`, value);
  });
  engine.step(bars, 0, 40);
  // Closes are 1 … 40: the mean of 13 … 21 is 17, four bars before it was 13.
  expect(seen.get("20 close")).toBe(21);
  expect(seen.get("20 sma")).toBeCloseTo(17, 12);
  expect(seen.get("20 history")).toBeCloseTo(13, 12);
  expect([...seen.keys()].every((key) => key.startsWith("20 "))).toBe(true);
});

test("each node is measured where that is asked for", () => {
  const engine = new Engine(indicators(), { module, capital: 1000, stats: true });
  const bars = barsOf(Array.from({ length: 40 }, (_, k) => [k + 1, k + 2, k, k + 1, 1]));
  engine.step(bars, 0, 40);
  expect(engine.statistics?.map(({ operation, bars: count }) => [operation, count])).toContainEqual([
    "sma",
    40,
  ]);
});
