import type { CalibrationCurve } from "../fitted-model.js";

/**
 * The rising curve closest to what came, by squared distance (pool adjacent violators: Ayer, Brunk, Ewing, Reid &
 * Silverman 1955; for probabilities Zadrozny & Elkan 2002). Between its points straight lines, beyond them flat.
 * Probabilities are taken with 32 bits, as models give them, so that two points are never closer than that.
 * @param came 1 where it came, else 0; any number will do
 */
export function isotonicCurve(
  probabilities: Float64Array,
  came: Float64Array,
  weights: Float64Array | null,
): CalibrationCurve {
  const blocks: Block[] = [];
  for (const tie of tiesOf(probabilities, came, weights)) {
    let block = tie;
    for (let last = blocks.at(-1); last !== undefined && last.value >= block.value; last = blocks.at(-1)) {
      block = pooled(last, block);
      blocks.pop();
    }
    blocks.push(block);
  }
  const points = blocks.flatMap(({ from, to, value }) =>
    from === to ? [[from, value] as const] : [[from, value] as const, [to, value] as const],
  );
  return {
    from: Float64Array.from(points, ([from]) => from),
    to: Float64Array.from(points, ([, to]) => to),
  };
}

/** What a curve makes of a probability. */
export function curveAt({ from, to }: CalibrationCurve, probability: number): number {
  const last = from.length - 1;
  const x = Math.fround(probability);
  if (Number.isNaN(x)) return NaN;
  if (last < 0) return probability;
  if (x <= (from[0] ?? 0)) return to[0] ?? 0;
  if (x >= (from[last] ?? 0)) return to[last] ?? 0;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((from[middle] ?? 0) <= x) low = middle;
    else high = middle;
  }
  const [left, right] = [from[low] ?? 0, from[high] ?? 0];
  const [bottom, top] = [to[low] ?? 0, to[high] ?? 0];
  return bottom + ((x - left) / (right - left)) * (top - bottom);
}

/** Equal or neighbouring probabilities that get one value. */
interface Block {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
  readonly value: number;
}

const pooled = (a: Block, b: Block): Block => {
  const weight = a.weight + b.weight;
  return { from: a.from, to: b.to, weight, value: (a.weight * a.value + b.weight * b.value) / weight };
};

function tiesOf(
  probabilities: Float64Array,
  came: Float64Array,
  weights: Float64Array | null,
): readonly Block[] {
  const places = probabilities.map(Math.fround);
  const order = Int32Array.from(places.keys()).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0) || a - b);
  const ties: Block[] = [];
  for (let at = 0; at < order.length;) {
    const place = places[order[at] ?? 0] ?? 0;
    let [sum, weight] = [0, 0];
    for (; at < order.length && places[order[at] ?? 0] === place; at++) {
      const row = order[at] ?? 0;
      const share = weights === null ? 1 : (weights[row] ?? 0);
      sum += share * (came[row] ?? 0);
      weight += share;
    }
    ties.push({ from: place, to: place, weight, value: sum / weight });
  }
  return ties;
}
