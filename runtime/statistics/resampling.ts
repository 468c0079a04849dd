/**
 * How a path is put together from blocks of the sample, so that neighbours stay neighbours:
 * - `moving`: blocks of one length that lie inside the sample (Künsch 1989);
 * - `circular`: blocks of one length, the sample closed to a ring (Politis & Romano 1992);
 * - `stationary`: blocks of geometric length on the ring, so that paths are stationary (Politis & Romano 1994).
 * A length of 1 is the plain bootstrap (Efron 1979).
 */
export type ResamplingMethod = "moving" | "circular" | "stationary";

export interface Resampling {
  readonly method: ResamplingMethod;
  /** Mean length of a block, in observations; 1 or more. */
  readonly length: number;
  readonly paths: number;
  readonly seed: number;
}

/** Blocks of one path: `count` pairs of a first observation and a number of them; the sample is a ring. */
export interface Blocks {
  count: number;
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
}

/** Draws the blocks of one path after the other, each of as many observations as the sample has. */
export function blockSource(
  resampling: Resampling,
  observations: number,
  uniform: () => number,
): () => Blocks {
  const { method } = resampling;
  const length = Math.min(Math.max(1, resampling.length), observations);
  const blocks: Blocks = {
    count: 0,
    starts: new Int32Array(observations),
    lengths: new Int32Array(observations),
  };
  const fixed = Math.round(length);
  const places = method === "moving" ? observations - fixed + 1 : observations;
  const next = method === "stationary" && length > 1 ? geometric(length, uniform) : () => fixed;
  return () => {
    let left = observations;
    let k = 0;
    for (; left > 0; k++) {
      const drawn = Math.min(left, next());
      blocks.starts[k] = Math.floor(uniform() * places);
      blocks.lengths[k] = drawn;
      left -= drawn;
    }
    blocks.count = k;
    return blocks;
  };
}

/** Whole numbers from 1 on with this mean, each step the end with probability 1/mean. */
function geometric(mean: number, uniform: () => number): () => number {
  const goesOn = 1 - 1 / mean;
  return () => {
    // As many steps as observations are drawn, so that a logarithm would not be faster.
    const least = 1 - uniform();
    let length = 1;
    for (let left = goesOn; left > least; left *= goesOn) length++;
    return length;
  };
}
