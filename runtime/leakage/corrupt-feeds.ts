import type { Graph } from "../../compiler/graph/index.js";
import { gatherColumns } from "../data/columns.js";
import type { BarFeed } from "../data/dataset.js";
import type { Feeds, ValueFeed } from "../feeds/bind.js";
import { memoryFeed } from "../feeds/memory.js";
import { corruptAfter } from "./corrupt.js";
import type { Unchanged } from "./find-leaks.js";

/** The same feeds, in which all that becomes known after a time is other than it was. */
export function corruptFeeds(graph: Graph, feeds: Feeds, { to, seed }: Unchanged): Feeds {
  if (to === Infinity) return feeds;
  const corrupted: Record<string, Feeds[string]> = {};
  for (const [index, [name, feed]] of Object.entries(feeds).entries()) {
    const delay = graph.feeds?.find((each) => each.name === name)?.file?.known ?? 0;
    corrupted[name] =
      "values" in feed ? corruptValues(feed, to - delay) : corruptBars(feed, to, (seed + index) >>> 0);
  }
  return corrupted;
}

function corruptBars(feed: BarFeed, to: number, seed: number): BarFeed {
  const bars = gatherColumns(feed.chunks(), feed.information.bars);
  const { interval } = feed.information;
  const known = bars.time.filter((time) => time + interval <= to).length;
  return memoryFeed(corruptAfter(bars, known - 1, seed), feed.information);
}

function corruptValues(feed: ValueFeed, last: number): ValueFeed {
  return {
    information: feed.information,
    *values() {
      for (const { time, value } of feed.values()) {
        yield { time, value: value.map((each, row) => ((time[row] ?? 0) <= last ? each : 5 * each + 1)) };
      }
    },
  };
}
