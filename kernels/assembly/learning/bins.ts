/**
 * Writes the bin of each value of a column: how many bounds lie below it. A missing value has the bin `missing`.
 * @param bounds ascending, 32-bit; the greatest bin has none
 */
export function binColumn(
  values: usize,
  count: i32,
  bounds: usize,
  boundCount: i32,
  missing: i32,
  out: usize,
  stride: i32,
): void {
  let step = 1;
  while (step * 2 <= boundCount) step *= 2;
  const end = values + ((<usize>count) << 2);
  for (; values < end; values += 4, out += stride) {
    const x = load<f32>(values);
    let bin = 0;
    // Halving without branches: the place moves on wherever the bound before it lies below.
    for (let half = boundCount > 0 ? step : 0; half > 0; half >>= 1) {
      const next = bin + half;
      const isBelow = next <= boundCount && load<f32>(bounds + ((<usize>(next - 1)) << 2)) < x;
      bin = isBelow ? next : bin;
    }
    store<u8>(out, x == x ? bin : missing);
  }
}
