/**
 * mulberry32: numbers in [0, 1) from 32-bit integer arithmetic, the same on every machine and in every language.
 * The benchmark's bars are defined by exactly this generator.
 */
export function uniformFrom(seed: number): () => number {
  // Signed, so that the engine keeps it as a small integer.
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Nearly normal, mean 0 and deviation 1, without a logarithm: the sum of twelve uniforms less six. */
export function normalFrom(uniform: () => number): number {
  let sum = uniform();
  for (let i = 1; i < 12; i++) sum = sum + uniform();
  return sum - 6;
}
