import { mapSeries } from "../data/columns.js";
import type { BarPiece } from "../data/dataset.js";
import { normalFrom, uniformFrom } from "../data/synthesize/random.js";

/**
 * The same bars up to and with bar `last`, and another market after it: every later price, volume and series is made anew, wildly
 * enough that nothing computed from them stays as it was. Times stay.
 */
export function corruptAfter(bars: BarPiece, last: number, seed: number): BarPiece {
  const uniform = uniformFrom(seed);
  const corrupted: BarPiece = {
    time: bars.time,
    open: bars.open.slice(),
    high: bars.high.slice(),
    low: bars.low.slice(),
    close: bars.close.slice(),
    volume: bars.volume.slice(),
    ...mapSeries(bars, (values) => values.slice()),
  };
  let price = (bars.close[last] ?? 1) * (uniform() < 0.5 ? 0.2 : 5);
  for (let bar = last + 1; bar < bars.time.length; bar++) {
    const open = price * (1 + 0.3 * (uniform() - 0.5));
    const close = open * Math.max(0.5, 1 + 0.1 * normalFrom(uniform));
    corrupted.open[bar] = open;
    corrupted.close[bar] = close;
    corrupted.high[bar] = Math.max(open, close) * (1 + 0.1 * uniform());
    corrupted.low[bar] = Math.min(open, close) * (1 - 0.1 * uniform());
    corrupted.volume[bar] = 1e6 * uniform();
    for (const values of Object.values(corrupted.series ?? {})) values[bar] = 1e6 * uniform();
    price = close;
    // Prices that run away become infinite, and comparisons of infinities prove nothing.
    if (price > 1e9 || price < 1e-6) price = bars.close[last] ?? 1;
  }
  return corrupted;
}
