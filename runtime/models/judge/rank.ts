/** Ranks from 1; equal values share the mean of theirs. */
export function ranksOf(values: Float64Array): Float64Array {
  const order = Int32Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to++;
    for (let at = from; at < to; at++) ranks[order[at] ?? 0] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/** Pearson's correlation by weight; null where one of them does not vary. */
export function correlation(a: Float64Array, b: Float64Array, weights: Float64Array | null): number | null {
  const [meanA, meanB] = [weightedMean(a, weights), weightedMean(b, weights)];
  let [aa, bb, ab] = [0, 0, 0];
  for (let row = 0; row < a.length; row++) {
    const weight = weights === null ? 1 : (weights[row] ?? 0);
    const [x, y] = [(a[row] ?? 0) - meanA, (b[row] ?? 0) - meanB];
    aa += weight * x * x;
    bb += weight * y * y;
    ab += weight * x * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : null;
}

export function weightedMean(values: Float64Array, weights: Float64Array | null): number {
  let [sum, total] = [0, 0];
  for (let row = 0; row < values.length; row++) {
    const weight = weights === null ? 1 : (weights[row] ?? 0);
    sum += weight * (values[row] ?? 0);
    total += weight;
  }
  return sum / total;
}
