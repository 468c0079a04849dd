import { readFileSync } from "node:fs";
import * as z from "zod";
import type { Graph } from "../../compiler/graph/index.js";
import { sharedPath } from "../../tests/shared.js";
import type { BarColumns } from "../data/dataset.js";
import { readSource } from "../data/import/import-dataset.js";
import { sliceBars } from "./feed.js";
import { StrategyBuilder, type EntryDraft, type StrategyDraft } from "./strategy.js";

/* Runs of backtesting.py 0.6.6 and vectorbt 1.1.0 (`reference/backtests`), and the same strategies as our graphs. */

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
  runs: z.record(
    z.string(),
    z.object({
      trades: z.array(tradeSchema),
      equity: z.array(z.number()),
      /** Numbers by the peer's own names; times are words. */
      stats: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
    }),
  ),
});

export type PeerRun = z.infer<typeof caseSchema>["runs"][string];

export interface PeerCase {
  readonly bars: BarColumns;
  readonly interval: number;
  readonly runs: Readonly<Record<string, PeerRun>>;
}

export async function readPeerCase(name: string): Promise<PeerCase> {
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
  if (bars.time.length !== data.bars) throw new Error(`${name}: ${bars.time.length} bars, not ${data.bars}`);
  return { bars, interval: record.interval, runs };
}

/** Long when the quick average crosses above the calm one, short when below: always reversing. */
export function averageCross(
  average: "sma" | "ema",
  fast: number,
  slow: number,
  interval: number,
  draft: Pick<StrategyDraft, "size" | "costs" | "lot" | "leverage">,
): Graph {
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

/** RSI 14 back from 30 or 70; left by a stop of 0.5 % or a target of 1 % from the signal's close or the fill. */
export function strengthBracket(interval: number, of: "close" | "fill"): Graph {
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

/** The peers' runs with our graph for each. */
export const peerCases = [
  {
    file: "btc1h_2021_ema12_26_fee10bp",
    title: "EMA 12/26 on a year of hourly BTC, one unit, 0.1 %",
    capital: 1e6,
    graph: (interval: number): Graph =>
      averageCross("ema", 12, 26, interval, {
        size: { kind: "quantity", amount: 1 },
        costs: { taker: 0.001 },
      }),
  },
  {
    file: "goog_sma10_20_fixed",
    title: "SMA 10/20 on daily GOOG, ten units, 0.1 %",
    capital: 1e5,
    graph: (interval: number): Graph =>
      averageCross("sma", 10, 20, interval, {
        size: { kind: "quantity", amount: 10 },
        costs: { taker: 0.001 },
      }),
  },
  {
    file: "goog_sma10_20_all_in",
    title: "SMA 10/20 on daily GOOG, all the money in whole units, 0.2 %",
    capital: 1e4,
    graph: (interval: number): Graph =>
      averageCross("sma", 10, 20, interval, {
        size: { kind: "equity", amount: 1 },
        costs: { taker: 0.002 },
        leverage: 1,
        lot: 1,
      }),
  },
  {
    file: "eurusd1h_rsi14_sl_tp",
    title: "RSI 14 on hourly EURUSD, leaving by stop 0.5 % or target 1 % only",
    capital: 1e5,
    graph: (interval: number, run: string): Graph =>
      strengthBracket(interval, run === "backtesting.py bracket" ? "close" : "fill"),
  },
] as const;
