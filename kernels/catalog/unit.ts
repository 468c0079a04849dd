/**
 * The unit of a number as exponents: a price is quote¹·base⁻¹, a quantity base¹, money quote¹, a ratio all zero.
 * Counts of bars and durations have their own dimension, so that a price cannot be added to a length.
 */
export interface Unit {
  readonly quote: number;
  readonly base: number;
  readonly bars: number;
  readonly milliseconds: number;
}

export const ratio: Unit = { quote: 0, base: 0, bars: 0, milliseconds: 0 };
export const price: Unit = { ...ratio, quote: 1, base: -1 };
export const quantity: Unit = { ...ratio, base: 1 };
export const money: Unit = { ...ratio, quote: 1 };
export const bars: Unit = { ...ratio, bars: 1 };
export const milliseconds: Unit = { ...ratio, milliseconds: 1 };

export function sameUnit(a: Unit, b: Unit): boolean {
  return a.quote === b.quote && a.base === b.base && a.bars === b.bars && a.milliseconds === b.milliseconds;
}

/** `a · b^power`. */
export function timesUnit(a: Unit, b: Unit, power = 1): Unit {
  return {
    quote: a.quote + power * b.quote,
    base: a.base + power * b.base,
    bars: a.bars + power * b.bars,
    milliseconds: a.milliseconds + power * b.milliseconds,
  };
}
