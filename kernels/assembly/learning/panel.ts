import { BINS, FEATURES, PANEL, ROWS } from "./layout";

/*
 * Bins lie panel after panel: those of a few features side by side, row after row, so that adding up asks for few lines
 * of memory for a row of all features, and cutting, which asks for one feature, for few lines for many rows.
 */

/** Features before the panel of this one. */
@inline
function panelOf(feature: i32, panel: i32): i32 {
  return feature & -panel;
}

/** Bytes from one row to the next in the panel of a feature: the last panel is as wide as features are left. */
@inline
export function panelWidth(feature: i32, panel: i32, features: i32): i32 {
  return min(panel, features - panelOf(feature, panel));
}

/** Address of the first row's bin of a feature. */
@inline
export function firstBin(job: usize, feature: i32): usize {
  const before = panelOf(feature, load<i32>(job, PANEL));
  return load<usize>(job, BINS) + <usize>before * load<usize>(job, ROWS) + <usize>(feature - before);
}

/** Bytes from one row's bin of a feature to the next row's. */
@inline
export function binStride(job: usize, feature: i32): i32 {
  return panelWidth(feature, load<i32>(job, PANEL), load<i32>(job, FEATURES));
}

/** The bin of a row of any table with the job's features: its first bin and how many rows it has. */
@inline
export function binAt(
  bins: usize,
  rows: usize,
  row: usize,
  feature: i32,
  panel: i32,
  features: i32,
): u8 {
  const before = panelOf(feature, panel);
  const width = <usize>panelWidth(feature, panel, features);
  return load<u8>(bins + <usize>before * rows + row * width + <usize>(feature - before));
}
