import type { Graph } from "../../compiler/graph/index.js";
import type { BarFeed } from "../data/dataset.js";
import { formatInterval } from "../data/interval.js";
import type { RowSource } from "../engine/feeds.js";
import { RunError } from "../engine/error.js";
import type { BoundFeed, ValueFeed } from "./bind.js";
import { boundSeries } from "./market-series.js";

/** The fundings that a run pays, as the data has them. */
export interface PaidFunding {
  readonly bound: BoundFeed;
  /** Rows for the engine; they are counted as they pass. */
  readonly source: RowSource;
  /** How many fundings are missing between the first and the last bar that was traded, and how far apart they usually are. */
  readonly missing: (first: number, last: number) => { readonly count: number; readonly every: number };
}

/**
 * The fundings that a strategy pays; null where it pays none, or a constant rate.
 * @param own rates of a file of their own; left out: those that the candles bring
 * @throws RunError SAGE8007 where there are none
 */
export function paidFunding(
  graph: Graph,
  data: BarFeed,
  own: BarFeed | ValueFeed | undefined,
): PaidFunding | null {
  if (graph.orders.costs.funding?.source !== "data") return null;
  const bound = boundFunding(data, own);
  const counter = new GapCounter();
  const source: RowSource = {
    *rows() {
      counter.clear();
      for (const piece of bound.input.rows()) {
        counter.add(piece.time);
        yield piece;
      }
    },
  };
  return { bound, source, missing: (first, last) => counter.missing(first, last) };
}

function boundFunding(data: BarFeed, own: BarFeed | ValueFeed | undefined): BoundFeed {
  const feed = { name: "funding", interval: 0, market: null, file: null };
  if (own === undefined) {
    // Slower bars keep the last funding inside them only; those that they are made of have them all.
    const origin = data.faster ?? data;
    if (origin.information.series?.includes("funding") !== true)
      throw new RunError(
        "SAGE8007",
        `The strategy pays the funding of the data, and ${origin.information.source} has none.`,
        "Give candles with a column `funding_rate`, a file of its own with `--funding FILE`, or a constant: `funding: 0.01% every 8h`.",
      );
    return boundSeries({ ...feed, series: "funding" }, "funding", origin);
  }
  if (!("values" in own)) return boundSeries({ ...feed, series: "funding" }, "funding", own);
  const { source, rows, from, to, hash } = own.information;
  return {
    name: "funding",
    source,
    symbol: null,
    rows,
    from,
    to,
    hash,
    delay: 0,
    input: {
      *rows() {
        for (const { time, value } of own.values()) yield { time, columns: [value] };
      },
    },
  };
}

const minute = 60_000;

/** Counts what is missing among times that usually lie equally far apart; stray milliseconds do not matter. */
class GapCounter {
  readonly #distances = new Map<number, number>();
  #first = Number.NaN;
  #last = Number.NaN;

  clear(): void {
    this.#distances.clear();
    this.#first = Number.NaN;
    this.#last = Number.NaN;
  }

  add(times: Float64Array): void {
    for (const time of times) {
      if (Number.isNaN(this.#first)) this.#first = time;
      else {
        const distance = Math.round((time - this.#last) / minute) * minute;
        this.#distances.set(distance, (this.#distances.get(distance) ?? 0) + 1);
      }
      this.#last = time;
    }
  }

  missing(first: number, last: number): { readonly count: number; readonly every: number } {
    const usual = [...this.#distances].reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0]);
    const [every] = usual;
    if (!(every > 0)) return { count: 0, every: 0 };
    const steps = (from: number, to: number): number => Math.max(0, Math.floor((to - from) / every + 1e-3));
    let count = steps(first, this.#first) + steps(this.#last, last);
    for (const [distance, times] of this.#distances)
      if (distance > 1.5 * every) count += (Math.round(distance / every) - 1) * times;
    return { count, every };
  }
}

/** @throws RunError SAGE8009 where fundings are missing and the strategy says that the run then ends */
export function refuseMissing(graph: Graph, { count, every }: { count: number; every: number }): void {
  if (count === 0 || graph.orders.costs.funding?.missing !== "stop") return;
  throw new RunError(
    "SAGE8009",
    `${count} fundings are missing, one every ${formatInterval(every)}.`,
    "Give data that has them all, or let the run say how many are missing: `missing_funding: warn`.",
  );
}
