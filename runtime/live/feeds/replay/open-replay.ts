import { gatherPieces } from "../../../data/columns.js";
import { openDataset } from "../../../data/open.js";
import { machineClock, type Clock } from "../../clock.js";
import type { Market } from "../../market.js";
import type { LiveFeed } from "../feed.js";
import type { FeedDescription } from "../read-description.js";
import { superviseSource } from "../supervise.js";
import { replaySource, type ReplayMarket } from "./replay-source.js";
import { scaledClock, VirtualClock } from "./virtual-clock.js";

export interface Replay {
  readonly feed: LiveFeed;
  readonly clock: Clock;
  readonly markets: readonly Market[];
}

/**
 * Candle files as a live feed with a clock of its own, which begins at the start that was asked for or at the first bar.
 * @throws DataError for whatever is wrong with a file
 */
export async function openReplay(
  description: Extract<FeedDescription, { readonly kind: "replay" }>,
): Promise<Replay> {
  const entries = await Promise.all(description.paths.map(openMarket));
  const start = description.from ?? Math.min(...entries.map(({ bars }) => bars.time[0] ?? Infinity));
  const { speed, faults, seed } = description;
  const virtual = speed === null ? new VirtualClock(start) : null;
  const clock = virtual ?? scaledClock(machineClock, start, speed ?? 1);
  const source = replaySource(entries, { clock, faults, seed });
  const feed = superviseSource(source, {
    clock,
    seed,
    ...(virtual !== null && { hold: () => virtual.hold() }),
  });
  return { feed, clock, markets: entries.map(({ market }) => market) };
}

async function openMarket(path: string): Promise<ReplayMarket> {
  const opened = await openDataset(path);
  const { information } = opened;
  const series = information.series ?? [];
  return {
    market: {
      exchange: "replay",
      symbol: information.symbol ?? path,
      marketType: information.marketType ?? "spot",
      interval: information.interval,
    },
    bars: gatherPieces(opened.chunks(series), information.bars, series),
  };
}
