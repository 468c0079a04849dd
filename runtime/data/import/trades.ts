import type { BarColumns } from "../dataset.js";
import { bucketOpen } from "../interval.js";
import { NumberCollector } from "./table.js";
import type { TradeDraft } from "./draft.js";

/** Candles from trades: one for each interval in which there was a trade, none where there was not. */
export function candlesFromTrades(
  trades: TradeDraft,
  interval: number,
): { columns: BarColumns; rows: Int32Array; understood: string[] } {
  const order = orderOf(trades.time);
  const bars = {
    time: newColumn(),
    open: newColumn(),
    high: newColumn(),
    low: newColumn(),
    close: newColumn(),
    volume: newColumn(),
  };
  const rows: number[] = [];
  let bar: { time: number; open: number; high: number; low: number; close: number; volume: number } | null =
    null;
  const flush = () => {
    if (bar === null) return;
    for (const name of ["time", "open", "high", "low", "close", "volume"] as const)
      bars[name].push(bar[name]);
  };
  for (const at of order) {
    const price = trades.price[at] ?? NaN;
    const amount = trades.amount[at] ?? NaN;
    const time = bucketOpen(trades.time[at] ?? NaN, interval);
    if (Number.isNaN(time) || Number.isNaN(price)) continue;
    if (bar === null || bar.time !== time) {
      flush();
      bar = { time, open: price, high: price, low: price, close: price, volume: amount };
      rows.push(at);
    } else {
      bar.high = Math.max(bar.high, price);
      bar.low = Math.min(bar.low, price);
      bar.close = price;
      bar.volume += amount;
    }
  }
  flush();
  const columns = {
    time: bars.time.finish(),
    open: bars.open.finish(),
    high: bars.high.finish(),
    low: bars.low.finish(),
    close: bars.close.finish(),
    volume: bars.volume.finish(),
  };
  const understood = [
    "The first and the last candle may be partial: trades before and after them are not in the file.",
  ];
  return { columns, rows: Int32Array.from(rows), understood };
}

/** Positions in time order, rows of equal time in their own order. */
function orderOf(time: Float64Array): Int32Array {
  const order = Int32Array.from(time, (_, at) => at);
  const sorted = time.every((value, at) => at === 0 || value >= (time[at - 1] ?? 0));
  return sorted ? order : order.sort((a, b) => (time[a] ?? 0) - (time[b] ?? 0) || a - b);
}

function newColumn(): NumberCollector {
  return new NumberCollector();
}
