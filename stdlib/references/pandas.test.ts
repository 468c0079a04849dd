import { test } from "vitest";
import { peerDatasets, readPeerCases, readPeerInput } from "../../kernels/references/files.js";
import { describeShared } from "../../tests/shared.js";
import { barsOfTable, compareAll } from "./against.js";

/** Without the quiet minutes, on which pandas' powers of prices leave nothing but noise. */
const datasets = peerDatasets.filter((dataset) => dataset !== "btc1m_thin");

describeShared.each(datasets)("shapes of windows against pandas over %s", (dataset) => {
  const bars = barsOfTable(readPeerInput(dataset));
  test("rolling_skew is the sample's skewness", () => {
    const all = readPeerCases("pandas", dataset, "rolling_skew").flatMap((one) => {
      const expected = one.outputs.get("out");
      const expression = `skewness(close, ${String(one.parameters["window"])}, sample)`;
      // pandas adds and subtracts powers of prices, which leaves six digits.
      return expected === undefined ? [] : [{ expression, expected, absolute: 1e-5, whereKnown: true }];
    });
    compareAll([], bars, all);
  });
});
