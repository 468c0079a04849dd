import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { describeShared, sharedPath } from "../../tests/shared.js";
import { uniformFrom } from "../data/synthesize/random.js";
import { autocorrelations, sharpeScale } from "./autocorrelation.js";
import { optimalBlockLength } from "./block-length.js";
import { sharpeSample } from "./moments.js";
import { backtestOverfitting } from "./overfitting.js";
import { realityCheck, superiorAbility } from "./reality-check.js";
import { deflatedSharpe, minimumTrackRecord, probabilisticSharpe, type SharpeSample } from "./sharpe.js";
import { stepdown } from "./stepdown.js";
import { TrialSpread } from "./trials.js";

interface Golden {
  readonly psr: Readonly<Record<string, number>>;
  readonly dsr: Readonly<Record<string, number>>;
  readonly pbo_cscv: readonly {
    readonly S: number;
    readonly combinations: number;
    readonly pbo_share_logit_le_0: number;
    readonly mean_logit: number;
  }[];
  readonly lo2002: { readonly rho1: number; readonly eta_q10: number };
  readonly politis_white_arch: { readonly stationary: number; readonly circular: number };
}

/** The portable matrix of the golden values: 20 series of 1,024 daily returns. */
function goldenMatrix(): readonly Float64Array[] {
  const uniform = uniformFrom(4242);
  const series = Array.from({ length: 20 }, () => new Float64Array(1024));
  for (let t = 0; t < 1024; t++) {
    for (const column of series) {
      let z = 0;
      for (let i = 0; i < 12; i++) z += uniform();
      column[t] = 0.0004 + 0.01 * (z - 6);
    }
  }
  return series;
}

function close(actual: number | null | undefined, expected: number | undefined): void {
  expect(actual).toBeTypeOf("number");
  expect(expected).toBeTypeOf("number");
  expect(Math.abs((actual ?? 0) / (expected ?? 0) - 1)).toBeLessThan(1e-9);
}

const sampleOf = (column: Float64Array | undefined): SharpeSample => {
  const sample = sharpeSample(column ?? new Float64Array());
  if (sample === null) throw new Error("the column does not vary");
  return sample;
};

describeShared("golden statistics", () => {
  const path = sharedPath("data", "reference", "statistics", "golden_stats.json");
  const golden = JSON.parse(readFileSync(path, "utf8")) as Golden;
  const matrix = goldenMatrix();
  const first = matrix[0] ?? new Float64Array();

  test("probabilistic Sharpe ratio and track record, and not with excess kurtosis", () => {
    const sample = sampleOf(first);
    close(probabilisticSharpe(sample), golden.psr["vs_0"]);
    close(probabilisticSharpe(sample, 0.03), golden.psr["vs_0.03"]);
    close(minimumTrackRecord(sample), golden.psr["min_trl_95_vs_0"]);
    // The fault of a peer, reproduced by giving it what it gives.
    const faulty = { ...sample, kurtosis: sample.kurtosis - 3 };
    close(probabilisticSharpe(faulty), golden.psr["lean_like_excess_kurtosis_vs_0"]);
  });

  test("deflated Sharpe ratio of the best of 20, streamed by two workers", () => {
    const samples = matrix.map(sampleOf);
    const [one, two] = [new TrialSpread(), new TrialSpread()];
    for (const [k, { sharpe }] of samples.entries()) (k < 7 ? one : two).add(sharpe);
    one.merge(two);
    const best = sampleOf(matrix[golden.dsr["best_index"] ?? -1]);
    expect(one.count).toBe(20);
    expect(Math.max(...samples.map(({ sharpe }) => sharpe))).toBe(best.sharpe);
    close(best.sharpe, golden.dsr["sr_best"]);
    close(one.variance, golden.dsr["var_sr_ddof1"]);
    close(one.deflate(best), golden.dsr["dsr"]);
    close(deflatedSharpe(best, one.variance, 20), golden.dsr["dsr"]);
  });

  test.each(golden.pbo_cscv)("overfitting by $S blocks", (expected) => {
    const found = backtestOverfitting(matrix, { blocks: expected.S });
    expect(found.splits).toBe(expected.combinations);
    close(found.probability, expected.pbo_share_logit_le_0);
    close(found.meanLogit, expected.mean_logit);
  });

  test("autocorrelation and Lo's scale", () => {
    const correlations = autocorrelations(first, 9);
    close(correlations[0], golden.lo2002.rho1);
    close(sharpeScale(correlations, 10), golden.lo2002.eta_q10);
  });

  test("block lengths of Politis and White", () => {
    const { stationary, circular } = optimalBlockLength(first);
    close(stationary, golden.politis_white_arch.stationary);
    close(circular, golden.politis_white_arch.circular);
  });

  test("superior ability, within the error of 5,000 paths", () => {
    const resampling = { method: "stationary", length: 10, paths: 5000, seed: 1 } as const;
    // arch with 5,000 draws; it compares the means as they are, whatever its documentation says of studentising.
    const found = superiorAbility(matrix, resampling, false);
    for (const [value, expected] of [
      [found.lower, 0.0128],
      [found.consistent, 0.0136],
      [found.upper, 0.0136],
    ] as const)
      expect(Math.abs(value - expected)).toBeLessThan(3 * Math.sqrt((2 * expected) / 5000));
    expect(found.upper).toBe(realityCheck(matrix, resampling).pValue);
    expect(found.best).toBe(golden.dsr["best_index"]);
  });
});

describe("snooping tests on the same matrix", () => {
  const matrix = goldenMatrix();
  const resampling = { method: "stationary", length: 10, paths: 2000, seed: 3 } as const;

  test("the best strategy's p-value is that of the studentised upper test, in the stepdown too", () => {
    const ability = superiorAbility(matrix, resampling);
    const values = stepdown(matrix, resampling);
    // The first step of Romano and Wolf takes the maximum over all strategies, as the upper test does.
    expect(values[ability.best]).toBeCloseTo((ability.upper * 2000 + 1) / 2001, 10);
    expect(ability.lower).toBeLessThanOrEqual(ability.consistent);
    expect(ability.consistent).toBeLessThanOrEqual(ability.upper);
  });

  test("one strategy alone is tested by its own mean", () => {
    const column = matrix[10] ?? new Float64Array();
    const alone = realityCheck([column], resampling);
    const values = stepdown([column], resampling);
    expect(values[0]).toBeCloseTo((alone.pValue * 2000 + 1) / 2001, 10);
  });
});
