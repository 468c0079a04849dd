/** The closed interval that a value can lie in, `na` apart. Unbounded ends are infinite. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

export const anywhere: Range = { low: -Infinity, high: Infinity };
export const notNegative: Range = { low: 0, high: Infinity };
export const truthRange: Range = { low: 0, high: 1 };
