import { describe, expect, it } from "vitest";
import { describeShared } from "../../tests/shared.js";
import { columnOf } from "./columns.js";
import { calculateOne, expectColumn } from "./compare.js";
import { peerDatasets, readPeerCases, readPeerInput } from "./files.js";

/** The last value of an operation over a window that holds all of the values. */
function ofWindow(name: string, values: readonly number[], ...others: readonly number[]): number {
  const parameters = [values.length, ...others];
  return calculateOne(name, parameters, Float64Array.from(values)).at(-1) ?? NaN;
}

/** The second choice of `kind`. */
const sample = 1;

describe("shapes of windows against printed examples", () => {
  // The example of the manual pages of KURT and SKEW in Microsoft Excel and LibreOffice Calc.
  const printed = [3, 4, 5, 2, 3, 4, 5, 6, 4, 7];

  it("kurtosis of a sample is KURT", () => {
    expect(ofWindow("kurtosis", printed, sample)).toBeCloseTo(-0.151799637208416, 12);
  });

  it("skewness of a sample is SKEW, of a population SKEW.P", () => {
    expect(ofWindow("skewness", printed, sample)).toBeCloseTo(0.359543071406797, 12);
    expect(ofWindow("skewness", printed, 0)).toBeCloseTo(0.303193339354144, 12);
  });

  it("kurtosis of distributions that are known in closed form", () => {
    // Heads or tails has −2, the least there is. A fair die has −(6/5)·(6² + 1)/(6² − 1).
    expect(ofWindow("kurtosis", [0, 1, 0, 1, 1, 0], 0)).toBeCloseTo(-2, 12);
    expect(ofWindow("kurtosis", [3, 1, 6, 2, 5, 4], 0)).toBeCloseTo((-6 / 5) * (37 / 35), 12);
    // One of n apart from the others: n − 2 + 1/(n − 1) − 3, for n = 5 that is 0.25.
    expect(ofWindow("kurtosis", [7, 7, 9, 7, 7], 0)).toBeCloseTo(0.25, 12);
  });

  it("median_deviation as the usual example has it", () => {
    // Of 1, 1, 2, 2, 4, 6, 9 the median is 2; the distances 1, 1, 0, 0, 2, 4, 7 have the median 1.
    expect(ofWindow("median_deviation", [1, 1, 2, 2, 4, 6, 9])).toBe(1);
    // Of 1, 2, 4, 8 it is 3; distances 2, 1, 1, 5, of which the middle ones are 1 and 2.
    expect(ofWindow("median_deviation", [8, 1, 4, 2])).toBe(1.5);
  });

  it("mean_deviation by hand", () => {
    // Of 2, 2, 4, 8 the mean is 4; distances 2, 2, 0, 4.
    expect(ofWindow("mean_deviation", [2, 8, 2, 4])).toBe(2);
  });

  it("rank_correlation with time by hand", () => {
    expect(ofWindow("rank_correlation", [1, 2, 30, 31, 99])).toBe(1);
    expect(ofWindow("rank_correlation", [9, 8, 7, 2, 1])).toBe(-1);
    // Ranks 3, 1, 4, 2, 5 against 1 … 5: squares 4, 1, 1, 4, 0 make 10, and 1 − 60/120 = 0.5.
    expect(ofWindow("rank_correlation", [50, 10, 60, 20, 70])).toBe(0.5);
    // Equal values share: 1.5, 1.5, 3.5, 3.5: squares 0.25 four times, and 1 − 6/60 = 0.9.
    expect(ofWindow("rank_correlation", [5, 5, 8, 8])).toBeCloseTo(0.9, 12);
  });

  it("mode by hand: of equally frequent values the lowest", () => {
    expect(ofWindow("mode", [5, 3, 5, 3, 9])).toBe(3);
    expect(ofWindow("mode", [5, 3, 5, 9, 9, 9])).toBe(9);
  });
});

describeShared.each(peerDatasets)("cumulative against pandas over %s", (dataset) => {
  it("is cumsum", () => {
    const input = readPeerInput(dataset);
    const cases = readPeerCases("pandas", dataset, "cumsum");
    expect(cases.length).toBeGreaterThan(0);
    for (const one of cases)
      expectColumn(
        calculateOne("cumulative", [], columnOf(input, one.inputs[0] ?? "close")),
        columnOf(one.outputs, "out"),
      );
  });
});
