import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { BarColumns } from "../data/dataset.js";
import type { BacktestResult } from "../result.js";
import { arbitraryBars, arbitraryRules, rulesGraph, type RulesDraft } from "../testing/arbitrary.js";
import { barsOf, feedOf } from "../testing/feed.js";
import { StrategyBuilder, type StrategyDraft } from "../testing/strategy.js";
import { backtest } from "./backtest.js";
import type { BacktestOptions } from "./options.js";

const sixHours = 6 * 3_600_000;

/** More of them with `npm run prove`. */
const runs = (usual: number): number => Math.max(usual, Number(process.env["SAGE_PROPERTY_RUNS"] ?? 0));
const run = (graph: Parameters<typeof backtest>[0], bars: BarColumns, options: BacktestOptions = {}) =>
  backtest(graph, feedOf(bars, graph.market.timeframe, [50]), { capital: 1000, capacity: 128, ...options });

test("money: equity is cash and position on every bar, and its change is the profit of the trades", () => {
  fc.assert(
    fc.property(arbitraryBars, arbitraryRules, (bars, draft) => {
      if (bars.time.length <= draft.first) return;
      const result = run(rulesGraph(draft), bars, { checkIdentities: true });
      const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
      const gross = sum(result.trades.map(({ grossProfit }) => grossProfit));
      const fees = sum(result.orders.map(({ fee }) => fee));
      const holding = sum(result.trades.map(({ funding, borrow }) => funding + borrow));
      const won = result.account.end - 1000;
      expect(Math.abs(won - (gross - fees - holding))).toBeLessThan(1e-9 * Math.max(1000, Math.abs(gross)));
      expect(result.metrics.funding).toBeCloseTo(sum(result.trades.map(({ funding }) => funding)), 8);
      expect(result.metrics.borrow).toBeCloseTo(sum(result.trades.map(({ borrow }) => borrow)), 8);
      expect(Math.abs(fees - sum(result.trades.map((trade) => trade.fees)))).toBeLessThan(1e-9 * 1000);
      const slippage = sum(result.orders.map((order) => order.slippage));
      expect(Math.abs(slippage - sum(result.trades.map((trade) => trade.slippage)))).toBeLessThan(
        1e-9 * 1000,
      );
    }),
    { numRuns: runs(200) },
  );
});

test("with a constant price and no costs equity never moves", () => {
  fc.assert(
    fc.property(arbitraryBars, arbitraryRules, (bars, draft) => {
      if (bars.time.length <= draft.first) return;
      const flat = new Float64Array(bars.time.length).fill(100);
      const free: RulesDraft["costs"] = {
        taker: 0,
        maker: 0,
        fixed: 0,
        spread: 0,
        slippage: { kind: "rate", amount: 0 },
      };
      const still = { ...bars, open: flat, high: flat, low: flat, close: flat };
      const result = run(rulesGraph({ ...draft, costs: free, funding: undefined, borrow: 0 }), still);
      for (const equity of result.equity?.equity ?? []) expect(Math.abs(equity - 1000)).toBeLessThan(1e-9);
    }),
    { numRuns: runs(60) },
  );
});

/** Strategies whose levels are multiples of the entry, so that they follow the scale of prices. */
const relativeRules = fc.record({
  stop: fc.option(fc.constantFrom(0.97, 0.99), { nil: undefined }),
  take: fc.option(fc.constantFrom(1.01, 1.03), { nil: undefined }),
  expire: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  path: fc.constantFrom("pessimistic", "ohlc", "olhc" as const),
  protectFrom: fc.constantFrom("fill", "next" as const),
  taker: fc.constantFrom(0, 0.001),
  kind: fc.constantFrom("equity", "risk" as const),
});

type RelativeRules = typeof relativeRules extends fc.Arbitrary<infer Rules> ? Rules : never;

function relativeGraph(rules: RelativeRules, mirrored: boolean, size?: StrategyDraft["size"]) {
  const builder = new StrategyBuilder();
  const volume = builder.bar("volume");
  const when = (code: number) => builder.call("equal", [volume, code]);
  const entry = (side: "long" | "short", code: number) => {
    // What is 3 % below for a long stands at the mirrored place above for a short.
    const slope = (factor: number): number => (side === "long" ? factor : 1 / factor);
    return {
      side,
      when: when(code),
      ...(rules.stop !== undefined && { stop: { base: 0, slope: slope(rules.stop) } }),
      ...(rules.take !== undefined && {
        takes: [{ level: { base: 0, slope: slope(rules.take) }, portion: 1 }],
      }),
      ...(rules.expire !== undefined && { expire: rules.expire }),
    };
  };
  const sides = mirrored ? (["short", "long"] as const) : (["long", "short"] as const);
  const paths = {
    pessimistic: "pessimistic",
    ohlc: mirrored ? "olhc" : "ohlc",
    olhc: mirrored ? "ohlc" : "olhc",
  } as const;
  return builder.graph({
    entries: [entry(sides[0], 1), entry(sides[1], 2)],
    exits: [{ side: "all", when: when(3) }],
    size: size ?? {
      kind: rules.stop === undefined ? "equity" : rules.kind,
      amount: rules.kind === "risk" ? 0.01 : 0.5,
    },
    costs: { taker: rules.taker },
    path: paths[rules.path],
    protectFrom: rules.protectFrom,
    timeframe: sixHours,
  });
}

