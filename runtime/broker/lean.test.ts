import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Engine, loadKernelModule } from "../engine/index.js";
import type { BarColumns } from "../data/dataset.js";
import { arbitraryBars, arbitraryRules, rulesGraph, type RulesDraft } from "../testing/arbitrary.js";
import { Tape } from "../testing/tape.js";
import { isLean } from "./lean.js";

const runs = Number(process.env["SAGE_PROPERTY_RUNS"] ?? 400);

/** What of a random strategy the shorter way knows. */
function plain(draft: RulesDraft): RulesDraft {
  const protection = {
    stop: undefined,
    takes: [],
    moves: [],
    trail: undefined,
    expire: undefined,
    order: undefined,
  };
  const { size } = draft;
  const { slippage } = draft.costs;
  const byVolume = slippage.kind === "square_root" || slippage.kind === "linear";
  const others = size.kind === "kelly" || size.kind === "risk";
  return {
    ...draft,
    protections: [protection, protection],
    costs: { ...draft.costs, slippage: byVolume ? { ...slippage, kind: "rate" } : slippage },
    size: others ? { kind: "equity", amount: 1, limit: undefined } : size,
    cooldown: undefined,
    halts: [],
    pyramiding: 1,
    entriesPerDay: undefined,
    funding: undefined,
    borrow: 0,
  };
}

const arbitraryPlain = arbitraryRules.map(plain);

/** Prices that are missing here and there. */
const withGaps = ([bars, gaps]: readonly [BarColumns, readonly number[]]): BarColumns => {
  const open = bars.open.slice();
  const close = bars.close.slice();
  for (const gap of gaps) (gap % 2 === 0 ? open : close)[gap % open.length] = Number.NaN;
  return { ...bars, open, close };
};

/** All that leaves an engine, and its state at the end, when the bars come in these pieces. */
function recorded(
  draft: RulesDraft,
  bars: BarColumns,
  options: { readonly lean?: boolean; readonly pieces: readonly number[]; readonly kinds: number },
) {
  const tape = new Tape();
  const { trades, orders, signals } = tape.sinks;
  const engine = new Engine(rulesGraph(draft), {
    module: loadKernelModule(),
    capital: 1000,
    capacity: 128,
    columns: { equity: true, cash: true, position: true },
    sinks: {
      ...((options.kinds & 1) !== 0 && trades && { trades }),
      ...((options.kinds & 2) !== 0 && orders && { orders }),
      ...((options.kinds & 4) !== 0 && signals && { signals }),
    },
    ...(options.lean !== undefined && { lean: options.lean }),
  });
  const count = bars.time.length;
  for (let from = 0, k = 0; from < count; k++) {
    const piece = Math.min(options.pieces[k % options.pieces.length] ?? count, count - from);
    engine.step(bars, from, piece);
    tape.read(engine, from);
    from += piece;
  }
  const state = [...engine.snapshot().bytes];
  engine.finish(true);
  return { ...tape.parts, state, end: [...engine.snapshot().bytes] };
}

test("the shorter way writes the same bits as the long one, whatever is recorded and however the bars are cut", () => {
  const ways = fc.record({
    pieces: fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 5 }),
    kinds: fc.nat(7),
  });
  const gaps = fc.array(fc.nat(1000), { maxLength: 3 });
  let lean = 0;
  let trades = 0;
  fc.assert(
    fc.property(fc.tuple(arbitraryBars, gaps).map(withGaps), arbitraryPlain, ways, (bars, draft, way) => {
      expect(isLean(rulesGraph(draft))).toBe(true);
      const short = recorded(draft, bars, way);
      const long = recorded(draft, bars, { ...way, lean: false, pieces: [128] });
      expect(short).toEqual(long);
      lean++;
      if ("trades" in short) trades++;
    }),
    { numRuns: runs },
  );
  expect(lean).toBe(runs);
  expect(trades).toBeGreaterThan(runs / 8);
});

test("a strategy with anything else takes the long way", () => {
  const [draft] = fc.sample(arbitraryPlain, { numRuns: 1, seed: 1 });
  if (draft === undefined) throw new Error("nothing was drawn");
  const graph = rulesGraph(draft);
  const { orders } = graph;
  const [entry] = orders.entries;
  if (entry === undefined) throw new Error("no entry was drawn");
  const cooldown = { length: 0, after: "any" as const };
  const halt = { quantity: "drawdown" as const, above: 0, inclusive: false, span: entry.span };
  const others: readonly (typeof orders)[] = [
    { ...orders, cooldown },
    { ...orders, halts: [halt] },
    { ...orders, fills: { ...orders.fills, pyramiding: 0 } },
    { ...orders, fills: { ...orders.fills, participation: 0 } },
    { ...orders, fills: { ...orders.fills, magnify: 60_000 } },
    { ...orders, costs: { ...orders.costs, borrow: 0 } },
    { ...orders, costs: { ...orders.costs, slippage: { kind: "linear", amount: 0 } } },
    { ...orders, entries: [{ ...entry, expire: 0 }] },
    { ...orders, entries: [{ ...entry, stop: { base: entry.when, slope: entry.when } }] },
    { ...orders, entries: [{ ...entry, order: { type: "limit", price: entry.when } }] },
    // What is added one day.
    Object.assign({ ...orders }, { hedge: 1 }),
    { ...orders, entries: [Object.assign({ ...entry }, { hedge: 1 })] },
  ];
  expect(isLean(graph)).toBe(true);
  for (const other of others) expect(isLean({ ...graph, orders: other })).toBe(false);
});
