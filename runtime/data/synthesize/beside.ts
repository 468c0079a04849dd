import type { MarketSeries } from "../../../kernels/catalog/series.js";
import { missingValues } from "../columns.js";
import type { BarColumns, BarPiece } from "../dataset.js";
import { hour } from "../interval.js";
import { normalFrom, uniformFrom } from "./random.js";

/** What is paid when nobody pushes, every eight hours. */
const usualFunding = 0.0001;

/**
 * What comes with made-up bars: funding every eight hours that follows where the price went since the last one, an open
 * interest that wanders around 20,000, and trades by the volume. The bars are what they are without it.
 */
export function* withSeries(
  pieces: Iterable<BarColumns>,
  wanted: readonly MarketSeries[],
  seed: number,
): Generator<BarPiece> {
  const makers = wanted.map((name) => [name, makerOf(name, seed)] as const);
  for (const piece of pieces) {
    const series = makers.map(([name, make]) => {
      const values = missingValues(piece.time.length);
      for (let bar = 0; bar < values.length; bar++) values[bar] = make(piece, bar);
      return [name, values] as const;
    });
    yield { ...piece, series: Object.fromEntries(series) };
  }
}

type Maker = (piece: BarColumns, bar: number) => number;

function makerOf(name: MarketSeries, seed: number): Maker {
  const uniform = uniformFrom((seed ^ { funding: 0x66, open_interest: 0x6f, trades: 0x74 }[name]) >>> 0);
  const normal = () => normalFrom(uniform);
  switch (name) {
    case "funding":
      return fundingMaker(normal);
    case "open_interest": {
      let wander = 0;
      return () => {
        wander = 0.995 * wander + 0.02 * normal();
        return Math.round(20_000_000 * Math.exp(wander)) / 1000;
      };
    }
    case "trades":
      return ({ volume }, bar) => Math.round(20 * (volume[bar] ?? 0) * Math.exp(0.2 * normal()));
  }
}

function fundingMaker(normal: () => number): Maker {
  let rate = usualFunding;
  let reference = Number.NaN;
  let paid = Number.NEGATIVE_INFINITY;
  return ({ time, open }, bar) => {
    const now = time[bar] ?? Number.NaN;
    const price = open[bar] ?? Number.NaN;
    const period = Math.floor(now / (8 * hour));
    if (period <= paid) return Number.NaN;
    const moved = Number.isNaN(reference) ? 0 : price / reference - 1;
    [paid, reference] = [period, price];
    rate = usualFunding + 0.8 * (rate - usualFunding) + 0.01 * moved + 0.00002 * normal();
    rate = Math.min(Math.max(rate, -0.0075), 0.0075);
    return Math.round(rate * 1e8) / 1e8;
  };
}
