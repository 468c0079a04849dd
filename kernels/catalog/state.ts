/** Sizes of the pieces of state that kernels of several families are made of. */

export { blockStateBytes, exponentialStateBytes } from "./average.js";

/** State of a window of pairs: counters, the running pair, a pair a bar. */
export function pairWindowBytes(bars: number): number {
  return 32 + 16 * bars;
}

/** State of a true range: a counter and the close before. */
export const rangeStateBytes = 16;
