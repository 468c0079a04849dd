import type { Graph } from "../../compiler/index.js";
import type { BarColumns, ValueFeed } from "../../runtime/index.js";
import type { Feeds } from "../../runtime/feeds/bind.js";
import { uniformFrom } from "../../runtime/data/synthesize/random.js";
import { feedOf } from "../../runtime/testing/feed.js";
import type { Program } from "../../compiler/testing/programs/program.js";

export const hour = 3_600_000;
const start = Date.UTC(2024, 0, 1);

/** Markets that programs are put to: quiet and wild, with holes, without movement, without volume, at odd prices. */
export const tempers = ["walk", "gaps", "flat", "dry", "huge", "tiny", "jumps"] as const;

export type Temper = (typeof tempers)[number];

const firstPrices: Partial<Record<Temper, number>> = { huge: 3e11, tiny: 2e-9 };

export function marketOf(temper: Temper, bars: number, seed: number): BarColumns {
  const uniform = uniformFrom(seed);
  const column = () => new Float64Array(bars);
  const made = {
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  let price = firstPrices[temper] ?? 100;
  let time = start;
  for (let bar = 0; bar < bars; bar++) {
    if (temper === "gaps" && uniform() < 0.05) time += hour * Math.ceil(30 * uniform());
    const size = temper === "jumps" && uniform() < 0.05 ? 1.5 : 0.02;
    const still = temper === "flat" && uniform() < 0.9;
    const open = price;
    const close = still ? open : open * Math.exp(size * (uniform() + uniform() + uniform() - 1.5));
    made.time[bar] = time;
    made.open[bar] = open;
    made.close[bar] = close;
    made.high[bar] = Math.max(open, close) * (still ? 1 : 1 + 0.01 * uniform());
    made.low[bar] = Math.min(open, close) * (still ? 1 : 1 - 0.01 * uniform());
    made.volume[bar] = temper === "dry" ? 0 : temper === "flat" && uniform() < 0.5 ? 0 : 1 + 99 * uniform();
    price = close;
    time += hour;
  }
  return made;
}

/** What the feeds of a program are given: another market with holes, and a value a day. */
export function feedsOf({ feeds }: Program, graph: Graph, bars: number, seed: number, piece = 100): Feeds {
  // A feed that nothing reads is not asked for.
  const isRead = (name: string): boolean => graph.feeds?.some((each) => each.name === name) === true;
  const markets = feeds.markets
    .filter(isRead)
    .map((name) => [name, feedOf(marketOf("gaps", bars, seed + 1), hour, [piece])] as const);
  const files = feeds.files.filter(isRead).map((name) => [name, dailyValues(bars, seed + 2)] as const);
  return Object.fromEntries([...markets, ...files]);
}

function dailyValues(bars: number, seed: number): ValueFeed {
  const uniform = uniformFrom(seed);
  const rows = Math.ceil(bars / 24);
  const time = Float64Array.from({ length: rows }, (_, row) => start + row * 24 * hour);
  const value = time.map(() => (uniform() < 0.1 ? Number.NaN : 100 * uniform()));
  const information = {
    source: "memory",
    rows,
    from: start,
    to: time.at(-1) ?? start,
    hash: "0".repeat(64),
  };
  return { information, values: () => [{ time, value }] };
}
