import { proportionInterval } from "../../statistics/interval.js";
import { type JudgedRows, weightAt } from "./rows.js";

/** Rows whose probability lay in one stretch: what was said of them, and how often it came. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly weight: number;
  /** Mean probability. */
  readonly said: number;
  /** Share that came. */
  readonly came: number;
  /** Where the share may lie for the number of rows alone, 95 % (Wilson 1927). */
  readonly low: number;
  readonly high: number;
}

/** How probabilities of one class agree with what came. Bins without rows are left out. */
export interface ReliabilityCurve {
  readonly className: string;
  readonly bins: readonly CalibrationBin[];
  /** Expected calibration error: Σ weight · |came − said| / Σ weight (Naeini, Cooper & Hauskrecht 2015). */
  readonly error: number;
}

export interface BinOptions {
  /** How many bins, 10 unless told. */
  readonly bins?: number;
  /** Bins of the same width, or of the same number of rows, which shows more where probabilities lie close together. */
  readonly by?: "width" | "rows";
}

export function reliabilityCurve(
  className: string,
  probabilities: Float64Array,
  isClass: Uint8Array,
  rows: JudgedRows,
  options: BinOptions = {},
): ReliabilityCurve {
  const edges = binEdges(probabilities, options);
  const bins = edges
    .slice(1)
    .map((to, b) => ({ from: edges[b] ?? 0, to, rows: 0, weight: 0, said: 0, came: 0 }));
  for (let row = 0; row < probabilities.length; row++) {
    const bin = bins[binOf(edges, probabilities[row] ?? 0)];
    if (bin === undefined) continue;
    const weight = weightAt(rows, row);
    bin.rows++;
    bin.weight += weight;
    bin.said += weight * (probabilities[row] ?? 0);
    bin.came += weight * (isClass[row] ?? 0);
  }
  const filled = bins.filter((bin) => bin.rows > 0).map(finished);
  const total = filled.reduce((sum, { weight }) => sum + weight, 0);
  const apart = filled.reduce((sum, { weight, said, came }) => sum + weight * Math.abs(came - said), 0);
  return { className, bins: filled, error: total > 0 ? apart / total : 0 };
}

function finished(bin: Omit<CalibrationBin, "low" | "high">): CalibrationBin {
  const came = bin.came / bin.weight;
  const interval = proportionInterval(came, bin.rows) ?? { low: 0, high: 1 };
  return { ...bin, said: bin.said / bin.weight, came, ...interval };
}

function binEdges(probabilities: Float64Array, { bins = 10, by = "width" }: BinOptions): readonly number[] {
  if (by === "width") return Array.from({ length: bins + 1 }, (_, b) => b / bins);
  const sorted = probabilities.toSorted();
  const inner = Array.from({ length: bins - 1 }, (_, b) => {
    const place = Math.floor(((b + 1) * sorted.length) / bins);
    return sorted[Math.min(place, sorted.length - 1)] ?? 0;
  });
  return [...new Set([0, ...inner, 1])];
}

/** A bin reaches from its lower edge to before its upper one; the last has its upper edge too. */
function binOf(edges: readonly number[], value: number): number {
  let [low, high] = [0, edges.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (value >= (edges[middle] ?? 0)) low = middle;
    else high = middle - 1;
  }
  return low;
}