const walk = fc
  .array(
    fc.record({
      move: fc.double({ min: -0.03, max: 0.03, noNaN: true }),
      gap: fc.double({ min: -0.01, max: 0.01, noNaN: true }),
      up: fc.double({ min: 0, max: 0.02, noNaN: true }),
      down: fc.double({ min: 0, max: 0.02, noNaN: true }),
      code: fc.nat(6),
    }),
    { minLength: 2, maxLength: 100, size: "max" },
  )
  .map((rows) => {
    let close = 100;
    return barsOf(
      rows.map(({ move, gap, up, down, code }) => {
        const open = close * Math.exp(gap);
        close = open * Math.exp(move);
        return [
          open,
          Math.max(open, close) * Math.exp(up),
          Math.min(open, close) * Math.exp(-down),
          close,
          code,
        ];
      }),
      sixHours,
    );
  });

const scale = (bars: BarColumns, factor: number): BarColumns => {
  const times = (values: Float64Array): Float64Array => values.map((value) => value * factor);
  return {
    ...bars,
    open: times(bars.open),
    high: times(bars.high),
    low: times(bars.low),
    close: times(bars.close),
  };
};

const outline = ({ trades }: BacktestResult): readonly string[] =>
  trades.map(
    ({ side, signalBar, entryBar, exitBar, exitReason }) =>
      `${side} ${signalBar} ${entryBar} ${exitBar} ${exitReason}`,
  );

test("mirrored prices and swapped sides give mirrored trades", () => {
  fc.assert(
    fc.property(walk, relativeRules, (bars, rules) => {
      const turn = (values: Float64Array): Float64Array => values.map((value) => 1e4 / value);
      const mirror = {
        ...bars,
        open: turn(bars.open),
        high: turn(bars.low),
        low: turn(bars.high),
        close: turn(bars.close),
      };
      const size = { kind: "quantity", amount: 1 } as const;
      const one = run(relativeGraph(rules, false, size), bars, { capital: 1e9 });
      const other = run(relativeGraph(rules, true, size), mirror, { capital: 1e9 });
      const swapped = outline(other).map((line) =>
        line.startsWith("long") ? line.replace("long", "short") : line.replace("short", "long"),
      );
      expect(swapped).toEqual(outline(one));
      for (const [k, trade] of one.trades.entries()) {
        expect((other.trades[k]?.entryPrice ?? 0) * trade.entryPrice).toBeCloseTo(1e4, 6);
        expect((other.trades[k]?.exitPrice ?? 0) * trade.exitPrice).toBeCloseTo(1e4, 6);
      }
    }),
    { numRuns: runs(200) },
  );
});

// Powers of two change no digit, so these hold to the last bit.
test("scaling the capital scales the ledger", () => {
  fc.assert(
    fc.property(walk, relativeRules, (bars, rules) => {
      const small = run(relativeGraph(rules, false), bars, { capital: 1024 });
      const large = run(relativeGraph(rules, false), bars, { capital: 8192 });
      expect(large.equity?.equity).toEqual(small.equity?.equity.map((value) => value * 8));
      expect(large.trades.map(({ profit }) => profit)).toEqual(small.trades.map(({ profit }) => profit * 8));
      expect(large.trades.map((trade) => trade.return)).toEqual(small.trades.map((trade) => trade.return));
    }),
    { numRuns: runs(100) },
  );
});

test("scaling the price leaves money and returns alone", () => {
  fc.assert(
    fc.property(walk, relativeRules, (bars, rules) => {
      const low = run(relativeGraph(rules, false), bars);
      const high = run(relativeGraph(rules, false), scale(bars, 64));
      expect(high.equity?.equity).toEqual(low.equity?.equity);
      expect(outline(high)).toEqual(outline(low));
      expect(high.trades.map(({ quantity }) => quantity * 64)).toEqual(
        low.trades.map(({ quantity }) => quantity),
      );
    }),
    { numRuns: runs(100) },
  );
});

test("shifting time shifts the ledger", () => {
  fc.assert(
    fc.property(walk, relativeRules, fc.integer({ min: -1000, max: 1000 }), (bars, rules, shift) => {
      const now = run(relativeGraph(rules, false), bars);
      const then = run(relativeGraph(rules, false), {
        ...bars,
        time: bars.time.map((time) => time + shift * sixHours),
      });
      expect(then.equity?.equity).toEqual(now.equity?.equity);
      const earlier = then.trades.map((trade) => ({
        ...trade,
        entryTime: trade.entryTime - shift * sixHours,
        exitTime: trade.exitTime - shift * sixHours,
      }));
      expect(earlier).toEqual(now.trades);
    }),
    { numRuns: runs(100) },
  );
});

test("the same inputs give the same bits, and the same identity", () => {
  fc.assert(
    fc.property(arbitraryBars, arbitraryRules, (bars, draft) => {
      if (bars.time.length <= draft.first) return;
      const [one, two] = [run(rulesGraph(draft), bars), run(rulesGraph(draft), bars, { capacity: 64 })];
      const bare = ({
        run: identity,
        trades,
        orders,
        signals,
        equity,
        metrics,
        warnings,
      }: BacktestResult) => ({
        identity,
        trades,
        orders,
        signals,
        equity,
        metrics,
        warnings,
      });
      expect(bare(two)).toEqual(bare(one));
    }),
    { numRuns: runs(60) },
  );
});
