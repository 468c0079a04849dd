import type { LiveBar } from "../../bar.js";
import { testMarket } from "../../../testing/live.js";
import type { FeedEvent } from "../../feeds/feed.js";
import type { CauseKind } from "../cause.js";
import type { Value } from "../values.js";
import { at, bars, graphs, hour, richBars } from "./markets.js";
import { type LiveCase, type Run, type RunCase } from "./seeded.js";

/** What was seeded: the cause, the bar, and what each side must say of it. */
export interface Expected {
  readonly kind: CauseKind;
  readonly time: number;
  readonly values: readonly Value[];
  readonly ledgerFrom?: number | null;
}

export interface SeededCase {
  readonly name: string;
  readonly live: LiveCase;
  /** Cases with the same word have the same live side. */
  readonly ledger?: string;
  readonly run: RunCase;
  /** Null: nothing differs over so many bars. */
  readonly expected: ((run: Run) => Promise<Expected> | Expected) | null;
  readonly bars?: number;
}

export const timeOf = (index: number, list: readonly LiveBar[] = bars): number => at(list, index).time;

/** What a side says where only the other is known beforehand. */
export const anything = "anything";

/** An entry that the run makes, and the live session is kept from. */
export const keptOut: Value = { what: "signal outcome", run: "an order", live: anything };

/** In the prices' own steps of a cent: the size of a tick is seen from them. */
export const cents = (price: number): number => Number(price.toFixed(2));

export const shown = ({ close }: LiveBar): string => `closed at ${close}`;

export const know =
  (expected: Expected): SeededCase["expected"] =>
  () =>
    expected;

export type Name = keyof typeof graphs;

export const marketOf = (name: Name) => testMarket(graphs[name]);
export const barsOf = (name: Name): readonly LiveBar[] => (name === "funded" ? richBars : bars);

/** Undisturbed, each strategy has one ledger that many runs are compared with. */
export const calm = (name: Name): Pick<SeededCase, "live" | "ledger"> => ({
  live: { graph: graphs[name], bars: barsOf(name) },
  ledger: `calm-${name}.db`,
});

export const plain = (name: Name, list = barsOf(name)): RunCase => ({ graph: graphs[name], bars: list });

export const gapEvent = (name: Name, from: number, lost = 1): FeedEvent => ({
  kind: "gap",
  market: marketOf(name),
  range: { from, to: from + lost * hour },
  bars: lost,
});
