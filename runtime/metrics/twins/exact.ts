/** A number m · 2^e of about 300 digits of mantissa in binary: slow, and as good as exact beside a double. */
export interface Exact {
  readonly m: bigint;
  readonly e: number;
}

const bits = 300;

function round(m: bigint, e: number): Exact {
  const size = (m < 0n ? -m : m).toString(2).length;
  return size <= bits ? { m, e } : { m: m >> BigInt(size - bits), e: e + size - bits };
}

/** The very number that a double stands for. */
export function exact(value: number): Exact {
  let e = 0;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    e--;
  }
  return { m: BigInt(scaled), e };
}

export const zero = exact(0);

export function add(a: Exact, b: Exact): Exact {
  if (a.m === 0n) return b;
  if (b.m === 0n) return a;
  const e = Math.min(a.e, b.e);
  return round((a.m << BigInt(a.e - e)) + (b.m << BigInt(b.e - e)), e);
}

export const negate = (a: Exact): Exact => ({ m: -a.m, e: a.e });
export const subtract = (a: Exact, b: Exact): Exact => add(a, negate(b));
export const multiply = (a: Exact, b: Exact): Exact => round(a.m * b.m, a.e + b.e);
export const divide = (a: Exact, b: Exact): Exact => {
  const shift = 2 * bits;
  return round((a.m << BigInt(shift)) / b.m, a.e - b.e - shift);
};
export const isBelow = (a: Exact, b: Exact): boolean => subtract(a, b).m < 0n;
export const sum = (values: readonly Exact[]): Exact => values.reduce(add, zero);

export function squareRoot({ m, e }: Exact): Exact {
  if (m <= 0n) return zero;
  // An even exponent, and twice the digits that are wanted.
  const shift = 2 * bits + (Math.abs(e) % 2);
  const value = m << BigInt(shift);
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return round(root, (e - shift) / 2);
    root = next;
  }
}

/** The nearest double, but for its last bit. */
export function toNumber({ m, e }: Exact): number {
  const size = (m < 0n ? -m : m).toString(2).length;
  const cut = Math.max(0, size - 60);
  let value = Number(m >> BigInt(cut));
  let power = e + cut;
  // In steps, so that neither factor leaves the range of doubles.
  for (; power > 500; power -= 500) value *= 2 ** 500;
  for (; power < -500; power += 500) value *= 2 ** -500;
  return value * 2 ** power;
}
