import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { describeShared, sharedPath } from "../../tests/shared.js";
import type { BarColumns } from "../data/dataset.js";
import { readSource } from "../data/import/import-dataset.js";
import { feedOf, sliceBars } from "../testing/feed.js";
import { StrategyBuilder, type EntryDraft, type StrategyDraft } from "../testing/strategy.js";
import { backtest } from "./backtest.js";

/*
 * Runs of backtesting.py 0.6.6 and vectorbt 1.1.0 (`reference/backtests`). Conventions that differ from ours:
 * - the last open position: backtesting.py closes it at the OPEN of the last bar, vectorbt values it at the last close
 *   without the exit's fee, which is our `mark`. So trades are compared but for one open at the end, and equity on
 *   every bar but the last, where ours is vectorbt's;
 * - backtesting.py's "all in" (printed as .9999, in truth 1 − 2⁻⁵²) is our 100 % of equity with a leverage of 1: as many
 *   units as the money buys with their fee.
 */

const tradeSchema = z.object({
  side: z.enum(["long", "short"]),
  size: z.number(),
  entry_bar: z.number(),
  exit_bar: z.number(),
  entry_price: z.number(),
  exit_price: z.number(),
  pnl: z.number(),
});

const caseSchema = z.object({
  data: z.object({ file: z.string(), first: z.string(), last: z.string(), bars: z.number() }),
  runs: z.record(z.string(), z.object({ trades: z.array(tradeSchema), equity: z.array(z.number()) })),
});

type Case = z.infer<typeof caseSchema>;
type PeerRun = Case["runs"][string];

async function readCase(name: string): Promise<{ bars: BarColumns; interval: number; runs: Case["runs"] }> {
  const text = readFileSync(sharedPath("data", "reference", "backtests", `${name}.json`), "utf8");
  const { data, runs } = caseSchema.parse(JSON.parse(text));
  const { columns, record } = await readSource(
    [sharedPath("data", "ohlcv", ...data.file.split("/"))],
    {},
    Date.now(),
  );
  const first = Date.parse(`${data.first.replace(" ", "T")}Z`);
  const last = Date.parse(`${data.last.replace(" ", "T")}Z`);
  const from = columns.time.findIndex((time) => time >= first);
  const past = columns.time.findIndex((time) => time > last);
  const bars = sliceBars(columns, from, past < 0 ? columns.time.length : past);
  expect(bars.time.length).toBe(data.bars);
  return { bars, interval: record.interval, runs };
}

/** The same closed trades, and the same equity but for the last bar. */
function compare(
  graph: ReturnType<StrategyBuilder["graph"]>,
  bars: BarColumns,
  capital: number,
  { trades, equity }: PeerRun,
  tolerance = 1e-9,
): void {
  const feed = feedOf(bars, graph.market.timeframe, [1111]);
  const result = backtest(graph, feed, { capital, endOfData: "mark", checkIdentities: true });
  const lastBar = bars.time.length - 1;
  const open = trades.length - result.trades.length;
  expect(open === 0 || (open === 1 && trades.at(-1)?.exit_bar === lastBar)).toBe(true);
  const closed = trades.slice(0, trades.length - open);
  const outline = result.trades.map((trade) => [trade.side, trade.quantity, trade.entryBar, trade.exitBar]);
  expect(outline).toEqual(
    closed.map(({ side, size, entry_bar, exit_bar }) => [side, size, entry_bar, exit_bar]),
  );
  for (const [k, trade] of result.trades.entries()) {
    const peer = closed[k];
    expect(Math.abs(trade.entryPrice / (peer?.entry_price ?? 0) - 1)).toBeLessThan(1e-12);
    expect(Math.abs(trade.exitPrice / (peer?.exit_price ?? 0) - 1)).toBeLessThan(1e-12);
    expect(Math.abs(trade.profit - (peer?.pnl ?? 0))).toBeLessThan(1e-9 * capital);
  }
  for (let bar = 0; bar < lastBar; bar++) {
    const ours = result.equity?.equity[bar] ?? Number.NaN;
    if (!(Math.abs(ours / (equity[bar] ?? 0) - 1) < tolerance)) expect(ours, `bar ${bar}`).toBe(equity[bar]);
  }
}

