/**
 * Numbers with 106 binary digits as the sum of two doubles (T. J. Dekker, A floating-point technique for extending the
 * available precision, 1971): exact for all that twelve decimal digits are measured with.
 */
export interface Exact {
  readonly hi: number;
  readonly lo: number;
}

export const zero: Exact = { hi: 0, lo: 0 };

export const exact = (x: number): Exact => ({ hi: x, lo: 0 });

export const toNumber = ({ hi, lo }: Exact): number => hi + lo;

/** a + b without loss (Knuth's two-sum), then put in order. */
export function plus(a: Exact, b: Exact): Exact {
  const sum = a.hi + b.hi;
  const added = sum - a.hi;
  const lost = a.hi - (sum - added) + (b.hi - added);
  const low = a.lo + b.lo;
  const lowAdded = low - a.lo;
  const lowLost = a.lo - (low - lowAdded) + (b.lo - lowAdded);
  const first = ordered(sum, lost + low);
  return ordered(first.hi, first.lo + lowLost);
}

export const negative = ({ hi, lo }: Exact): Exact => ({ hi: -hi, lo: -lo });

export const minus = (a: Exact, b: Exact): Exact => plus(a, negative(b));

export function times(a: Exact, b: Exact): Exact {
  const product = a.hi * b.hi;
  return ordered(product, productError(a.hi, b.hi, product) + (a.hi * b.lo + a.lo * b.hi));
}

export function over(a: Exact, b: Exact): Exact {
  const first = a.hi / b.hi;
  const rest = minus(a, times(b, exact(first)));
  const second = rest.hi / b.hi;
  const last = minus(rest, times(b, exact(second))).hi / b.hi;
  const sum = ordered(first, second);
  return ordered(sum.hi, sum.lo + last);
}

/** One step of Newton from the double's root. */
export function root(a: Exact): Exact {
  if (!(a.hi > 0)) return zero;
  const guess = exact(Math.sqrt(a.hi));
  return plus(guess, over(minus(a, times(guess, guess)), exact(2 * guess.hi)));
}

export const isBelow = (a: Exact, b: Exact): boolean => a.hi < b.hi || (a.hi === b.hi && a.lo < b.lo);
export const larger = (a: Exact, b: Exact): Exact => (isBelow(a, b) ? b : a);
export const smaller = (a: Exact, b: Exact): Exact => (isBelow(b, a) ? b : a);
export const magnitude = (a: Exact): Exact => (a.hi < 0 ? negative(a) : a);

export const total = (values: readonly Exact[]): Exact => values.reduce(plus, zero);

export const mean = (values: readonly Exact[]): Exact => over(total(values), exact(values.length));

function ordered(hi: number, lo: number): Exact {
  const sum = hi + lo;
  return { hi: sum, lo: lo - (sum - hi) };
}

/** What rounding took from a product (Dekker's split by 2²⁷ + 1). */
function productError(a: number, b: number, product: number): number {
  const [aHigh, aLow] = halves(a);
  const [bHigh, bLow] = halves(b);
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

function halves(x: number): readonly [number, number] {
  const scaled = 134_217_729 * x;
  const high = scaled - (scaled - x);
  return [high, x - high];
}
