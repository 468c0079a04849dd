/** Pointer to column `index` of a pointer table (the `inputs` and `outputs` of a kernel). */
@inline
export function column(table: usize, index: usize): usize {
  return load<u32>(table + (index << 2));
}

/** Parameter number `index`. */
@inline
export function parameter(parameters: usize, index: usize): f64 {
  return load<f64>(parameters + (index << 3));
}

/** Parameter number `index` as whole bars or as a choice. */
@inline
export function whole(parameters: usize, index: usize): i32 {
  return <i32>load<f64>(parameters + (index << 3));
}
