import type { BarColumns } from "../../../runtime/data/dataset.js";
import type { GivenBars } from "../research/protocol.js";

const minute = 60_000;

/** One-minute bars of a seeded walk, of which every figure is known to whoever counts again. */
export function walkColumns(bars: number): Extract<GivenBars, { kind: "columns" }> {
  const column = (): Float64Array => new Float64Array(bars);
  const columns: BarColumns = {
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  let state = 12_345;
  const random = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32;
  let price = 30_000;
  for (let k = 0; k < bars; k++) {
    const open = price;
    price *= 1 + (random() - 0.5) * 0.001;
    columns.time[k] = k * minute;
    columns.open[k] = open;
    columns.close[k] = price;
    columns.high[k] = Math.max(open, price) * 1.0001;
    columns.low[k] = Math.min(open, price) * 0.9999;
    columns.volume[k] = 1 + random();
  }
  return {
    kind: "columns",
    columns,
    information: {
      source: "walk",
      symbol: "WALK",
      exchange: null,
      marketType: null,
      interval: minute,
      bars,
      from: 0,
      to: (bars - 1) * minute,
      gaps: 0,
      missingBars: 0,
      score: null,
      hash: "walk",
    },
  };
}
