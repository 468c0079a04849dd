import type { BarColumns } from "../runtime/data/dataset.js";

const sigma = 0.0006;

/** The bars of the shared benchmark: one-minute, a driftless walk, open = previous close; the same doubles everywhere. */
export function makeSharedBars(count: number, seed = 20_240_601): BarColumns {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const column = (): Float64Array => new Float64Array(count);
  const bars = {
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  let previous = 30_000;
  for (let i = 0; i < count; i++) {
    let z = uniform();
    for (let j = 1; j < 12; j++) z = z + uniform();
    z = z - 6;
    const open = previous;
    const close = previous * (1 + sigma * z);
    const a = uniform();
    const b = uniform();
    const v = uniform();
    uniform();
    bars.time[i] = 1_577_836_800_000 + 60_000 * i;
    bars.open[i] = open;
    bars.close[i] = close;
    bars.high[i] = Math.max(open, close) * (1 + sigma * 0.5 * a);
    bars.low[i] = Math.min(open, close) * (1 - sigma * 0.5 * b);
    bars.volume[i] = 1 + 99 * v;
    previous = close;
  }
  return bars;
}
