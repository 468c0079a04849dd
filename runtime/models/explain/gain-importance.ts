import type { TreeEnsemble } from "../fitted-model.js";

/** By feature: what its splits improved, and how many there are. Shares sum to 1, or are all 0 without a split. */
export interface SplitImportance {
  readonly gain: readonly number[];
  readonly splits: readonly number[];
  readonly gainShare: readonly number[];
}

/**
 * Importance within training: the summed gain of a feature's splits (Breiman, Friedman, Olshen & Stone 1984). It
 * favours features with many values and knows nothing of unseen rows; permutation importance does.
 */
export function splitImportance(model: TreeEnsemble, features: number): SplitImportance {
  const gain = Array.from({ length: features }, () => 0);
  const splits = Array.from({ length: features }, () => 0);
  for (const [node, feature] of model.feature.entries()) {
    if (feature < 0) continue;
    gain[feature] = (gain[feature] ?? 0) + (model.gain[node] ?? 0);
    splits[feature] = (splits[feature] ?? 0) + 1;
  }
  const total = gain.reduce((sum, value) => sum + value, 0);
  return { gain, splits, gainShare: gain.map((value) => (total > 0 ? value / total : 0)) };
}
