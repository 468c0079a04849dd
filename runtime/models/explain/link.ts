import { elementary } from "../../../compiler/graph/elementary.js";
import type { Link } from "../fitted-model.js";

/** Answers from raw scores, by output and row: of a logistic link the probability that the target is true. */
export function applyLink(link: Link, raw: readonly Float64Array[]): readonly Float64Array[] {
  switch (link) {
    case "identity":
      return raw;
    case "logistic":
      return raw.map((scores) => scores.map(logistic));
    case "softmax":
      return softmax(raw);
  }
}

/** 1 / (1 + e^−x), without overflow. */
export function logistic(score: number): number {
  const small = elementary().exp(-Math.abs(score));
  return (score >= 0 ? 1 : small) / (1 + small);
}

function softmax(raw: readonly Float64Array[]): readonly Float64Array[] {
  const { exp } = elementary();
  const shares = raw.map((scores) => scores.slice());
  const rows = raw[0]?.length ?? 0;
  for (let row = 0; row < rows; row++) {
    const most = raw.reduce((largest, scores) => Math.max(largest, scores[row] ?? 0), -Infinity);
    let sum = 0;
    for (const share of shares) {
      const power = exp((share[row] ?? 0) - most);
      share[row] = power;
      sum += power;
    }
    for (const share of shares) share[row] = (share[row] ?? 0) / sum;
  }
  return shares;
}
