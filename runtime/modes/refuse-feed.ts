import type { Graph } from "../../compiler/graph/index.js";
import type { BarFeed } from "../data/dataset.js";
import { bucketOpen } from "../data/interval.js";
import { RunError } from "../engine/error.js";

/** Refuses bars of another length, or such as the slower ones of a `frame` cannot be made of. */
export function refuseFeed(graph: Graph, feed: BarFeed): void {
  const { information } = feed;
  const { timeframe } = graph.market;
  if (information.bars === 0) return;
  if (information.interval === timeframe) return refuseOffGrid(graph, feed);
  throw new RunError(
    "SAGE8003",
    `\`${graph.strategy}\` works on bars of ${inWords(timeframe)}; the data has bars of ${inWords(information.interval)}.`,
    "Use data of that interval, or change `timeframe` in `market`.",
  );
}

/** A bar that begins in one slower bar and ends in the next belongs to neither. */
export function refuseOffGrid(graph: Graph, { information }: BarFeed): void {
  const { timeframe } = graph.market;
  const { from, source } = information;
  if (graph.clocks === undefined || Number.isNaN(from)) return;
  const offset = from - bucketOpen(from, timeframe);
  if (offset === 0) return;
  throw new RunError(
    "SAGE8008",
    `The bars of ${source} open ${inWords(offset)} off the UTC grid, so that some of them lie across two bars of a frame of \`${graph.strategy}\`.`,
    "Use data aligned to UTC, or a strategy without `frame`.",
  );
}

function inWords(milliseconds: number): string {
  for (const [unit, size] of [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
  ] as const) {
    if (milliseconds % size === 0) return `${milliseconds / size}${unit}`;
  }
  return `${milliseconds}ms`;
}
