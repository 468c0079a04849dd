import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Graph } from "../../compiler/graph/index.js";
import { backtest } from "../modes/backtest.js";
import { arbitraryBars, arbitraryRules, rulesGraph, type RulesDraft } from "../testing/arbitrary.js";
import { barsOf, feedOf, sliceBars, type BarRow } from "../testing/feed.js";
import { enterLong, scriptedStrategy } from "../testing/scenario.js";
import type { BarColumns } from "../data/dataset.js";

const minute = 60_000;
const six = 6 * 60 * minute;

describe("a bar that reaches both stop and target", () => {
  const bars = barsOf(
    [
      [100, 100, 100, 100, enterLong],
      [100, 106, 94, 100],
      [100, 100, 100, 100],
    ],
    3 * minute,
  );
  const play = (finer: readonly BarRow[], from = 0) => {
    const graph = scriptedStrategy({
      timeframe: 3 * minute,
      magnify: minute,
      long: {
        stop: { base: -5, slope: 1 },
        takes: [{ level: { base: 5, slope: 1 }, portion: 1 }],
      },
    });
    const all = barsOf(finer, minute);
    const magnify = feedOf(sliceBars(all, from, all.time.length), minute, [2]);
    return backtest(graph, feedOf(bars, 3 * minute), { capital: 1000, feeds: { magnify } });
  };
  const quiet: BarRow = [100, 100, 100, 100];

  test("is decided by the finer bars", () => {
    const rises = play([quiet, quiet, quiet, [100, 106, 100, 101], [101, 101, 94, 95], [95, 100, 95, 100]]);
    expect(rises.trades[0]).toMatchObject({ exitReason: "take", exitPrice: 105, exitBar: 1 });
    const falls = play([quiet, quiet, quiet, [100, 101, 94, 95], [95, 106, 95, 100], quiet]);
    expect(falls.trades[0]).toMatchObject({ exitReason: "stop", exitPrice: 95 });
    for (const { warnings } of [rises, falls])
      expect(warnings.map(({ code }) => code)).not.toEqual(expect.arrayContaining(["SAGE8409"]));
  });

  test("is decided by the path where finer bars are missing, and the run says so", () => {
    const { trades, warnings } = play([quiet, quiet, quiet, [100, 106, 100, 101], [101, 101, 96, 96], quiet]);
    expect(trades[0]?.exitReason).toBe("stop");
    expect(warnings.find(({ code }) => code === "SAGE8409")?.message).toMatch(/0 of 1 fill .*1 bar /);
    expect(play([quiet, quiet, quiet], 3).trades[0]?.exitReason).toBe("stop");
  });
});

/** Four bars as one. */
function coarse(bars: BarColumns): BarColumns {
  const groups = Array.from({ length: Math.floor(bars.time.length / 4) }, (_, k) => k * 4);
  const column = (value: (from: number) => number) => Float64Array.from(groups, value);
  const at = (values: Float64Array, index: number) => values[index] ?? Number.NaN;
  return {
    time: column((k) => at(bars.time, k)),
    open: column((k) => at(bars.open, k)),
    high: column((k) => Math.max(...bars.high.subarray(k, k + 4))),
    low: column((k) => Math.min(...bars.low.subarray(k, k + 4))),
    close: column((k) => at(bars.close, k + 3)),
    volume: column((k) => at(bars.volume, k + 3)),
  };
}

type Protection = RulesDraft["protections"][number];

const lasting = (each: Protection): Protection => ({
  ...each,
  expire: undefined,
  order: each.order && { ...each.order, validity: undefined },
});

/** Rules whose meaning does not depend on how long a bar is; a margin ends a position where its price is reached. */
const timeless = arbitraryRules.map((draft): RulesDraft => {
  const [long, short] = draft.protections;
  return {
    ...draft,
    protections: [lasting(long), lasting(short)],
    costs: { ...draft.costs, slippage: { kind: "rate", amount: draft.costs.slippage.amount } },
    leverage: draft.leverage === 1000 ? 10 : draft.leverage,
    maintenance: 0.005,
    cooldown: undefined,
    halts: [],
    protectFrom: "fill",
    funding: undefined,
    borrow: 0,
    first: 0,
  };
});

const withBars = (graph: Graph, timeframe: number, magnify?: number): Graph => ({
  ...graph,
  market: { ...graph.market, timeframe },
  orders: {
    ...graph.orders,
    fills: { ...graph.orders.fills, ...(magnify !== undefined && { magnify }) },
  },
});

test("what finer bars decide is what a run on them would have decided", () => {
  fc.assert(
    fc.property(arbitraryBars, timeless, fc.constantFrom(1, 3, 100), (given, draft, capacity) => {
      const length = Math.floor(given.time.length / 4) * 4;
      if (length < 8) return;
      const bars = sliceBars(given, 0, length);
      // Conditions come true at closes that both have.
      const fine = {
        ...bars,
        time: bars.time.map((_, k) => (bars.time[0] ?? 0) + (k * six) / 4),
        volume: bars.volume.map((code, k) => (k % 4 === 3 ? code : 0)),
      };
      const graph = rulesGraph(draft);
      const magnify = feedOf(fine, six / 4, [5]);
      const slow = backtest(withBars(graph, six, six / 4), feedOf(coarse(fine), six), {
        capital: 1000,
        capacity,
        checkIdentities: true,
        feeds: { magnify },
      });
      const quick = backtest(withBars(graph, six / 4), magnify, { capital: 1000 });
      const shape = ({ trades }: typeof slow) =>
        trades.map(({ side, quantity, entryPrice, exitPrice, exitReason, fees, slippage }) =>
          [side, quantity, entryPrice, exitPrice, exitReason, fees, slippage].join(" "),
        );
      expect(shape(slow)).toEqual(shape(quick));
      expect(slow.account.end).toBe(quick.account.end);
    }),
    { numRuns: 300 },
  );
});
