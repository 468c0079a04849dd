/*
 * Random numbers by counter: each is a function of seed, stream and place, so it does not matter who draws when.
 * The mixing steps are those of the two-round 32-bit hash of Wellons (prospector, 2018), run over three words.
 */

/** 32 random bits. */
export function draw(seed: u32, stream: u32, place: u32): u32 {
  let x = mix(seed + 0x9e3779b9);
  x = mix((x ^ stream) + 0x9e3779b9);
  return mix((x ^ place) + 0x9e3779b9);
}

@inline
function mix(z: u32): u32 {
  z = (z ^ (z >>> 16)) * 0x21f0aaad;
  z = (z ^ (z >>> 15)) * 0x735a2d97;
  return z ^ (z >>> 15);
}

/** A number from 0 to below 1. */
@inline
export function uniform(seed: u32, stream: u32, place: u32): f64 {
  return <f64>draw(seed, stream, place) * 2.3283064365386963e-10;
}
