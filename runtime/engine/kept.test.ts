import * as fc from "fast-check";
import { expect, test } from "vitest";
import { tradeRowLayout } from "../broker/layout.js";
import type { BarColumns } from "../data/dataset.js";
import { arbitraryBars, arbitraryRules, rulesGraph, type RulesDraft } from "../testing/arbitrary.js";
import { Engine, type EngineOptions } from "./engine.js";
import { loadKernelModule } from "./module.js";
import { ResidentBars } from "./resident.js";

/* What is kept in the engine's memory is what would have been handed on, also where another engine worked there before. */

const module = loadKernelModule();
const shape = { module, capital: 1000, capacity: 128 };

function stepThrough(engine: Engine, bars: BarColumns, cut: number): void {
  const count = bars.time.length;
  for (let from = 0; from < count; from += cut) engine.step(bars, from, Math.min(cut, count - from));
  engine.finish(true);
}

function handedOn(draft: RulesDraft, bars: BarColumns, cut: number): readonly number[] {
  const bytes: number[] = [];
  const trades: NonNullable<EngineOptions["sinks"]>["trades"] = (buffer, address, count) =>
    bytes.push(...new Uint8Array(buffer, address, count * tradeRowLayout.bytes));
  stepThrough(new Engine(rulesGraph(draft), { ...shape, sinks: { trades } }), bars, cut);
  return bytes;
}

test("kept trades are those that are handed on", () => {
  let kept = 0;
  fc.assert(
    fc.property(arbitraryBars, arbitraryRules, fc.integer({ min: 1, max: 40 }), (bars, draft, cut) => {
      const expected = handedOn(draft, bars, cut);
      const resident = new ResidentBars(bars);
      for (const turn of [1, 2]) {
        const engine = new Engine(rulesGraph(draft), {
          ...shape,
          resident,
          keepEquity: 120,
          keepTrades: 1000 * turn,
        });
        stepThrough(engine, resident.columns(0, bars.time.length), cut);
        const { buffer, address, count } = engine.keptTrades();
        expect([...new Uint8Array(buffer, address, count * tradeRowLayout.bytes)]).toEqual(expected);
        kept += count;
      }
    }),
    { numRuns: 150 },
  );
  expect(kept).toBeGreaterThan(150);
});

test("more trades than were to be kept are refused", () => {
  const drafts = fc.sample(fc.tuple(arbitraryRules, arbitraryBars), { numRuns: 3000, seed: 5 });
  const found = drafts.find(([draft, bars]) => handedOn(draft, bars, 10).length > 40 * tradeRowLayout.bytes);
  if (found === undefined) throw new Error("No strategy trades often enough.");
  const [draft, bars] = found;
  const engine = new Engine(rulesGraph(draft), { ...shape, keepTrades: 0 });
  expect(() => stepThrough(engine, bars, 10)).toThrow("There are more trades than were to be kept.");
});
