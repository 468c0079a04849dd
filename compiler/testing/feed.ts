/** Bars of a random walk, the same for the same seed. */
export function randomFeed(bars: number, seed = 1): Readonly<Record<string, readonly number[]>> {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const columns = { time: [], open: [], high: [], low: [], close: [], volume: [] } as Record<
    string,
    number[]
  >;
  let price = 100;
  for (let bar = 0; bar < bars; bar++) {
    const open = price;
    price *= 1 + (next() - 0.5) / 20;
    columns["time"]?.push(bar * 3_600_000);
    columns["open"]?.push(open);
    columns["close"]?.push(price);
    columns["high"]?.push(Math.max(open, price) * (1 + next() / 100));
    columns["low"]?.push(Math.min(open, price) * (1 - next() / 100));
    columns["volume"]?.push(1 + next());
  }
  return columns;
}
