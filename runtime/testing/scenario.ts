import type { BacktestResult } from "../result.js";
import { backtest } from "../modes/backtest.js";
import type { BacktestOptions } from "../modes/options.js";
import { barsOf, feedOf, type BarRow } from "./feed.js";
import { StrategyBuilder, type EntryDraft, type StrategyDraft } from "./strategy.js";

/** Signals are written into the volume of the bar at whose close they come. */
export const enterLong = 1;
export const enterShort = 2;
export const exitLong = 3;
export const exitShort = 4;

export type Protection = Omit<EntryDraft, "side" | "when">;

/** A strategy that follows the signals in the volume column; both sides get the same protection. */
export function scriptedStrategy(
  draft: Omit<StrategyDraft, "entries"> & { readonly long?: Protection; readonly short?: Protection } = {},
): ReturnType<StrategyBuilder["graph"]> {
  const builder = new StrategyBuilder();
  const volume = builder.bar("volume");
  const when = (code: number) => builder.call("equal", [volume, code]);
  return builder.graph({
    ...draft,
    entries: [
      { side: "long", when: when(enterLong), ...draft.long },
      { side: "short", when: when(enterShort), ...draft.short },
    ],
    exits: [
      { side: "long", when: when(exitLong) },
      { side: "short", when: when(exitShort) },
    ],
  });
}

/** Runs bars (of a minute) with signals through a scripted strategy. Money 1,000, identities checked. */
export function play(
  rows: readonly BarRow[],
  draft: Parameters<typeof scriptedStrategy>[0] = {},
  options: BacktestOptions = {},
  interval = 60_000,
): BacktestResult {
  const graph = scriptedStrategy({ timeframe: interval, ...draft });
  return backtest(graph, feedOf(barsOf(rows, interval), interval), {
    capital: 1000,
    checkIdentities: true,
    ...options,
  });
}