/** Long when the quick average crosses above the calm one, short when below: always reversing. */
function cross(
  average: "sma" | "ema",
  fast: number,
  slow: number,
  interval: number,
  draft: Pick<StrategyDraft, "size" | "costs" | "lot" | "leverage">,
) {
  const builder = new StrategyBuilder();
  const close = builder.bar("close");
  const parameters = (length: number): number[] => (average === "ema" ? [length, 0] : [length]);
  const quick = builder.call(average, [close], parameters(fast));
  const calm = builder.call(average, [close], parameters(slow));
  return builder.graph({
    entries: [
      { side: "long", when: builder.call("crosses_above", [quick, calm]) },
      { side: "short", when: builder.call("crosses_below", [quick, calm]) },
    ],
    timeframe: interval,
    ...draft,
  });
}

describeShared("the same trades and equity as backtesting.py and vectorbt", () => {
  test("EMA 12/26 on a year of hourly BTC, one unit, 0.1 %", async () => {
    const { bars, interval, runs } = await readCase("btc1h_2021_ema12_26_fee10bp");
    const graph = cross("ema", 12, 26, interval, {
      size: { kind: "quantity", amount: 1 },
      costs: { taker: 0.001 },
    });
    for (const run of Object.values(runs)) compare(graph, bars, 1e6, run);
    const marked = backtest(graph, feedOf(bars, interval), { capital: 1e6, endOfData: "mark" });
    expect(Math.abs(marked.account.end / (runs["vectorbt"]?.equity.at(-1) ?? 0) - 1)).toBeLessThan(1e-9);
  });

  test("SMA 10/20 on daily GOOG, ten units, 0.1 %", async () => {
    const { bars, interval, runs } = await readCase("goog_sma10_20_fixed");
    const graph = cross("sma", 10, 20, interval, {
      size: { kind: "quantity", amount: 10 },
      costs: { taker: 0.001 },
    });
    for (const run of Object.values(runs)) compare(graph, bars, 1e5, run);
  });

  test("SMA 10/20 on daily GOOG, all the money in whole units, 0.2 %", async () => {
    const { bars, interval, runs } = await readCase("goog_sma10_20_all_in");
    const graph = cross("sma", 10, 20, interval, {
      size: { kind: "equity", amount: 1 },
      costs: { taker: 0.002 },
      leverage: 1,
      lot: 1,
    });
    for (const run of Object.values(runs)) compare(graph, bars, 1e4, run);
  });

  describe("RSI 14 on hourly EURUSD, leaving by stop 0.5 % or target 1 % only", () => {
    const reference: { data?: Awaited<ReturnType<typeof readCase>> } = {};
    beforeAll(async () => {
      reference.data = await readCase("eurusd1h_rsi14_sl_tp");
    });

    /** Levels as multiples of the signal's close or of the fill. */
    function graph(interval: number, of: "close" | "fill") {
      const builder = new StrategyBuilder();
      const close = builder.bar("close");
      const strength = builder.call("rsi", [close], [14, 0]);
      const level = (factor: number) =>
        of === "close"
          ? { base: builder.call("multiply", [close, factor]), slope: 0 }
          : { base: 0, slope: factor };
      const entry = (side: "long" | "short", when: EntryDraft["when"]): EntryDraft => {
        const sign = side === "long" ? 1 : -1;
        return {
          side,
          when,
          stop: level(1 - sign * 0.005),
          takes: [{ level: level(1 + sign * 0.01), portion: 1 }],
        };
      };
      return builder.graph({
        entries: [
          entry("long", builder.call("crosses_above", [strength, 30])),
          entry("short", builder.call("crosses_below", [strength, 70])),
        ],
        size: { kind: "quantity", amount: 10_000 },
        opposite: "ignore",
        protectFrom: of === "close" ? "fill" : "next",
        timeframe: interval,
      });
    }

    test.each([
      ["backtesting.py bracket", "close"],
      ["backtesting.py fill", "fill"],
      ["vectorbt fill", "fill"],
    ] as const)("%s", (name, of) => {
      const { data } = reference;
      const run = data?.runs[name];
      if (data === undefined || run === undefined) throw new Error(`no run "${name}"`);
      compare(graph(data.interval, of), data.bars, 1e5, run);
    });
  });
});
