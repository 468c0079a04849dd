import { random } from "../cases.js";

/** Candles of any length, a few hundred thousand of them told and then told again. */
export interface Market {
  readonly name: string;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

const told = 300_000;

/** Walks on a grid of ticks with quiet stretches and jumps, as thin markets have them. */
export function usual(name: string, start: number, tick: number, seed: number): Market {
  const next = random(seed);
  let price = start;
  let quiet = 0;
  const close = Float64Array.from({ length: told }, () => {
    if (quiet > 0) quiet--;
    else {
      price *= 1 + 0.0006 * (next() + next() + next() + next() - 2);
      if (next() < 0.0005) price *= next() < 0.5 ? 1.01 : 0.99;
      if (next() < 0.001) quiet = Math.floor(300 * next());
      if (price < start / 8 || price > start * 8) price = start;
    }
    return Math.round(price / tick) * tick;
  });
  return candles(name, close, next, (x) => Math.round(x / tick) * tick);
}

/**
 * What no market does: jumps by a million, prices of a billionth, huge and tiny ones in turn, single spikes in a quiet
 * rate, and hours in which nothing moves. A stretch lasts some hundred to some thousand bars.
 */
export function adversarial(seed: number): Market {
  const next = random(seed);
  const close = new Float64Array(told);
  for (let bar = 0; bar < told;) {
    const kind = Math.floor(6 * next());
    const end = Math.min(told, bar + 200 + Math.floor(5000 * next()));
    let price = [30_000, 0.03, 1e-9, 1.1, 4321.1, 3e10][kind] ?? 1;
    for (; bar < end; bar++) {
      price *= 1 + 0.002 * (next() - 0.5);
      close[bar] = strange(kind, price, next);
    }
  }
  return candles("prices that no market has", close, next, (x) => x);
}

function strange(kind: number, price: number, next: () => number): number {
  if (kind === 4) return 4321.1;
  if (kind === 5) return next() < 0.5 ? price : 1e-6 * next();
  if (kind === 3) return next() < 0.002 ? 1e6 * price : Math.round(price * 1e5) / 1e5;
  return price;
}

function candles(name: string, close: Float64Array, next: () => number, grid: (x: number) => number): Market {
  const open = close.map((x, bar) => close[bar - 1] ?? x);
  const isStill = (bar: number): boolean => open[bar] === close[bar];
  const reach = (bar: number): number => (isStill(bar) ? 0 : 0.001 * next());
  return {
    name,
    open,
    high: close.map((x, bar) =>
      Math.max(grid(Math.max(x, open[bar] ?? x) * (1 + reach(bar))), x, open[bar] ?? x),
    ),
    low: close.map((x, bar) =>
      Math.min(grid(Math.min(x, open[bar] ?? x) * (1 - reach(bar))), x, open[bar] ?? x),
    ),
    close,
    volume: close.map((_, bar) => (isStill(bar) ? 0 : 0.01 + 99 * next())),
  };
}
