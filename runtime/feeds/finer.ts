import type { Graph } from "../../compiler/graph/index.js";
import type { BarFeed } from "../data/dataset.js";
import { formatInterval } from "../data/interval.js";
import { resample } from "../data/resample.js";
import { RunError } from "../engine/error.js";
import type { BoundFeed, ValueFeed } from "./bind.js";

/**
 * The finer bars that decide what happens inside a bar; null where none are asked for, or none are there.
 * @param own what was given for them; left out: the faster bars that the candles were made of
 * @throws RunError SAGE8003 where they are of another length and cannot be made into it
 */
export function finerBars(
  graph: Graph,
  data: BarFeed,
  own: BarFeed | ValueFeed | undefined,
): BoundFeed | null {
  const wanted = graph.orders.fills.magnify;
  const given = own ?? data.faster;
  if (wanted === undefined || given === undefined || "values" in given) return null;
  const found = given.information.interval;
  if (found > wanted || wanted % found !== 0) {
    if (own === undefined) return null;
    throw new RunError(
      "SAGE8003",
      `\`magnify\` asks for bars of ${formatInterval(wanted)}; those given are of ${formatInterval(found)}.`,
      "Give bars of that length or of a shorter one that fits into it.",
    );
  }
  const bars = found === wanted ? given : resample(given, wanted, { edges: "keep" });
  const { source, symbol, bars: rows, from, to } = bars.information;
  return {
    name: "magnify",
    source,
    symbol,
    rows,
    from,
    to,
    get hash() {
      return bars.information.hash;
    },
    delay: 0,
    input: {
      *rows() {
        for (const { time, open, high, low, close } of bars.chunks())
          yield { time, columns: [open, high, low, close] };
      },
    },
  };
}
