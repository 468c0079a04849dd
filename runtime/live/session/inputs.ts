import type { Graph } from "../../../compiler/graph/index.js";
import type { GraphFeed } from "../../../compiler/graph/schema.js";
import type { RowSource } from "../../engine/feeds.js";
import { missingFeed } from "../../engine/missing-feed.js";
import type { LiveBar } from "../bar.js";
import { marketKey, type Market } from "../market.js";
import { LiveRows } from "./live-rows.js";

/** Another market whose bars a strategy reads. */
export interface InputMarket {
  readonly market: Market;
  /** Under which name the strategy reads it; `magnify`: its broker does. */
  readonly name: string;
}

/** The other markets that a strategy on `own` reads; where a feed names no exchange it is that of the strategy. */
export function inputMarkets(graph: Graph, own: Market): readonly InputMarket[] {
  const feeds = (graph.feeds ?? []).flatMap(({ name, market, interval }) =>
    market === null || interval === null
      ? []
      : [
          {
            name,
            market: {
              exchange: market.exchange ?? own.exchange,
              symbol: market.symbol,
              marketType: market.type,
              interval,
            },
          },
        ],
  );
  const { magnify } = graph.orders.fills;
  return magnify === undefined
    ? feeds
    : [...feeds, { name: "magnify", market: { ...own, interval: magnify } }];
}

/** Everything that a strategy reads beside its own bars, put in as it becomes known. */
export class Inputs {
  readonly feeds: readonly RowSource[];
  readonly funding: LiveRows | undefined;
  readonly magnify: LiveRows | undefined;
  /** Until when (close time) each of the other markets is known. */
  readonly #horizons = new Map<string, number>();
  readonly #ofMarket = new Map<string, { readonly rows: LiveRows; readonly finer: boolean }[]>();
  readonly #ofSeries: { readonly feed: GraphFeed; readonly rows: LiveRows }[] = [];

  /**
   * @param files rows of the files that the strategy reads, by the feed's name
   * @throws RunError SAGE8005 where a file was not given
   */
  constructor(graph: Graph, own: Market, files: Readonly<Record<string, RowSource>>) {
    const markets = inputMarkets(graph, own);
    const rowsOf = (name: string): LiveRows => {
      const rows = new LiveRows();
      const found = markets.find((each) => each.name === name);
      if (found === undefined) return rows;
      const key = marketKey(found.market);
      this.#horizons.set(key, Number.NEGATIVE_INFINITY);
      const finer = name === "magnify";
      this.#ofMarket.set(key, [...(this.#ofMarket.get(key) ?? []), { rows, finer }]);
      return rows;
    };
    this.feeds = (graph.feeds ?? []).map((feed) => {
      if (feed.series !== undefined) {
        const rows = new LiveRows();
        this.#ofSeries.push({ feed, rows });
        return rows;
      }
      if (feed.market !== null) return rowsOf(feed.name);
      const file = files[feed.name];
      if (file === undefined) throw missingFeed(feed);
      return file;
    });
    this.magnify = graph.orders.fills.magnify === undefined ? undefined : rowsOf("magnify");
    this.funding = graph.orders.costs.funding?.source === "data" ? new LiveRows() : undefined;
  }

  /** A closed bar of another market. */
  put(key: string, market: Market, bar: LiveBar): void {
    const { time, open, high, low, close, volume } = bar;
    for (const { rows, finer } of this.#ofMarket.get(key) ?? [])
      rows.put(time, finer ? [open, high, low, close] : [open, high, low, close, volume]);
    this.known(key, time + market.interval);
  }

  /** Nothing more is to come of another market up to a time. */
  known(key: string, until: number): void {
    const before = this.#horizons.get(key);
    if (before !== undefined && until > before) this.#horizons.set(key, until);
  }

  /** What comes with a bar of the strategy's own market. */
  putOwn({ time, series }: LiveBar): void {
    for (const { feed, rows } of this.#ofSeries) {
      const value = feed.series === undefined ? undefined : series?.[feed.series];
      if (value !== undefined && !Number.isNaN(value)) rows.put(time, [value]);
    }
    const funding = series?.funding;
    if (funding !== undefined && !Number.isNaN(funding)) this.funding?.put(time, [funding]);
  }

  /** Whether all that a bar which closes then may know is here. */
  reaches(close: number): boolean {
    return [...this.#horizons.values()].every((until) => until >= close);
  }
}
