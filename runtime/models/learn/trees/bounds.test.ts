import { describe, expect, test } from "vitest";
import { describeShared } from "../../../../tests/shared.js";
import { readBoosting, readBoostingTable } from "../../testing/boosting.js";
import { findBins, floor32 } from "./bounds.js";

interface Bins {
  /** By table, most bins, feature. */
  readonly bins: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          Readonly<Record<string, { readonly bounds: readonly number[]; readonly missing_bin: boolean }>>
        >
      >
    >
  >;
}

describeShared("bins as LightGBM finds them", () => {
  const { bins } = readBoosting<Bins>("bins.json");
  test.each(Object.keys(bins))("%s", async (name) => {
    const table = await readBoostingTable(`${name}.parquet`);
    const split = Array.from(table["split"] ?? [], Number);
    for (const [most, features] of Object.entries(bins[name] ?? {}))
      for (const [feature, { bounds, missing_bin: isMissing }] of Object.entries(features)) {
        const column = Array.from(table[feature] ?? [], (value) => (value === null ? NaN : Number(value)));
        const values = Float32Array.from(column.filter((_, row) => split[row] === 0));
        const found = findBins(values, Number(most));
        expect([...found.bounds], `${feature}, ${most} bins`).toEqual(bounds.map(floor32));
        expect(found.missing >= 0).toBe(isMissing);
      }
  });
});

describe("floor32", () => {
  test.each([0.1, -0.1, 1 / 3, -1 / 3, 1, -1, 0, 1e-50, -1e-50, 16_777_217, -16_777_217])(
    "is the greatest 32-bit number not above %d",
    (value) => {
      const low = floor32(value);
      expect(Math.fround(low)).toBe(low);
      expect(low).toBeLessThanOrEqual(value);
      const size = Math.max(Math.abs(low) * 2 ** -23, 2 ** -149);
      expect(low + size).toBeGreaterThan(value);
    },
  );
});
