import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Graph } from "../../compiler/graph/index.js";
import { evaluateScalars } from "../../compiler/graph/scalar.js";
import { accountLayout, instrumentLayout } from "../broker/layout.js";
import type { BarColumns } from "../data/dataset.js";
import { arbitraryBars, arbitraryRules, rulesGraph } from "../testing/arbitrary.js";
import { TileMemory } from "./memory.js";
import { planTile } from "./tile-plan.js";
import { Tile } from "./tile.js";

/*
 * A quick search marks what is held by the extremes of whole spans; a full one bar by bar. Account and position are the
 * same bits at the end of either, whatever is held, however long, and whichever prices are missing.
 */
const runs = Number(process.env["SAGE_PROPERTY_RUNS"] ?? 300);
const hour = 3_600_000;
const memory = new TileMemory();

/** Each bar so often: what is held is then held for long. */
function stretched(bars: BarColumns, times: number): BarColumns {
  const count = bars.time.length * times;
  const wide = (column: Float64Array) =>
    Float64Array.from({ length: count }, (_, i) => column[Math.floor(i / times)] ?? 0);
  const time = Float64Array.from({ length: count }, (_, i) => hour * i);
  const { open, high, low, close, volume } = bars;
  // Prices fall and rise a little from bar to bar, so that every bar has its own.
  const drift = (column: Float64Array) =>
    wide(column).map((price, i) => price * (1 + 1e-5 * ((i * 7919) % 31)));
  return {
    time,
    open: drift(open),
    high: drift(high),
    low: drift(low),
    close: drift(close),
    volume: wide(volume),
  };
}

function withGaps(bars: BarColumns, gaps: readonly number[]): BarColumns {
  const close = bars.close.slice();
  for (const gap of gaps) close[gap % close.length] = Number.NaN;
  return { ...bars, close };
}

function stateAfter(graph: Graph, columns: BarColumns, quick: boolean) {
  const count = columns.time.length;
  const bars = { columns, ranges: [{ from: 0, to: count }], feeds: [] };
  const settings = { capital: 1000, closes: false, interval: hour, keepsTail: false, quick };
  const scalars = evaluateScalars(graph, []);
  const plan = planTile(graph, [scalars], memory.start, count, settings, bars);
  const said: number[] = [];
  const refused = new Tile(plan, memory, bars).run(bars, ({ account, instrument }) => {
    for (const name of Object.keys(accountLayout.fields) as (keyof typeof accountLayout.fields)[])
      said.push(account.get(name));
    for (const name of Object.keys(instrumentLayout.fields) as (keyof typeof instrumentLayout.fields)[])
      said.push(instrument.get(name));
  });
  return { said, refused };
}

test("spans are marked to the same bits as bars", () => {
  const gaps = fc.oneof(fc.constant([]), fc.array(fc.nat(5000), { maxLength: 3 }));
  let trades = 0;
  fc.assert(
    fc.property(
      arbitraryRules,
      arbitraryBars,
      fc.integer({ min: 1, max: 30 }),
      gaps,
      (draft, given, times, missing) => {
        const graph = rulesGraph({ ...draft, funding: undefined });
        const bars = withGaps(stretched(given, times), missing);
        const quick = stateAfter(graph, bars, true);
        expect(quick).toEqual(stateAfter(graph, bars, false));
        const fills =
          Object.keys(accountLayout.fields).length + Object.keys(instrumentLayout.fields).indexOf("fills");
        if ((quick.said[fills] ?? 0) > 0) trades++;
      },
    ),
    { numRuns: runs },
  );
  expect(trades).toBeGreaterThan(runs / 4);
});
