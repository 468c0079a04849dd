import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Graph } from "../../compiler/graph/index.js";
import type { BarColumns } from "../data/dataset.js";
import {
  arbitraryBars,
  arbitraryRules,
  arbitraryTarget,
  rulesGraph,
  targetGraph,
} from "../testing/arbitrary.js";
import { barsOf } from "../testing/feed.js";
import { Tape } from "../testing/tape.js";
import { Engine, type EngineOptions } from "./engine.js";
import { loadKernelModule } from "./module.js";

const runs = Number(process.env["SAGE_PROPERTY_RUNS"] ?? 60);
const module = loadKernelModule();
const settings = { module, capital: 1000, columns: { equity: true, cash: true, position: true } };

/** A part of a run: how many bars, whether another engine takes over before it, and how large that one is. */
const arbitraryPart = fc.record({
  bars: fc.integer({ min: 1, max: 30 }),
  takesOver: fc.boolean(),
  capacity: fc.integer({ min: 30, max: 200 }),
  bufferedRows: fc.integer({ min: 1, max: 64 }),
});

function unbroken(graph: Graph, bars: BarColumns): Tape {
  const tape = new Tape();
  const engine = new Engine(graph, { ...settings, capacity: 128, sinks: tape.sinks });
  engine.step(bars, 0, bars.time.length);
  tape.read(engine, 0);
  finish(engine, tape);
  return tape;
}

function finish(engine: Engine, tape: Tape): void {
  tape.add("state", engine.snapshot().bytes);
  engine.finish(true);
  tape.add("final", engine.snapshot().bytes);
}

interface Part {
  readonly bars: number;
  readonly takesOver: boolean;
  readonly capacity: number;
  readonly bufferedRows: number;
}

/** The same run, handed from engine to engine. */
function handed(graph: Graph, bars: BarColumns, parts: readonly Part[]): Tape {
  const tape = new Tape();
  const open = ({ capacity, bufferedRows }: Pick<EngineOptions, "capacity" | "bufferedRows">) =>
    new Engine(graph, {
      ...settings,
      capacity: capacity ?? 128,
      bufferedRows: bufferedRows ?? 64,
      sinks: tape.sinks,
    });
  let engine = open({});
  let at = 0;
  for (let k = 0; at < bars.time.length; k++) {
    const part = parts[k % parts.length];
    if (part === undefined) break;
    if (part.takesOver) {
      const { bytes, ...stamp } = engine.snapshot();
      engine = open(part);
      engine.restore({ ...stamp, bytes: bytes.slice() });
      expect(engine.bar).toBe(at);
    }
    const count = Math.min(part.bars, engine.capacity, bars.time.length - at);
    engine.step(bars, at, count);
    tape.read(engine, at);
    at += count;
  }
  finish(engine, tape);
  return tape;
}

const parts = fc.array(arbitraryPart, { minLength: 1, maxLength: 8 });

test("resting orders, grown positions, halts and alerts go on in another engine as if nothing had happened", () => {
  fc.assert(
    fc.property(arbitraryBars, arbitraryRules, parts, (bars, draft, cuts) => {
      const graph = rulesGraph(draft, true);
      expect(handed(graph, bars, cuts).parts).toEqual(unbroken(graph, bars).parts);
    }),
    { numRuns: runs },
  );
});

test("so does a target position", () => {
  fc.assert(
    fc.property(arbitraryBars, arbitraryTarget, parts, (bars, draft, cuts) => {
      const graph = targetGraph(draft);
      expect(handed(graph, bars, cuts).parts).toEqual(unbroken(graph, bars).parts);
    }),
    { numRuns: runs },
  );
});

test("a target that no lot can follow fills the buffer of signals, and not a byte beyond it", () => {
  const graph = targetGraph({
    rebalance: 0,
    leverage: 1,
    lot: 50,
    minimumNotional: 0,
    taker: 0,
    cooldown: undefined,
    halts: [],
  });
  // The target is half of 1,000, and a lot of 50 costs 5,000: every bar wishes, none orders.
  const rows = Array.from({ length: 60 }, () => [100, 100, 100, 100, 10] as const);
  let signals = 0;
  const sinks = { signals: (_: ArrayBuffer, __: number, count: number) => (signals += count) };
  const { alerts: _, ...silent } = graph;
  const engine = new Engine(
    { ...silent, alerts: [] },
    { ...settings, capacity: 64, bufferedRows: 1, reserve: 256, sinks },
  );
  engine.step(barsOf(rows), 0, 60);
  const { buffer, address } = engine.reserved;
  expect(new Uint8Array(buffer, address, 256).every((byte) => byte === 0)).toBe(true);
  expect(signals).toBe(60);
});
