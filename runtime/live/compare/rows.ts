import type { Graph } from "../../../compiler/graph/index.js";
import type { BarFeed } from "../../data/dataset.js";
import type { BacktestResult } from "../../result.js";
import type { LiveBar } from "../bar.js";
import { barsOf } from "../feeds/recorded.js";
import { barsInGap } from "../session/gaps.js";
import { groupRows } from "../store/group-rows.js";
import type { StoredLedger, StoredStep } from "../store/read/steps.js";
import type { BarRow, LiveRow } from "./sides.js";

interface Records {
  readonly signals: BarRow["signals"];
  readonly orders: BarRow["orders"];
  readonly trades: BarRow["trades"];
}

/** What a ledger says bar by bar, by the number of the bar. */
class ByBar {
  readonly #signals: ReadonlyMap<number, BarRow["signals"]>;
  readonly #orders: ReadonlyMap<number, BarRow["orders"]>;
  readonly #trades: ReadonlyMap<number, BarRow["trades"]>;

  /** That the data ends is no part of what a strategy does. */
  constructor({ signals, orders, trades }: Records) {
    this.#signals = groupRows(signals, ({ bar }) => bar);
    this.#orders = groupRows(
      orders.filter(({ kind, reason }) => kind !== "end_of_data" && reason !== "end of data"),
      ({ bar }) => bar,
    );
    this.#trades = groupRows(
      trades.filter(({ exitReason }) => exitReason !== "end_of_data"),
      ({ exitBar }) => exitBar,
    );
  }

  of(bar: number): Records {
    return {
      signals: this.#signals.get(bar) ?? [],
      orders: this.#orders.get(bar) ?? [],
      trades: this.#trades.get(bar) ?? [],
    };
  }
}

/**
 * A backtest bar by bar. It must have been run with its last position marked, not closed.
 * @param bars every bar that it saw, the warm-up and what its policy for holes made with them
 */
export function rowsOfResult(result: BacktestResult, bars: Iterable<LiveBar>): readonly BarRow[] {
  const { equity } = result;
  const records = new ByBar(result);
  const rows: BarRow[] = [];
  let traded = 0;
  for (const bar of bars) {
    const isTraded = equity !== null && equity.time[traded] === bar.time;
    const at = traded;
    if (isTraded) traded++;
    const of = (column: Float64Array | undefined): number => column?.[at] ?? Number.NaN;
    rows.push({
      time: bar.time,
      bar,
      account: isTraded
        ? { equity: of(equity.equity), cash: of(equity.cash), position: of(equity.position) }
        : null,
      plots: isTraded ? result.plots.map(({ values }) => of(values)) : null,
      ...records.of(rows.length),
    });
  }
  return rows;
}

/** The bars that a backtest sees: those of its data that open before `to`, with what its policy for holes makes between. */
export function* barsSeen(graph: Graph, feed: BarFeed, to: number | null): Generator<LiveBar> {
  let last: LiveBar | null = null;
  for (const bar of barsOf(feed)) {
    if (to !== null && bar.time >= to) return;
    yield* barsInGap(graph, last, bar.time);
    yield bar;
    last = bar;
  }
}

/** A live ledger bar by bar. */
export function rowsOfSteps(steps: readonly StoredStep[], ledger: StoredLedger): readonly LiveRow[] {
  const records = new ByBar(ledger);
  return steps.map(({ number, bar, received, decided, mode, account, plots }) => ({
    time: bar.time,
    bar,
    account: mode === "warmup" ? null : account,
    plots: mode === "warmup" ? null : plots,
    received,
    decided,
    mode,
    ...records.of(number),
  }));
}
