import {
  FEATURE_ACTIVE,
  FEATURE_BINS,
  FEATURE_BYTES,
  FEATURE_CATEGORY,
  FEATURE_MISSING,
  FEATURE_MONOTONE,
  FEATURE_VALUES,
  PANEL_FEATURES,
} from "../../../../kernels/learning/layout.js";
import type { FeatureColumn } from "../../training-rows.js";
import { findBins, findCategories, type FeatureBins } from "./bounds.js";
import type { Plan, SharedMemory } from "./memory.js";

/** Bins of all features, and 1, −1 or 0: whether it is held to rise or to fall. */
export interface BinnedFeatures {
  readonly bins: readonly FeatureBins[];
  readonly monotone: readonly number[];
}

export function binFeatures(
  features: readonly FeatureColumn[],
  { most, rowsPerBin, monotone }: { most: number; rowsPerBin?: number; monotone: readonly number[] },
): BinnedFeatures {
  return {
    bins: features.map(({ type, values }) =>
      type === "category" ? findCategories(values, most) : findBins(values, most, rowsPerBin),
    ),
    monotone,
  };
}

/** Addresses of what all trainings of trees read of the features. */
export interface FeatureRoom {
  readonly table: number;
  readonly values: number;
}

export function planFeatures(plan: Plan, { bins }: BinnedFeatures): FeatureRoom {
  return { table: plan.room(bins.length * FEATURE_BYTES), values: plan.room(bins.length * 1024) };
}

/** Writes the features' records. */
export function writeFeatures(
  shared: SharedMemory,
  room: FeatureRoom,
  { bins, monotone }: BinnedFeatures,
): void {
  for (const [number, { count, missing, greatest, categories }] of bins.entries()) {
    const at = room.table + number * FEATURE_BYTES;
    const values = room.values + number * 1024;
    shared.view.setInt32(at + FEATURE_BINS, count, true);
    shared.view.setInt32(at + FEATURE_MISSING, missing, true);
    shared.view.setInt32(at + FEATURE_CATEGORY, categories === null ? 0 : 1, true);
    shared.view.setInt32(at + FEATURE_MONOTONE, monotone[number] ?? 0, true);
    shared.view.setInt32(at + FEATURE_ACTIVE, 1, true);
    shared.view.setInt32(at + FEATURE_VALUES, values, true);
    shared.f32(values, 256).set(greatest);
  }
}

/** Where bins go: the first one, and how many features lie side by side. */
export interface BinPlaces {
  readonly to: number;
  readonly panel: number;
}

/** Room for the bins of a table; the last row is read as if its panel were whole. */
export const planBins = (plan: Plan, rows: number, features: number): number =>
  plan.room(rows * features + PANEL_FEATURES);

/** Writes the bins of columns; `scratch` has room for 4 bytes a row. */
export function writeBins(
  shared: SharedMemory,
  columns: readonly FeatureColumn[],
  binned: BinnedFeatures,
  { to, panel }: BinPlaces,
  { scratch, bounds: boundsAt }: { readonly scratch: number; readonly bounds: number },
): void {
  for (const [number, { values }] of columns.entries()) {
    const bins = binned.bins[number];
    if (bins === undefined) continue;
    const { bounds, missing, categories } = bins;
    const before = number - (number % panel);
    const stride = Math.min(panel, columns.length - before);
    const first = to + before * values.length + (number - before);
    if (categories !== null) {
      writeCategories(shared, values, categories, { to: first, stride });
      continue;
    }
    shared.f32(scratch, values.length).set(values);
    shared.f32(boundsAt, 256).set(bounds);
    // Where none was missing among those learned from, missing counts as zero.
    const absent = missing >= 0 ? missing : bounds.filter((bound) => bound < 0).length;
    shared.kernels.binColumn(scratch, values.length, boundsAt, bounds.length, absent, first, stride);
  }
}

function writeCategories(
  shared: SharedMemory,
  values: Float32Array,
  categories: readonly number[],
  { to, stride }: { to: number; stride: number },
): void {
  const binOf = new Map(categories.map((category, bin) => [category, bin]));
  const bytes = shared.u8(to, values.length === 0 ? 0 : (values.length - 1) * stride + 1);
  for (let row = 0; row < values.length; row++) bytes[row * stride] = binOf.get(values[row] ?? NaN) ?? 0;
}
