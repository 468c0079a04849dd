import type { Graph } from "../../compiler/graph/index.js";
import { gatherPieces } from "../data/columns.js";
import type { BarColumns, BarFeed } from "../data/dataset.js";
import { RunError } from "../engine/error.js";
import { backtest } from "../modes/backtest.js";
import type { BacktestOptions } from "../modes/options.js";
import type { BacktestResult } from "../result.js";
import { Tally, type Identity } from "./identity.js";
import {
  explainedProfit,
  markedEquity,
  positionOfOrders,
  tradesOfOrders,
  unitsOfTrades,
  type Ledger,
} from "./money.js";
import { endedWithReason, insideBars, strictlyLater } from "./order.js";

export type { Identity } from "./identity.js";

/** What a run's own records say of themselves. */
export interface Verification {
  readonly checks: number;
  readonly failed: number;
  readonly identities: readonly Identity[];
}

/** What must be kept for the identities to be checked. */
export const keptForVerification = { equity: "full", trades: true, orders: true, signals: true } as const;

/**
 * Checks the money identities on the records of a run: nothing is computed anew that the run did not write down. The
 * run must have kept its equity on every bar, its trades and its orders; `bars` are those that it read.
 * @throws RunError when it kept less
 */
export function verifyRecords(graph: Graph, result: BacktestResult, bars: BarColumns): Verification {
  const { trades, orders, equity, equityStep, account, counts } = result;
  if (equity === null || equityStep !== 1 || trades.length !== counts.trades)
    throw new RunError(
      "SAGE8213",
      "The identities need every bar of the account, every trade and every order; the run kept less.",
      'Run it with `keep: { equity: "full" }`.',
    );
  const { funding, borrow } = graph.orders.costs;
  const holdingCosts = funding !== undefined || borrow !== undefined;
  const ledger: Ledger = { trades, orders, equity, start: account.start, end: account.end, holdingCosts };
  const firstBar = Math.max(0, bars.time.indexOf(equity.time[0] ?? NaN));
  const tick = graph.market.tick ?? 0;
  return summed([
    markedEquity(ledger),
    positionOfOrders(ledger, firstBar),
    explainedProfit(ledger),
    tradesOfOrders(ledger),
    unitsOfTrades(ledger),
    strictlyLater(orders, trades),
    insideBars(orders, bars, tick),
    endedWithReason(orders),
  ]);
}

/**
 * The identities of a run's records, and the run made again in other pieces, which must give the same ledger to the
 * last bit.
 */
export function verifyRun(
  graph: Graph,
  feed: BarFeed,
  result: BacktestResult,
  options: BacktestOptions,
): Verification {
  const bars = gatherPieces(feed.chunks(), feed.information.bars, []);
  const records = verifyRecords(graph, result, bars);
  const again = [97, 1000].map((capacity) =>
    backtest(graph, feed, { ...options, keep: keptForVerification, capacity }),
  );
  return summed([...records.identities, sameLedger(result, again)]);
}

/** The same trades, orders, signals and equity, to the last bit. */
function sameLedger(result: BacktestResult, again: readonly BacktestResult[]): Identity {
  const tally = new Tally("the same ledger, however the bars are cut");
  for (const other of again) {
    for (const name of ["trades", "orders", "signals"] as const) {
      const [one, two] = [result[name], other[name]];
      tally.holds(one.length === two.length, () => `${two.length} ${name}, not ${one.length}`);
      one.forEach((row, k) =>
        tally.holds(JSON.stringify(row) === JSON.stringify(two[k]), () => `row ${k} of the ${name} differs`),
      );
    }
    result.equity?.equity.forEach((value, bar) =>
      tally.holds(
        Object.is(value, other.equity?.equity[bar]),
        () => `equity of bar ${bar}: ${other.equity?.equity[bar]}, not ${value}`,
      ),
    );
  }
  return tally.identity;
}

function summed(identities: readonly Identity[]): Verification {
  const sum = (of: (identity: Identity) => number): number =>
    identities.reduce((all, each) => all + of(each), 0);
  return { checks: sum(({ checks }) => checks), failed: sum(({ failed }) => failed), identities };
}

/** @throws RunError SAGE8212 with the first places where an identity does not hold */
export function refuseContradiction({ identities, checks, failed }: Verification): void {
  const broken = identities.filter((identity) => identity.failed > 0);
  const [first] = broken;
  if (first === undefined) return;
  throw new RunError(
    "SAGE8212",
    `${failed} of ${checks} checks fail: ${broken.map(({ name }) => `"${name}"`).join(", ")}. ${first.failures[0]}.`,
    "This is a fault of the program; please report it.",
  );
}
