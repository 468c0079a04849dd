/**
 * Finds the bars of a truth column that are true: their places in the chunk, as 32-bit numbers from `places` on. Gives
 * how many there are; there is room for one a bar.
 */
export function alert_find(column: usize, count: i32, places: usize): i32 {
  let found = 0;
  for (let i = 0; i < count; i++) {
    store<i32>(places + ((<usize>found) << 2), i);
    found += i32(load<f64>(column + ((<usize>i) << 3)) == 1);
  }
  return found;
}
