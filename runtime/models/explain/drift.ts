import { elementary } from "../../../compiler/graph/elementary.js";
import { categoryShares, type FeatureProfile, numberShares } from "./profile.js";

/** How far a feature's later values lie from those of training. */
export interface FeatureDrift {
  readonly feature: string;
  /** Population stability index. */
  readonly psi: number;
  /** What it would be on average for this number of rows without any drift. */
  readonly noise: number;
  readonly level: DriftLevel;
  /** Rows that were compared with training. */
  readonly rows: number;
  readonly bins: readonly DriftBin[];
}

/** Below 0.1 nothing to speak of, from 0.25 on another population (Siddiqi 2006); or too few rows to say. */
export type DriftLevel = "none" | "some" | "strong" | "unknown";

export interface DriftBin {
  /** The stretch in words, "0.5 to 1.5", or the category. */
  readonly label: string;
  /** Shares in training and later. */
  readonly training: number;
  readonly later: number;
}

/** Shares below this count as this: an empty bin would make the index infinite. */
const leastShare = 1e-4;

/**
 * Σ (later − training) · ln(later / training) over the bins of a profile, what is missing being a bin of its own
 * (population stability index; Siddiqi, Credit Risk Scorecards, 2006). Without drift its mean is near
 * (bins − 1)(1/training rows + 1/later rows) (Yurdakul 2018).
 */
export function driftOf(profile: FeatureProfile, values: Float32Array): FeatureDrift {
  const bins = compareBins(profile, values);
  const { log } = elementary();
  let psi = 0;
  for (const { training, later } of bins) {
    const [before, after] = [Math.max(training, leastShare), Math.max(later, leastShare)];
    psi += (after - before) * log(after / before);
  }
  const rows = values.length;
  const noise = (bins.length - 1) * (1 / Math.max(1, profile.rows) + 1 / Math.max(1, rows));
  return { feature: profile.name, psi, noise, level: levelOf(psi, noise), rows, bins };
}

function levelOf(psi: number, noise: number): DriftLevel {
  // With so few rows chance alone reaches the limits.
  if (noise > 0.1) return "unknown";
  return psi < 0.1 ? "none" : psi < 0.25 ? "some" : "strong";
}

function compareBins(profile: FeatureProfile, values: Float32Array): readonly DriftBin[] {
  const missing = values.filter((value) => Number.isNaN(value)).length / Math.max(1, values.length);
  const bins = profile.kind === "numbers" ? numberBins(profile, values) : categoryBins(profile, values);
  if (missing === 0 && profile.missing === 0) return bins;
  return [...bins, { label: "missing", training: profile.missing, later: missing }];
}

function numberBins(
  profile: Extract<FeatureProfile, { readonly kind: "numbers" }>,
  values: Float32Array,
): readonly DriftBin[] {
  const { edges } = profile;
  const shares = numberShares(edges, values);
  return shares.map((later, b) => ({
    label: stretch(edges[b - 1], edges[b]),
    training: profile.shares[b] ?? 0,
    later,
  }));
}

function categoryBins(
  profile: Extract<FeatureProfile, { readonly kind: "categories" }>,
  values: Float32Array,
): readonly DriftBin[] {
  const { shares, others } = categoryShares(profile.categories, values);
  const bins = shares.map((later, k) => ({
    label: String(profile.categories[k] ?? ""),
    training: profile.shares[k] ?? 0,
    later,
  }));
  return others === 0 ? bins : [...bins, { label: "others", training: 0, later: others }];
}

function stretch(from: number | undefined, to: number | undefined): string {
  const short = (value: number) => String(Number(value.toPrecision(3))).replace("-", "−");
  if (from === undefined) return to === undefined ? "all" : `up to ${short(to)}`;
  return to === undefined ? `above ${short(from)}` : `${short(from)} to ${short(to)}`;
}
