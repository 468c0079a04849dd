import type { StrategyTest } from "../../compiler/graph/index.js";
import type { TestBars } from "../../compiler/graph/test.js";
import type { BarColumns, BarFeed, DatasetInformation } from "../data/dataset.js";
import type { Feeds } from "../feeds/bind.js";
import { memoryFeed } from "../feeds/memory.js";

/** The bars of a test as data. */
export function candlesOf({ graph, bars, beside, start }: StrategyTest): BarFeed {
  const { timeframe, symbol, exchange, type } = graph.market;
  const times = bars.close.map((_, bar) => start + bar * timeframe);
  const series = Object.entries(beside.series).map(([name, values]) => [name, Float64Array.from(values)]);
  const columns = {
    ...columnsOf(bars, times),
    ...(series.length > 0 && { series: Object.fromEntries(series) }),
  };
  const market = { symbol, exchange, marketType: type };
  return memoryFeed(columns, { ...informationOf(times, timeframe), ...market });
}

/** What the test says of the feeds: each value became known at the close of its bar. */
export function feedsOf({ graph, beside, start }: StrategyTest): Feeds {
  const feeds: Record<string, Feeds[string]> = {};
  for (const { name, interval, market, file } of graph.feeds ?? []) {
    const given = beside.feeds[name];
    if (given === undefined) continue;
    const { timeframe } = graph.market;
    const delay = file?.known ?? interval ?? timeframe;
    const all = given.kind === "file" ? given.values : given.bars.close;
    const kept = [...all.keys()].filter((bar) => !Number.isNaN(all[bar]));
    const times = kept.map((bar) => start + (bar + 1) * timeframe - delay);
    const pick = (values: readonly number[]) => kept.map((bar) => values[bar] ?? Number.NaN);
    if (given.kind === "file") {
      const [time, value] = [Float64Array.from(times), Float64Array.from(pick(given.values))];
      const { source, from, to, hash } = informationOf(times, timeframe);
      feeds[name] = {
        information: { source, rows: times.length, from, to, hash },
        values: () => [{ time, value }],
      };
    } else {
      const { open, high, low, close, volume } = given.bars;
      const bars = {
        open: pick(open),
        high: pick(high),
        low: pick(low),
        close: pick(close),
        volume: pick(volume),
      };
      const information = { ...informationOf(times, interval ?? timeframe), symbol: market?.symbol ?? null };
      feeds[name] = memoryFeed(columnsOf(bars, times), information);
    }
  }
  return feeds;
}

function columnsOf(bars: TestBars, times: readonly number[]): BarColumns {
  return {
    time: Float64Array.from(times),
    open: Float64Array.from(bars.open),
    high: Float64Array.from(bars.high),
    low: Float64Array.from(bars.low),
    close: Float64Array.from(bars.close),
    volume: Float64Array.from(bars.volume),
  };
}

function informationOf(times: readonly number[], interval: number): DatasetInformation {
  return {
    source: "test",
    symbol: null,
    exchange: null,
    marketType: null,
    interval,
    bars: times.length,
    from: times[0] ?? Number.NaN,
    to: times.at(-1) ?? Number.NaN,
    gaps: 0,
    missingBars: 0,
    hash: "0".repeat(64),
    score: null,
  };
}
