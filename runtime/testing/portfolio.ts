import * as fc from "fast-check";
import type { PortfolioLimits, PortfolioPlan } from "../../compiler/graph/index.js";
import type { BarColumns } from "../data/dataset.js";
import type { PortfolioPart } from "../modes/portfolio.js";
import { arbitraryBars, arbitraryRules, rulesGraph, type RulesDraft } from "./arbitrary.js";
import { feedOf, firstTime } from "./feed.js";

export const sixHours = 6 * 3_600_000;

export const noLimits: PortfolioLimits = {
  positions: null,
  exposure: null,
  netExposure: null,
  perMarket: null,
  perStrategy: null,
  perAsset: null,
  positionsPerAsset: null,
  reserve: null,
  correlation: null,
  correlationBars: null,
  drawdown: null,
  dailyLoss: null,
  closes: false,
};

/** A plan of members that are only called by their numbers. */
export function planOf(
  members: readonly { readonly share?: number; readonly symbol?: string; readonly timeframe?: number }[],
  account: "separate" | "shared",
  limits: Partial<PortfolioLimits> = {},
): PortfolioPlan {
  return {
    schema: "sage.portfolio/1",
    name: "desk",
    documentation: "",
    bankroll: null,
    currency: "USDT",
    account,
    limits: { ...noLimits, ...limits },
    members: members.map(({ share, symbol = "TEST", timeframe = sixHours }, k) => ({
      label: `member ${k}`,
      strategy: "built",
      // Of money of their own no more can be given away than there is.
      share: (share ?? 1) / (account === "shared" ? 1 : members.length),
      values: {},
      symbol,
      exchange: null,
      timeframe,
    })),
  };
}

/** A member that may start late, miss bars, and have bars of another length. */
export interface MemberDraft {
  readonly draft: RulesDraft;
  readonly bars: BarColumns;
  readonly timeframe: number;
  readonly share: number;
  readonly symbol: string;
  /** The part of a bar's volume that may be traded; undefined: all that is wanted. */
  readonly participation: number | undefined;
}

/** The same bars at other times: later, longer, and some of them left out. */
function movedBars(bars: BarColumns, start: number, timeframe: number, missing: number): BarColumns {
  const kept = Array.from(bars.time.keys()).filter((k) => missing === 0 || k === 0 || k % missing !== 0);
  const column = (values: Float64Array) => Float64Array.from(kept, (k) => values[k] ?? Number.NaN);
  return {
    time: Float64Array.from(kept, (k) => firstTime + start * sixHours + k * timeframe),
    open: column(bars.open),
    high: column(bars.high),
    low: column(bars.low),
    close: column(bars.close),
    volume: column(bars.volume),
  };
}

export const arbitraryMember: fc.Arbitrary<MemberDraft> = fc
  .record({
    draft: arbitraryRules,
    bars: arbitraryBars,
    long: fc.constantFrom(1, 1, 2),
    start: fc.constantFrom(0, 0, 2, 14),
    missing: fc.constantFrom(0, 0, 3),
    share: fc.constantFrom(1, 1, 0.5, 0.25),
    symbol: fc.constantFrom("ONE/USDT", "ONE/USDC:USDC", "TWO/USDT"),
    participation: fc.constantFrom(undefined, undefined, 0.1, 1),
  })
  .map(({ long, start, missing, ...member }) => {
    const timeframe = long * sixHours;
    return { ...member, bars: movedBars(member.bars, start, timeframe, missing), timeframe };
  })
  .filter(({ draft, bars }) => bars.time.length > draft.first);

export const arbitraryLimits: fc.Arbitrary<Partial<PortfolioLimits>> = fc.record(
  {
    positions: fc.constantFrom(1, 2),
    exposure: fc.constantFrom(0.5, 1.3),
    netExposure: fc.constantFrom(0.3, 0.9),
    perMarket: fc.constantFrom(0.4, 1),
    perStrategy: fc.constantFrom(0.25, 0.8),
    perAsset: fc.constantFrom(0.4, 1),
    positionsPerAsset: fc.constantFrom(1, 2),
    reserve: fc.constantFrom(0.05, 0.5),
    correlation: fc.constantFrom(-0.2, 0.1, 0.7),
    correlationBars: fc.constantFrom(2, 5),
    drawdown: fc.constantFrom(0.0213, 0.0917),
    dailyLoss: fc.constantFrom(0.0057, 0.0213),
    closes: fc.boolean(),
  },
  { requiredKeys: [] },
);

export function partOf(
  { draft, bars, timeframe, participation }: MemberDraft,
  lengths: readonly number[] = [50],
): PortfolioPart {
  const graph = rulesGraph(draft, false, participation === undefined ? {} : { participation });
  return {
    graph: { ...graph, market: { ...graph.market, timeframe } },
    feed: feedOf(bars, timeframe, lengths),
  };
}
