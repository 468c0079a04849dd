/**
 * ln(to / from) from sums, products and quotients alone, so that it has the same bits on every machine:
 * the ratio is brought near 1 by exact halving or doubling, then 2·artanh((r − 1)/(r + 1)) as a series.
 * Both prices must be positive and finite; a quotient beyond what a double holds counts as its limit. Error below 1e-15 of the result's magnitude plus 1e-16.
 */
export function logRatio(to: number, from: number): number {
  let ratio = to / from;
  // No market does this; damaged data does, and halving infinity never ends.
  if (!(ratio > 0 && ratio < Infinity)) return ratio > 1 ? 745 : -745;
  let halvings = 0;
  while (ratio > 1.5) {
    ratio /= 2;
    halvings++;
  }
  while (ratio < 0.75) {
    ratio *= 2;
    halvings--;
  }
  const x = (ratio - 1) / (ratio + 1);
  const square = x * x;
  let sum = 1 / 23;
  sum = sum * square + 1 / 21;
  sum = sum * square + 1 / 19;
  sum = sum * square + 1 / 17;
  sum = sum * square + 1 / 15;
  sum = sum * square + 1 / 13;
  sum = sum * square + 1 / 11;
  sum = sum * square + 1 / 9;
  sum = sum * square + 1 / 7;
  sum = sum * square + 1 / 5;
  sum = sum * square + 1 / 3;
  sum = sum * square + 1;
  return halvings * Math.LN2 + 2 * x * sum;
}

/** The same of each price to the one before it, into `ratios`; a loop of its own, where V8 puts no number on the heap. */
export function logRatios(prices: Float64Array, before: number, ratios: Float64Array): void {
  let from = before;
  for (let at = 0; at < prices.length; at++) {
    const to = prices[at] ?? NaN;
    ratios[at] = logRatio(to, from);
    from = to;
  }
}
