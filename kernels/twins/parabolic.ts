import { valueAt, type Column, type Twin } from "./twin.js";

interface Trend {
  readonly rising: boolean;
  readonly stop: number;
  readonly extreme: number;
  readonly acceleration: number;
}

interface Market {
  readonly highs: Column;
  readonly lows: Column;
  readonly closes: Column;
}

interface Settings {
  readonly start: number;
  readonly step: number;
  readonly maximum: number;
  /** Whether the stop is held outside the bars before while it is compared. */
  readonly held: boolean;
}

/** Wilder's stop, bar by bar: each bar keeps the trend of the bar before or turns it. */
export const sar: Twin = (
  [start = NaN, step = NaN, maximum = NaN, turn],
  [highs = [], lows = [], closes = []],
) => {
  const settings = { start, step, maximum, held: turn === 1 };
  const market = { highs, lows, closes };
  let trend: Trend | undefined;
  return [
    highs.map((_, bar) => {
      if (bar === 0) return NaN;
      trend = trend === undefined ? firstBar(bar, market, settings) : nextBar(bar, trend, market, settings);
      return trend.stop;
    }),
  ];
};

function firstBar(bar: number, market: Market, settings: Settings): Trend {
  const { highs, lows, closes } = market;
  const up = valueAt(highs, bar) - valueAt(highs, bar - 1);
  const down = valueAt(lows, bar - 1) - valueAt(lows, bar);
  const rising = settings.held ? !(down > 0 && down > up) : valueAt(closes, bar) > valueAt(closes, bar - 1);
  const begun: Trend = {
    rising,
    stop: rising ? valueAt(lows, bar - 1) : valueAt(highs, bar - 1),
    extreme: rising ? valueAt(highs, bar) : valueAt(lows, bar),
    acceleration: settings.start,
  };
  if (settings.held)
    return broken(bar, begun.stop, begun, market, true) ? turned(bar, begun, market, settings) : begun;
  const moved = begun.stop + begun.acceleration * (begun.extreme - begun.stop);
  if (broken(bar, moved, begun, market, false)) return turned(bar, begun, market, settings);
  return { ...begun, stop: hold(rising, moved, [bar - 1], market) };
}

function nextBar(bar: number, trend: Trend, market: Market, settings: Settings): Trend {
  const { rising } = trend;
  const moved = trend.stop + trend.acceleration * (trend.extreme - trend.stop);
  const held = hold(rising, moved, barsBefore(bar, settings), market);
  const broke = broken(bar, settings.held ? held : moved, trend, market, settings.held);
  const here = valueAt(rising ? market.highs : market.lows, bar);
  if (broke) return turned(bar, trend, market, settings);
  const farther = rising ? here > trend.extreme : here < trend.extreme;
  return {
    rising,
    stop: held,
    extreme: farther ? here : trend.extreme,
    acceleration: farther
      ? Math.min(trend.acceleration + settings.step, settings.maximum)
      : trend.acceleration,
  };
}

/** The two bars before; the very first bar belongs to no trend where the stop is held. */
function barsBefore(bar: number, settings: Settings): readonly number[] {
  return [bar - 1, bar - 2].filter((k) => k >= (settings.held ? 1 : 0));
}

function hold(rising: boolean, stop: number, bars: readonly number[], market: Market): number {
  return rising
    ? Math.min(stop, ...bars.map((bar) => valueAt(market.lows, bar)))
    : Math.max(stop, ...bars.map((bar) => valueAt(market.highs, bar)));
}

function broken(bar: number, stop: number, trend: Trend, market: Market, touch: boolean): boolean {
  const beyond = trend.rising ? stop - valueAt(market.lows, bar) : valueAt(market.highs, bar) - stop;
  return touch ? beyond >= 0 : beyond > 0;
}

function turned(bar: number, trend: Trend, market: Market, settings: Settings): Trend {
  const rising = !trend.rising;
  const here = valueAt(rising ? market.lows : market.highs, bar);
  const reached = rising ? Math.min(here, trend.extreme) : Math.max(here, trend.extreme);
  const bars = settings.held ? [bar, Math.max(1, bar - 1)] : barsBefore(bar, settings);
  return {
    rising,
    stop: hold(rising, reached, bars, market),
    extreme: valueAt(rising ? market.highs : market.lows, bar),
    acceleration: settings.start,
  };
}
