import { emaCross } from "../runtime/testing/ema-cross.js";
import type { BarColumns, BarFeed } from "../runtime/data/dataset.js";
import { backtest } from "../runtime/modes/index.js";

const chunk = 65_536;

/** A walk of any length, made chunk by chunk in the same columns, so that the feed's own memory does not grow. */
function endlessFeed(bars: number): BarFeed {
  const column = (): Float64Array => new Float64Array(chunk);
  const columns = {
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  const first = 1_577_836_800_000;
  return {
    information: {
      source: "made up",
      symbol: null,
      exchange: null,
      marketType: null,
      interval: 60_000,
      bars,
      from: first,
      to: first + (bars - 1) * 60_000,
      gaps: 0,
      missingBars: 0,
      hash: "",
      score: null,
    },
    *chunks(): Generator<BarColumns> {
      let state = 1;
      let close = 30_000;
      for (let from = 0; from < bars; from += chunk) {
        const count = Math.min(chunk, bars - from);
        for (let i = 0; i < count; i++) {
          state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
          const open = close;
          close = open * (1 + 0.001 * (state / 2 ** 31 - 1));
          columns.time[i] = first + (from + i) * 60_000;
          columns.open[i] = open;
          columns.high[i] = Math.max(open, close);
          columns.low[i] = Math.min(open, close);
          columns.close[i] = close;
          columns.volume[i] = 1;
        }
        const view = (values: Float64Array): Float64Array => values.subarray(0, count);
        yield {
          time: view(columns.time),
          open: view(columns.open),
          high: view(columns.high),
          low: view(columns.low),
          close: view(columns.close),
          volume: view(columns.volume),
        };
      }
    },
  };
}

/** Runs a backtest over as many bars as asked for, without kept series, and prints the peak memory of the process. */
export function peakOf(bars: number): {
  readonly bars: number;
  readonly trades: number;
  readonly mebibytes: number;
} {
  const result = backtest(emaCross(12, 48), endlessFeed(bars), {
    capital: 1e9,
    keep: { equity: "none", orders: false, signals: false },
  });
  return {
    bars,
    trades: result.metrics.tradeCount ?? 0,
    mebibytes: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}
