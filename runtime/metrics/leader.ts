import { viewAt } from "../broker/structure.js";
import type { Layout } from "../engine/layout.js";
import type { MetricsHome } from "./home.js";
import { statisticsKernel } from "./kernel.js";
import { blockLength, statisticsLayout } from "./layout.js";

/**
 * What many runs over the same bars say of the market, computed once for all of them; `MetricsAccumulator.addTogether`
 * reads it. Chunks are of whole blocks (`blockLength` bars).
 */
export interface MarketLeader {
  readonly address: number;
  /** Takes a chunk's times and closes, given by their addresses. */
  readonly take: (time: number, close: number, count: number) => void;
}

/** Reserves a leader; `write` makes it once the memory is there. */
export function placeLeader(layout: Layout, capacity: number): (home: MetricsHome) => MarketLeader {
  const address = layout.take(statisticsLayout.bytes);
  const marketReturns = layout.take((capacity + 2 + Math.ceil(capacity / blockLength)) * 8);
  const wholeClose = layout.take((blockLength + 2) * 8);
  return ({ buffer, kernels }) => {
    const head = viewAt(new DataView(buffer), statisticsLayout, address);
    head.set("marketReturns", marketReturns);
    head.set("wholeClose", wholeClose);
    const { market } = statisticsKernel(kernels);
    return { address, take: (time, close, count) => void market(address, time, close, count) };
  };
}
