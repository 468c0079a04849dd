import { marketSeries, type MarketSeries } from "../../../kernels/catalog/series.js";
import { withLazyHash } from "../information.js";
import { gatherColumns, hashChunks } from "../columns.js";
import { DataError } from "../data-error.js";
import type { BarColumns, BarFeed } from "../dataset.js";
import { day, minute } from "../interval.js";
import { BarWriter } from "./bar-writer.js";
import { withSeries } from "./beside.js";
import { countPlanned, writeMarket, type MarketShape } from "./market.js";
import { writeWalk } from "./walk.js";

export interface SynthesizeOptions {
  /** How many bars, 1 to 1,000,000,000. */
  readonly bars: number;
  /**
   * `market` (default): regimes, volatility clustering, jumps, busy and quiet hours.
   * `walk`: the driftless walk of the benchmark; `volatility`, `gaps` and `digits` have no effect on it.
   */
  readonly kind?: "market" | "walk";
  /** Milliseconds between bars; default one minute. */
  readonly interval?: number;
  /** Whole number, 0 to 2³² − 1; default 20240601. The same seed gives the same bits on every machine. */
  readonly seed?: number;
  /** Open of the first bar, epoch milliseconds; default 2020-01-01T00:00Z. */
  readonly start?: number;
  /** First open; default 30000. */
  readonly price?: number;
  /** Deviation of a year's returns as a fraction; default 0.6. */
  readonly volatility?: number;
  /** Runs of missing bars; default 0. `longestGap` bars at most each (default 60). */
  readonly gaps?: number;
  readonly longestGap?: number;
  /** Decimals of prices; default 2 for prices from 100, else 6. */
  readonly digits?: number;
  readonly symbol?: string;
  /** What comes with the bars besides prices and volume; default nothing. */
  readonly with?: readonly MarketSeries[];
}

/**
 * Bars of a made-up market, streamed: any length in bounded memory. Made for examples, tests and benches; a strategy
 * that earns on it has learned the generator.
 * @throws DataError SAGE8117 for an option out of its range
 */
export function synthesize(options: SynthesizeOptions): BarFeed {
  const kind = options.kind ?? "market";
  const shape = shapeOf(options);
  const given = marketSeries.filter((name) => options.with?.includes(name) === true);
  const chunks = (series: readonly MarketSeries[] = []) => {
    const wanted = given.filter((name) => series.includes(name));
    const bars = produce(kind, shape);
    return wanted.length === 0 ? bars : withSeries(bars, wanted, shape.seed);
  };
  const { gaps, missingBars } = kind === "walk" ? { gaps: 0, missingBars: 0 } : countPlanned(shape);
  const source = `${kind === "walk" ? "walk" : "synthetic market"}, seed ${shape.seed}`;
  const information = {
    source,
    symbol: options.symbol ?? "SYNTH",
    exchange: null,
    marketType: null,
    interval: shape.interval,
    bars: shape.bars,
    from: shape.start,
    to: shape.start + (shape.bars - 1 + missingBars) * shape.interval,
    gaps,
    missingBars,
    score: null,
    ...(given.length > 0 && { series: given }),
  };
  // Hashing walks the bars once a column: making them six times takes longer than keeping a few of them.
  const kept = () => {
    const columns = gatherColumns(chunks(), shape.bars);
    return hashChunks(() => [columns]);
  };
  const hash = () => (shape.bars > keptBars ? hashChunks(chunks) : kept());
  return { information: withLazyHash(information, hash), chunks };
}

/** 60 MiB. */
const keptBars = 1_250_000;

function* produce(kind: "market" | "walk", shape: MarketShape): Generator<BarColumns> {
  const writer = new BarWriter();
  const full = kind === "walk" ? writeWalk(writer, shape) : writeMarket(writer, shape);
  while (full.next().done !== true) yield writer.take();
  if (!writer.isEmpty) yield writer.take();
}

function shapeOf(options: SynthesizeOptions): MarketShape {
  const price = inRange("price", options.price ?? 30000, 1e-6, 1e9);
  return {
    bars: whole("bars", options.bars, 1, 1e9),
    interval: whole("interval", options.interval ?? minute, 1000, 31 * day),
    seed: whole("seed", options.seed ?? 20240601, 0, 4294967295),
    start: whole("start", options.start ?? Date.UTC(2020, 0, 1), 0, Date.UTC(2100, 0, 1)),
    price,
    volatility: inRange("volatility", options.volatility ?? 0.6, 0, 10),
    gaps: whole("gaps", options.gaps ?? 0, 0, Math.max(0, options.bars - 1)),
    longestGap: whole("longestGap", options.longestGap ?? 60, 1, 1e6),
    digits: whole("digits", options.digits ?? (price >= 100 ? 2 : 6), 0, 8),
  };
}

function inRange(name: string, value: number, low: number, high: number): number {
  if (value >= low && value <= high) return value;
  throw new DataError(
    "SAGE8117",
    `${name} is ${value}, not between ${low} and ${high}.`,
    "Choose a value in that range.",
  );
}

function whole(name: string, value: number, low: number, high: number): number {
  if (Number.isInteger(inRange(name, value, low, high))) return value;
  throw new DataError(
    "SAGE8117",
    `${name} is ${value}, not a whole number.`,
    `Choose one from ${low} to ${high}.`,
  );
}
