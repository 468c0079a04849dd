/**
 * A number of [0, 1) that follows from a seed and keys alone: the same whatever else was drawn before, so that chance does
 * not depend on the order in which markets are served. Mixing steps of MurmurHash3's finaliser.
 */
export function draw(seed: number, ...keys: readonly number[]): number {
  let state = seed | 0;
  for (const key of keys) state = mix(Math.imul(state ^ (key | 0), 0x9e3779b1) + 0x7f4a7c15);
  return (mix(state) >>> 0) / 2 ** 32;
}

function mix(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
