import type { Graph } from "../../compiler/graph/index.js";
import type { BarFeed } from "../data/dataset.js";
import { bindFeeds, type Feeds, type ValueFeed } from "../feeds/bind.js";
import type { BacktestTask } from "./protocol.js";
import { shareFeed, type SharedFeed, type SharedRows } from "./shared-data.js";

/** Data of all jobs, each read once into memory that all threads read. */
export class Shelf {
  readonly feeds: SharedFeed[] = [];
  readonly #places = new Map<BarFeed, number>();

  /** Where the data of a run stand, as it asks for them. What is missing or of another kind is said here, by name. */
  place(graph: Graph, feed: BarFeed, given: Feeds = {}): Pick<BacktestTask, "feed" | "feeds"> {
    bindFeeds(graph, feed, given);
    const feeds = { ...fasterFeeds(graph, feed), ...given };
    return {
      feed: this.#placeOf(feed),
      feeds: Object.entries(feeds).map(([name, given]) =>
        "values" in given
          ? { name, values: { information: { ...given.information }, rows: rowsOf(given) } }
          : { name, bars: this.#placeOf(given) },
      ),
    };
  }

  #placeOf(feed: BarFeed): number {
    const known = this.#places.get(feed);
    if (known !== undefined) return known;
    const place = this.feeds.push(shareFeed(feed)) - 1;
    this.#places.set(feed, place);
    return place;
  }
}

/** Bars that the candles were made of do not travel with them: what a run reads of these is sent by name. */
function fasterFeeds({ orders: { fills, costs } }: Graph, { faster }: BarFeed): Feeds {
  if (faster === undefined) return {};
  const fits = fills.magnify !== undefined && fills.magnify % faster.information.interval === 0;
  return { ...(fits && { magnify: faster }), ...(costs.funding?.source === "data" && { funding: faster }) };
}

function rowsOf(given: ValueFeed): SharedRows {
  const { rows } = given.information;
  const [time, value] = [0, 1].map(() => new Float64Array(new SharedArrayBuffer(Math.max(1, rows) * 8)));
  let count = 0;
  for (const piece of given.values()) {
    time?.set(piece.time, count);
    value?.set(piece.value, count);
    count += piece.time.length;
  }
  const cut = (column: Float64Array | undefined) => column?.subarray(0, count) ?? new Float64Array(0);
  return { time: cut(time), columns: [cut(value)] };
}
